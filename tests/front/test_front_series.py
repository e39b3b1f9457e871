"""Tables of a front's history: what is read, and what is said of wrong ones."""

from __future__ import annotations

import pytest

from standoff import front
from standoff.errors import StandoffError

HEAD = "day,strength_attacker,losses_attacker,strength_defender,losses_defender\n"
ROWS = "".join(f"{day},{100 - day},{day + 1},{90 - day},{day + 2}\n" for day in range(1, 9))


def test_series_keeps_units_times_and_numbers() -> None:
    series = front.read_series(HEAD + ROWS, "good.csv")
    assert (series.unit, len(series), series.label[0]) == ("day", 8, "1")
    assert series.columns["strength_attacker"].tolist() == [99.0 - k for k in range(8)]
    assert len(series.rows(slice(series.row_of("3"), None))) == 6


def test_series_by_date_and_month_cross_the_year() -> None:
    assert front.read_series("date,gain\n2023-12-31,1\n2024-01-01,2\n", "d.csv").unit == "day"
    assert front.read_series("month,gain\n2023-12,1\n2024-01,2\n", "m.csv").unit == "month"


WRONG = [
    ("day|gain\n1|2\n", "S650", "wrong.csv:1:1:", "not parted by commas"),
    ("day|gain\n1|2\n", "S650", "wrong.csv:1:1:", "`day`, `date` or `month`"),
    ("Day ForcesAllies\n1 2\n", "S650", "wrong.csv:1:1:", "`strength_attacker`"),
    ("day,gan\n1,2\n2,3\n", "S650", "wrong.csv:1:5:", "Did you mean `gain`?"),
    ("gain,area\n1,2\n2,3\n", "S650", "wrong.csv:1:1:", "There are 0 columns of time"),
    ("day,gain,gain\n1,2,3\n", "S650", "wrong.csv:1:5:", "`gain` stands 2 times"),
    ("month,gain\n2024-01,1\n2024-03,2\n", "S652", "wrong.csv:3:1:", "1 missing between 2024-01 and 2024-03"),
    ("month,gain\n2024-01,1\n2024-01,2\n", "S652", "wrong.csv:3:1:", "2024-01 stands twice"),
    ("month,gain\n2024-02,1\n2024-01,2\n", "S652", "wrong.csv:3:1:", "2024-01 comes after 2024-02"),
    ("month,gain\n2024-13,1\n2024-14,2\n", "S651", "wrong.csv:2:1:", "Expected a month as 2024-01"),
    ('day,gain\n1,"2,5"\n2,3\n', "S651", "wrong.csv:2:4:", "Write a decimal point, not a comma"),
    ("day,gain\n1,2,5\n2,3\n", "S651", "wrong.csv:2:1:", "a decimal comma splits a number in two"),
    ("day,gain\n1,\n2,3\n", "S651", "wrong.csv:2:3:", "Fill the gap"),
    ("day,gain\n1,nan\n2,3\n", "S651", "wrong.csv:2:3:", "`gain`: `nan` is no number"),
    ("day,gain\n1,1 000\n2,3\n", "S651", "wrong.csv:2:3:", "without spaces"),
    ("day,strength_attacker\n1,-5\n2,3\n", "S651", "wrong.csv:2:3:", "Expected a number above 0"),
    ("day,losses_attacker\n1,-5\n2,3\n", "S651", "wrong.csv:2:3:", "Expected a number of at least 0"),
    ("day,attacks\n1,atacker\n2,defender\n", "S651", "wrong.csv:2:3:", "Did you mean `attacker`?"),
    ("day,gain\n1,2\n", "S653", "", "has 1 rows"),
    ("", "S650", "wrong.csv:1:1:", "There are 0 columns of time"),
]


@pytest.mark.parametrize(("text", "code", "place", "said"), WRONG)
def test_wrong_table_names_file_line_and_mend(text: str, code: str, place: str, said: str) -> None:
    with pytest.raises(StandoffError) as caught:
        front.read_series(text, "wrong.csv")
    told = "\n".join(problem.text() for problem in caught.value.problems)
    assert said in told
    assert f"{place} {code}:".strip() in told


def test_problems_of_a_table_are_told_together() -> None:
    with pytest.raises(StandoffError) as caught:
        front.read_series("day,gain,area\n1,x,-1\n3,2,y\n", "wrong.csv")
    assert [problem.code for problem in caught.value.problems] == ["S651", "S651", "S652", "S651"]


def test_needed_column_that_is_missing_is_named() -> None:
    with pytest.raises(StandoffError, match="S650: The column `gain` is missing"):
        front.read_series("day,area\n1,2\n2,3\n", "a.csv", need=("gain",))


def test_unknown_time_of_a_series_is_an_error() -> None:
    with pytest.raises(StandoffError, match="S657"):
        front.read_series("month,gain\n2024-01,1\n2024-02,2\n", "a.csv").row_of("2025-01")
