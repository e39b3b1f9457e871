"""`exp` and `log` of single numbers, written so that the compiler runs several draws side by side.

Calls of a mathematical library stop the compiler from vectorising a loop; sums, products and bit
operations do not. `exp` reduces its argument to |r| <= ln 2 / 2 (Cody and Waite 1980, ch. 6) and
evaluates a degree 11 polynomial; `log` follows fdlibm's e_log.c. Both are within 2 units in the
last place and are never given anything but numbers within their range, which they enforce.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from standoff.kernels.compilation import inlined


def _bits_of(typing: Any, value: Any) -> Any:  # noqa: ARG001
    """The 64 bits of a float64."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return builder.bitcast(args[0], ir.IntType(64))

    return types.uint64(types.float64), emit


def _float_of(typing: Any, value: Any) -> Any:  # noqa: ARG001
    """The float64 with these 64 bits."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.uint64), emit


_bits: Any = intrinsic(_bits_of)
_float: Any = intrinsic(_float_of)

_SHIFT = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to an integer in the low bits
_SHIFT_BITS = np.uint64(0x4338000000000000)
_52 = np.uint64(52)
_HALF_ROOT = np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)  # moves sqrt(1/2) to 1
_1023 = np.uint64(1023)


@inlined
def larger(a: float, b: float) -> Any:
    """The larger of two numbers; `b` where `a` is not a number."""
    return a if a > b else b


@inlined
def smaller(a: float, b: float) -> Any:
    """The smaller of two numbers; `b` where `a` is not a number."""
    return a if a < b else b


@inlined
def exp(x: float) -> Any:
    """e**x, x held within [-708, 709]."""
    x = smaller(larger(x, -708.0), 709.0)
    shifted = x * 1.4426950408889634 + _SHIFT
    whole = shifted - _SHIFT
    r = x - whole * 0.6931471803691238  # ln 2 in two parts: the first times a whole number is exact
    r = r - whole * 1.9082149292705877e-10
    p = 2.5100472505694996e-08
    p = p * r + 2.7620201591031547e-07
    p = p * r + 2.7557268276905696e-06
    p = p * r + 2.4801521057868204e-05
    p = p * r + 0.00019841269863171557
    p = p * r + 0.0013888888917367081
    p = p * r + 0.008333333333330039
    p = p * r + 0.041666666666623824
    p = p * r + 0.16666666666666669
    p = p * r + 0.5
    p = 1.0 + (r + r * r * p)
    return _float(_bits(p) + (_bits(shifted) << _52))


@inlined
def log(x: float) -> Any:
    """The natural logarithm of x, x held above 1e-300."""
    bits = _bits(larger(x, 1e-300))
    power = ((bits + _HALF_ROOT) >> _52) - _1023
    m = _float(bits - (power << _52))  # in [sqrt(1/2), sqrt(2))
    e = _float(power + _SHIFT_BITS) - _SHIFT
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    t = 1.479819860511658591e-01
    t = t * z + 1.531383769920937332e-01
    t = t * z + 1.818357216161805012e-01
    t = t * z + 2.222219843214978396e-01
    t = t * z + 2.857142874366239149e-01
    t = t * z + 3.999999999940941908e-01
    t = t * z + 6.666666666666735130e-01
    half = 0.5 * f * f
    return e * 0.6931471803691238 - ((half - (s * (half + t * z) + e * 1.9082149292705877e-10)) - f)
