"""What the report says of tipping points, options and information, beyond the commands' tests."""

from __future__ import annotations

from standoff.reports.figures.altair_svg import fit
from standoff.reports.text.numbers import signed_worth, worth


def test_small_numbers_printed_in_a_chart_keep_their_digits() -> None:
    drawn = fit("a", "T", '<svg class="marks"><path d="M1.23456,2.00001"/><text>0.005</text></svg>')
    assert ">0.005<" in drawn
    assert "M1.23,2" in drawn


def test_payoffs_are_never_written_in_powers_of_ten() -> None:
    assert worth(0.00031) == "0.0003"
    assert worth(3e-6) == "< 0.0001"
    assert worth(None) == "–"
    assert signed_worth(0.25) == "+0.25"
    assert "e" not in worth(-0.0004)
