"""Sharp play where something is hidden: the end of the branch, its limit, and the beliefs there."""
