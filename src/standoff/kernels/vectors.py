"""A pack of draws side by side: a vector type for the kernels, with loads, stores and `exp`.

Kernels run the same steps for `PACK` draws at once. Leaving that to the compiler's vectoriser
fails without notice (it gives up where it cannot rule out that two rows overlap), so the vector is
a type of its own, `lanes`, and every operation on it is one vector instruction. No operation mixes
lanes, hence a draw's answer cannot depend on its neighbours. `exp` reduces its argument to
|r| <= ln 2 / 2 (Cody and Waite 1980, ch. 6) and evaluates a degree 11 polynomial fitted at
Chebyshev nodes, within 2 units in the last place.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, overload

from standoff.kernels import PACK

_numba: Any = numba  # its stubs leave out the types that are used here


class LanesType(types.Type):
    """`PACK` float64 values of `PACK` draws."""

    def __init__(self) -> None:
        super().__init__(name=f"lanes{PACK}")


lanes = LanesType()
Vector = Any  # what a kernel holds in such a type: one number a draw
_DOUBLE = ir.DoubleType()
_WORD = ir.IntType(64)
_VECTOR = ir.VectorType(_DOUBLE, PACK)
_WORDS = ir.VectorType(_WORD, PACK)


class LanesModel(models.PrimitiveModel):
    """Lanes are held as one LLVM vector."""

    def __init__(self, manager: Any, fe_type: Any) -> None:
        model: Any = super()
        model.__init__(manager, fe_type, _VECTOR)


_numba.extending.register_model(LanesType)(LanesModel)


def _constant(value: float) -> Any:
    return ir.Constant(_VECTOR, [ir.Constant(_DOUBLE, value)] * PACK)


def _words(value: int) -> Any:
    return ir.Constant(_WORDS, [ir.Constant(_WORD, value)] * PACK)


def _call(builder: Any, name: str, *args: Any) -> Any:
    """Call of an LLVM intrinsic that works lane by lane."""
    kind = ir.FunctionType(_VECTOR, [_VECTOR] * len(args))
    full = f"llvm.{name}.v{PACK}f64"
    known = builder.module.globals.get(full)
    function = known if known is not None else ir.Function(builder.module, kind, name=full)
    return builder.call(function, args)


def _address(context: Any, builder: Any, array_type: Any, array: Any, offset: Any) -> Any:
    data = _data(context, builder, array_type, array)
    return builder.bitcast(builder.gep(data, [offset]), _VECTOR.as_pointer())


def _data(context: Any, builder: Any, array_type: Any, array: Any) -> Any:
    """Pointer to the first number of an array, or the pointer itself."""
    cgutils: Any = numba.core.cgutils
    if isinstance(array_type, types.CPointer):
        return array
    return cgutils.create_struct_proxy(array_type)(context, builder, value=array).data


def _pointer(typing: Any, array: Any) -> Any:  # noqa: ARG001
    """Pointer to an array's first number, as kernels made by `compiled_alone` take it."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _data(context, builder, signature.args[0], args[0])

    return _numba.types.CPointer(array.dtype)(array), emit


pointer: Any = intrinsic(_pointer)


def _load(typing: Any, array: Any, offset: Any) -> Any:  # noqa: ARG001
    """The lanes at `offset` of a flat float64 array (no bounds check)."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        address = _address(context, builder, signature.args[0], args[0], args[1])
        return builder.load(address, align=8)

    return lanes(array, types.intp), emit


load: Any = intrinsic(_load)


def _store(typing: Any, array: Any, offset: Any, value: Any) -> Any:  # noqa: ARG001
    """Write lanes at `offset` of a flat float64 array (no bounds check)."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        address = _address(context, builder, signature.args[0], args[0], args[1])
        builder.store(args[2], address, align=8)
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), emit


store: Any = intrinsic(_store)


def _splat(typing: Any, value: Any) -> Any:  # noqa: ARG001
    """Lanes that all hold one float64."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        one = builder.insert_element(
            ir.Constant(_VECTOR, ir.Undefined), args[0], ir.Constant(ir.IntType(32), 0)
        )
        mask = ir.Constant(ir.VectorType(ir.IntType(32), PACK), [0] * PACK)
        return builder.shuffle_vector(one, ir.Constant(_VECTOR, ir.Undefined), mask)

    return lanes(types.float64), emit


splat: Any = intrinsic(_splat)


def _lanewise(build: Callable[..., Any], n_args: int) -> Any:
    """A numba intrinsic of `n_args` lanes that emits `build(builder, *args)`."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return build(builder, *args)

    signature = lanes(*([lanes] * n_args))
    if n_args == 1:

        def typed(typing: Any, a: Any) -> Any:  # noqa: ARG001
            return signature, emit
    elif n_args == 2:

        def typed(typing: Any, a: Any, b: Any) -> Any:  # type: ignore[misc]  # noqa: ARG001
            return signature, emit
    elif n_args == 3:

        def typed(typing: Any, a: Any, b: Any, c: Any) -> Any:  # type: ignore[misc]  # noqa: ARG001
            return signature, emit
    else:

        def typed(typing: Any, a: Any, b: Any, c: Any, d: Any) -> Any:  # type: ignore[misc]  # noqa: ARG001
            return signature, emit

    return intrinsic(typed)


