"""The only room that knows both worlds: scenario in, game out."""

from standoff.compiler.compile import compile_scenario
from standoff.compiler.expansion import WHOLE
from standoff.compiler.listing import show_arrays, show_game, size_of
from standoff.compiler.private_numbers import with_types
from standoff.compiler.processes import process_columns, settle_steps
from standoff.compiler.records import Compiled, Ratio
from standoff.compiler.totals import expected_totals

__all__ = [
    "WHOLE",
    "Compiled",
    "Ratio",
    "compile_scenario",
    "expected_totals",
    "process_columns",
    "settle_steps",
    "show_arrays",
    "show_game",
    "size_of",
    "with_types",
]
