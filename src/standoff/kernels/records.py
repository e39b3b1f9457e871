"""Named records out of tables of rows, for one draw of a block: fields are found by name, not place.

A table of a kernel holds one row a field, `width` numbers wide, one for each draw side by side.
`gathered` reads the fields of one draw as a named tuple, `scattered` writes them back. The class is
known when the kernel is compiled, hence what is left of both are loads and stores, which the
compiler's vectoriser takes as it takes `table[row * width + lane]`. Fields are taken in their order
in the class, so a class is also the list of the table's rows: there is no second one.
"""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

_numba: Any = numba
_types: Any = types


def _place(builder: Any, base: Any, row: int, width: Any, lane: Any) -> Any:
    offset = builder.add(builder.mul(width, ir.Constant(width.type, row)), lane)
    return builder.gep(base, [offset])


def _data(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    return _numba.core.cgutils.create_struct_proxy(kind)(context, builder, value=array).data


def _gathered(typing: Any, kind: Any, table: Any, width: Any, lane: Any) -> Any:  # noqa: ARG001
    """The fields of one draw as a named tuple: field k stands at `table[k * width + lane]`."""
    record = _types.NamedUniTuple(table.dtype, len(kind.instance_class._fields), kind.instance_class)

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        base = _data(context, builder, signature.args[1], args[1])
        rows = range(len(signature.return_type))
        held = [builder.load(_place(builder, base, row, args[2], args[3])) for row in rows]
        return context.make_tuple(builder, signature.return_type, held)

    return record(kind, table, types.intp, types.intp), emit


def _scattered(typing: Any, record: Any, table: Any, width: Any, lane: Any) -> Any:  # noqa: ARG001
    """Write a named tuple of numbers back to where `gathered` reads it."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        base = _data(context, builder, signature.args[1], args[1])
        for row in range(len(signature.args[0])):
            number = builder.extract_value(args[0], row)
            builder.store(number, _place(builder, base, row, args[2], args[3]))
        return context.get_dummy_value()

    wanted = _types.NamedUniTuple(table.dtype, len(record), record.instance_class)
    return types.void(wanted, table, types.intp, types.intp), emit


gathered: Any = intrinsic(_gathered)
scattered: Any = intrinsic(_scattered)