def _reduced(builder: Any, x: Any) -> tuple[Any, Any, Any]:
    """exp(x) as polynomial(r) * 2**whole: `whole` shifted into the low bits, `whole`, polynomial."""

    def fma(a: Any, b: Any, c: Any) -> Any:
        return _call(builder, "fma", a, b, c)

    shift = _constant(6755399441055744.0)  # 1.5 * 2**52: adding it rounds to an integer in the low bits
    shifted = fma(x, _constant(1.4426950408889634), shift)
    whole = builder.fsub(shifted, shift)
    r = fma(whole, _constant(-0.6931471805599453), x)
    r = fma(whole, _constant(-2.3190468138462996e-17), r)
    p = _constant(_TAIL[-1])
    for c in reversed(_TAIL[:-1]):
        p = fma(p, r, _constant(c))
    p = fma(builder.fmul(r, r), p, r)
    return shifted, whole, builder.fadd(p, _constant(1.0))


def _exp(builder: Any, x: Any) -> Any:
    x = _call(builder, "maxnum", x, _constant(LOWEST))
    x = _call(builder, "minnum", x, _constant(709.0))
    shifted, _, p = _reduced(builder, x)
    power = builder.shl(builder.bitcast(shifted, _WORDS), _words(52))
    return builder.bitcast(builder.add(builder.bitcast(p, _WORDS), power), _VECTOR)


def _exp_mantissa(builder: Any, x: Any) -> Any:
    return _reduced(builder, x)[2]


def _exp_power(builder: Any, x: Any) -> Any:
    return _reduced(builder, x)[1]


LOWEST = -708.0  # exp of anything lower is exp(-708) = 3e-308, the last normal number
_TAIL = (  # (exp(r) - 1 - r) / r**2 on |r| <= 1.001 ln(2) / 2, interpolated at 10 Chebyshev nodes
    0.5,
    0.16666666666666669,
    0.041666666666623824,
    0.008333333333330039,
    0.0013888888917367081,
    0.00019841269863171557,
    2.4801521057868204e-05,
    2.7557268276905696e-06,
    2.7620201591031547e-07,
    2.5100472505694996e-08,
)


# There are no vector instructions between whole numbers of 64 bits and floats on many processors: both ways
# go by a number whose last bit counts as 1.
_ONES = 4503599627370496.0  # 2**52


def _exponent(builder: Any, x: Any) -> Any:
    bits = builder.lshr(builder.bitcast(x, _WORDS), _words(52))
    whole = builder.bitcast(builder.or_(bits, _words(0x433 << 52)), _VECTOR)
    return builder.fsub(whole, _constant(_ONES + 1023.0))


def _mantissa(builder: Any, x: Any) -> Any:
    bits = builder.and_(builder.bitcast(x, _WORDS), _words((1 << 52) - 1))
    return builder.bitcast(builder.or_(bits, _words(1023 << 52)), _VECTOR)


def _power_of_two(builder: Any, e: Any) -> Any:
    e = _call(builder, "minnum", _call(builder, "maxnum", e, _constant(-1022.0)), _constant(1023.0))
    bits = builder.bitcast(builder.fadd(e, _constant(_ONES + 1023.0)), _WORDS)
    return builder.bitcast(builder.shl(bits, _words(52)), _VECTOR)


def _choose(sign: str) -> Callable[..., Any]:
    return lambda builder, a, b, x, y: builder.select(builder.fcmp_ordered(sign, a, b), x, y)


add: Any = _lanewise(lambda builder, a, b: builder.fadd(a, b), 2)
subtract: Any = _lanewise(lambda builder, a, b: builder.fsub(a, b), 2)
multiply: Any = _lanewise(lambda builder, a, b: builder.fmul(a, b), 2)
divide: Any = _lanewise(lambda builder, a, b: builder.fdiv(a, b), 2)
fma: Any = _lanewise(lambda builder, a, b, c: _call(builder, "fma", a, b, c), 3)
larger: Any = _lanewise(lambda builder, a, b: builder.select(builder.fcmp_ordered(">", a, b), a, b), 2)
smaller: Any = _lanewise(lambda builder, a, b: builder.select(builder.fcmp_ordered("<", a, b), a, b), 2)
absolute: Any = _lanewise(lambda builder, a: _call(builder, "fabs", a), 1)
root: Any = _lanewise(lambda builder, a: _call(builder, "sqrt", a), 1)
exp: Any = _lanewise(_exp, 1)
# exp(x) = exp_mantissa(x) * 2**exp_power(x), for |x| below 1e15: it neither underflows nor overflows
exp_mantissa: Any = _lanewise(_exp_mantissa, 1)
exp_power: Any = _lanewise(_exp_power, 1)
exponent: Any = _lanewise(_exponent, 1)  # of a positive number: the whole part of its binary logarithm
mantissa: Any = _lanewise(_mantissa, 1)  # of a positive number: x / 2**exponent(x), in [1, 2)
power_of_two: Any = _lanewise(_power_of_two, 1)  # 2**e for a whole e, held within [-1022, 1023]
if_less: Any = _lanewise(_choose("<"), 4)  # a < b ? x : y, lane by lane; false where either is nan
if_at_most: Any = _lanewise(_choose("<="), 4)


def _any_above(typing: Any, value: Any, limit: Any) -> Any:  # noqa: ARG001
    """Whether any lane of `value` exceeds the same lane of `limit`."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        above = builder.fcmp_ordered(">", args[0], args[1])
        bits = builder.bitcast(above, ir.IntType(PACK))
        return builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(PACK), 0))

    return types.boolean(lanes, lanes), emit


any_above: Any = intrinsic(_any_above)


def _operator(symbol: Callable[..., Any], function: Any) -> None:
    def overloaded(a: Any, b: Any) -> Any:
        if isinstance(a, LanesType) and isinstance(b, LanesType):
            return lambda a, b: function(a, b)
        return None

    overloaded.__annotations__.clear()  # numba compares the two signatures, annotations and all
    overload(symbol)(overloaded)


_operator(operator.add, add)
_operator(operator.sub, subtract)
_operator(operator.mul, multiply)
_operator(operator.truediv, divide)
