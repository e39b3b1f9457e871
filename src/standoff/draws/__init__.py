"""Uncertain numbers: distributions, rank correlations, and the streams that draw from them.

`parse_distribution` reads what a scenario says, `columns` and `table` draw, `derive` adds the
parameters that are expressions of others.
"""

from standoff.draws.correlating import check_correlations
from standoff.draws.forms import FORMS
from standoff.draws.reading import no_spans, parse_distribution
from standoff.draws.records import Correlation, Distribution
from standoff.draws.streams import PART, columns, derive, table, uniforms

__all__ = [
    "FORMS",
    "PART",
    "Correlation",
    "Distribution",
    "check_correlations",
    "columns",
    "derive",
    "no_spans",
    "parse_distribution",
    "table",
    "uniforms",
]
