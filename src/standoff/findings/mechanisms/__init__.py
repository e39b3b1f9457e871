"""Mechanisms: what moves where each of them is taken out, and whether it moves by enough to be in play."""
