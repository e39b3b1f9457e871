"""The only room that knows both worlds: scenario in, game out."""

from standoff.compiler.compile import compile_scenario
from standoff.compiler.listing import show_arrays, show_game, size_of
from standoff.compiler.processes import process_columns, settle_steps
from standoff.compiler.records import Compiled, Ratio
from standoff.compiler.totals import expected_totals

__all__ = [
    "Compiled",
    "Ratio",
    "compile_scenario",
    "expected_totals",
    "process_columns",
    "settle_steps",
    "show_arrays",
    "show_game",
    "size_of",
]
