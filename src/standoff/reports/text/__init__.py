"""How numbers, likelihoods and marks are written, on the page and in the terminal."""
