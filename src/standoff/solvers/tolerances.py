"""The numbers that define the solution concepts, shared by the kernels, the reference and `verify`.

They are part of the meaning of an answer, not tuning: change one and answers change.
"""

from __future__ import annotations

SURPRISE = -(2.0**40)  # binary logarithm that stands for a chance of 0 where beliefs are formed
TIE = 1e-12  # options this close, relative to the size of what they are worth, are tied
ACCEPTED = 1e-7  # largest residual of an accepted answer
