"""Kernels that follow the draws of a batch along their principal branches as precision grows."""
