"""A strike may be reweighted only where the draws go wherever the fallback does: at both ends."""

from __future__ import annotations

import pytest

from standoff.draws import no_spans, parse_distribution
from standoff.findings.strike_out.reweighting import _incomparable


@pytest.mark.parametrize(
    ("own", "fallback", "comparable"),
    [
        ("uniform(0, 1)", "uniform(0, 1)", True),
        ("uniform(0, 1)", "uniform(0.2, 0.8)", True),
        ("uniform(0, 1)", "uniform(0, 1.5)", False),  # beyond the upper end alone
        ("uniform(0, 1)", "uniform(-0.5, 1)", False),  # beyond the lower end alone
        ("uniform(0, 1)", "uniform(0, 1.0000000001)", True),  # by rounding alone
        ("beta(2, 2)", "lognormal(1, 0.5)", False),
        ("lognormal(1, 0.5)", "beta(2, 2)", True),
        ("lognormal(1, 0.5)", "normal(0, 1)", False),
        ("normal(0, 1)", "lognormal(1, 0.5)", True),
    ],
)
def test_fallback_beyond_either_end_of_the_draws_cannot_be_reweighted(
    own: str, fallback: str, comparable: bool
) -> None:
    said = _incomparable(
        "p", parse_distribution(own, no_spans, "p"), parse_distribution(fallback, no_spans, "p")
    )
    assert (said == "") is comparable
