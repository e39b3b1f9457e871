"""What is wrong between a front and its scenario is told at its place: moves not seen, dates outside."""

from __future__ import annotations

import pytest

from standoff.errors import StandoffError
from tests.compiler.test_process_outputs import numbers, text

WINDOW = "line.breaks(2031-05-01, 2031-12-31)"


def _with_a_foe(hidden: str) -> str:
    written = text().replace("  ally: {title: Ally}\n", "  ally: {title: Ally}\n  foe: {title: Foe}\n")
    return written.replace("on: 2031-03-15}", f"on: 2031-03-15, {hidden}}}")


def _problem(written: str) -> str:
    with pytest.raises(StandoffError) as caught:
        numbers(written)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0].text()


@pytest.mark.parametrize("hidden", ["hidden_from: [foe]", "seen_by: [ally]"])
def test_move_that_somebody_does_not_see_cannot_move_a_front(hidden: str) -> None:
    said = _problem(_with_a_foe(hidden))
    assert "S612: The front `line` depends on the move `aid`, which `foe` does not see." in said
    line, caret = said.splitlines()[1:]
    assert line[caret.index("^") :].startswith("aid == given")
    assert caret.count("^") == len("aid")


def test_move_that_all_see_or_that_is_fixed_moves_a_front() -> None:
    assert numbers(_with_a_foe("seen_by: [ally, foe]"))
    assert numbers(_with_a_foe("hidden_from: [foe]").replace("amount: 2 if aid == given", "amount: 2"))


@pytest.mark.parametrize(
    ("asked", "at", "said"),
    [
        ("line.breaks(2031-02-01, 2031-12-31)", "2031-02-01", "is asked for 2031-02-01, in draw 0: 8 of 8"),
        ("line.breaks(aid_from, late)", "late", "(`late`), in draw"),
    ],
)
def test_date_outside_a_fronts_time_is_told_at_the_date(asked: str, at: str, said: str) -> None:
    written = text().replace(WINDOW, asked).replace("  h0:", "  late: uniform(2032-01-05, 2032-02-01)\n  h0:")
    told = _problem(written)
    assert "S644: The front `line`" in told
    assert said in told
    assert "Expected 2031-03-01 to 2032-01-01." in told
    line, caret = told.splitlines()[1:]
    assert line[caret.index("^") : caret.rindex("^") + 1] == at
