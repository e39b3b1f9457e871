"""Options that hold up, other structures of the game, and what it is worth to know more."""
