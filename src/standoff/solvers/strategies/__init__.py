"""Solvers of one draw over whole strategies, and whether what they find is credible."""
