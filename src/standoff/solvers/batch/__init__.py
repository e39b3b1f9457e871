"""Many draws of one game side by side: its structure as tapes, its numbers, passes over a pack of draws."""
