"""Burdens: fair shares by hand and by their axioms, the core, and `standoff summit --burden`."""

from __future__ import annotations

import json
from math import log
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.app.commands.summit import command
from standoff.summit import SummitError, contributions, fair_contributions, gain_by_leaving, read_incomes

INCOMES = st.lists(st.floats(0.1, 100.0), min_size=2, max_size=6)


def test_fair_shares_of_two_members_are_those_computed_by_hand() -> None:
    """Incomes 10, 6, a = .5: v = 5(log 5 - 1), 3(log 3 - 1), 8(log 8 - 1); benefit of the first 5 log 8."""
    alone, other, both = (w * (log(w) - 1) for w in (5.0, 3.0, 8.0))
    first = 5 * log(8) - (alone + both - other) / 2
    found = fair_contributions([10.0, 6.0], 0.5)
    assert found.contribution[0] == pytest.approx([first, 8 - first], abs=1e-12)
    assert found.share[0, 0] == pytest.approx(0.58798, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(income=INCOMES, taste=st.floats(0.05, 0.95), unit=st.floats(0.01, 100.0))
def test_fair_shares_add_up_lie_in_the_core_and_know_no_unit(
    income: list[float], taste: float, unit: float
) -> None:
    found = fair_contributions(income, taste)
    total = contributions(income, taste).efficient
    assert found.contribution.sum(axis=1) == pytest.approx(total)
    assert found.gain.item() <= 1e-9 * total.item()
    other = fair_contributions(np.array(income) * unit, 1 - taste)
    assert other.share == pytest.approx(found.share, abs=1e-9)
    order = np.argsort(income)
    assert np.all(np.diff(found.contribution[0, order]) >= -1e-9 * total.item())  # the richer give more


def test_equal_members_share_equally_and_a_split_that_spares_one_is_not_stable() -> None:
    assert fair_contributions([3.0, 3.0, 3.0], 0.4).share[0] == pytest.approx([1 / 3] * 3)
    assert gain_by_leaving([3.0, 3.0, 3.0], 0.4, [0.0, 0.0, 1.0]).item() > 0
    assert gain_by_leaving([3.0, 3.0, 3.0], 0.4, [1 / 3] * 3).item() <= 0


def test_fair_shares_refuse_what_they_cannot_count() -> None:
    with pytest.raises(SummitError, match="S688"):
        fair_contributions(np.ones(17), 0.5)
    with pytest.raises(SummitError, match="S689"):
        fair_contributions([1.0, 0.0], 0.5)
    with pytest.raises(SummitError, match="S689"):
        fair_contributions([1.0, 2.0], 0.0)


def _run(path: Path, *words: str) -> str:
    found = CliRunner().invoke(command, [str(path), *words], standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found.stdout


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "incomes.csv"
    path.write_text("# made up\nmember,income,paid\nbig,10,1\nsmall,6,3\n", encoding="utf-8")
    return path


def test_burden_of_a_table_is_told_as_json_with_published_numbers(table: Path) -> None:
    told = json.loads(_run(table, "--burden", "0.5", "--json"))
    assert [row["gives"] for row in told["members"]] == pytest.approx([4.66667, 0.66667], abs=1e-5)
    assert (told["total"], told["efficient"]) == (pytest.approx(16 / 3), 8.0)
    assert sum(row["fair_share"] for row in told["members"]) == pytest.approx(1.0)
    assert [row["paid_share"] for row in told["members"]] == [0.25, 0.75]
    assert told["in_core"]["fair"] is True
    assert told["in_core"]["paid"] is False


def test_burden_of_a_table_is_told_in_words(table: Path) -> None:
    said = _run(table, "--burden", "0.5")
    assert "Given alone: 5.33333, 67 % of the efficient 8." in said
    assert "fair shares (Shapley) are stable (in the core)" in said


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "member,incom\na,1\nb,2\n",
            "f.csv:1:8: S690: There is no column `incom` in a table of incomes. Did you mean `income`?",
        ),
        ("member,paid\na,1\n", "f.csv:1:1: S690: The column `income` is missing."),
        ("member,income\na,1\na,2\n", "f.csv:3:1: S693: The member `a` is named twice."),
        ("member,income\na,much\n", "f.csv:2:3: S691: `much` is no number."),
        ("member,income\na,0\n", "f.csv:2:3: S694: `income` is 0. Expected a number above 0."),
        ("member,income\na\n", "f.csv:2:1: S692: The row has 1 field."),
        ("member,income\n", "f.csv:1:1: S690: The table has no rows."),
    ],
)
def test_table_of_incomes_tells_every_mistake_with_its_place(text: str, wanted: str) -> None:
    with pytest.raises(SummitError) as caught:
        read_incomes(text, "f.csv")
    assert wanted in str(caught.value)
