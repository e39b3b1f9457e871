"""The numbers that define the solution concepts, shared by the kernels, the reference and `verify`.

They are part of the meaning of an answer, not tuning: change one and answers change.
"""

from __future__ import annotations

BELIEF_FLOOR = 1e-300  # least factor of a path's probability where beliefs are formed: limit beliefs
TIE = 1e-12  # options this close, relative to the size of what they are worth, are tied
ACCEPTED = 1e-7  # largest residual of an accepted answer
