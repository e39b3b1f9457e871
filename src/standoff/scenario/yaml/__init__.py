"""From a file's bytes to a tree of nodes with places, and the check of the tree's shape."""
