"""Names of the kernel room under their old address; import from `standoff.kernels` instead."""

from __future__ import annotations

from standoff.kernels.compilation import compiled, compiled_alone, inlined, parse_signature
from standoff.kernels.vectors import (
    LOWEST,
    LanesType,
    absolute,
    any_above,
    exp,
    exponent,
    fma,
    if_at_most,
    if_less,
    lanes,
    larger,
    load,
    mantissa,
    pointer,
    power_of_two,
    root,
    smaller,
    splat,
    store,
)

__all__ = [
    "LOWEST",
    "LanesType",
    "absolute",
    "any_above",
    "compiled",
    "compiled_alone",
    "exp",
    "exponent",
    "fma",
    "if_at_most",
    "if_less",
    "inlined",
    "lanes",
    "larger",
    "load",
    "mantissa",
    "parse_signature",
    "pointer",
    "power_of_two",
    "root",
    "smaller",
    "splat",
    "store",
]
