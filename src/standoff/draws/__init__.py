"""Uncertain numbers: distributions, rank correlations, and the streams that draw from them.

`parse_distribution` reads what a scenario says, a base rate by its name too (`base_rates`); `columns`
and `table` draw; `derive` adds the parameters that are expressions of others.
"""

from standoff.draws.base_rates import BaseRate, base_rate, base_rates, named_in, read_base_rates
from standoff.draws.correlating import check_correlations, standing_in
from standoff.draws.forms import FORMS
from standoff.draws.rank_correlation import spearman
from standoff.draws.reading import no_spans, parse_distribution
from standoff.draws.records import Correlation, Distribution
from standoff.draws.streams import PART, columns, derive, table, uniforms

__all__ = [
    "FORMS",
    "PART",
    "BaseRate",
    "Correlation",
    "Distribution",
    "base_rate",
    "base_rates",
    "check_correlations",
    "columns",
    "derive",
    "named_in",
    "no_spans",
    "parse_distribution",
    "read_base_rates",
    "spearman",
    "standing_in",
    "table",
    "uniforms",
]
