"""Tipping points: what would have to be otherwise for an actor to choose otherwise."""
