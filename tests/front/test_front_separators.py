"""Tables of a front may be parted by semicolons or tabs as well as by commas: one answer from each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from standoff.app.main import command
from standoff.draws.base_rates import read_base_rates
from standoff.front import read_series

DAILY = """day,strength_attacker,losses_attacker,strength_defender,losses_defender,attacks
1,616924,2656,835178,2594,attacker
2,614215,4303,832510,3833,defender
3,609930,3415,828689,3615,attacker
4,606524,3263,825133,4200,attacker
5,603258,3275,820936,3424,attacker
6,600009,3799,817495,1804,defender
7,596181,2866,815699,2350,attacker
8,593326,4518,813336,2698,attacker
"""
MONTHLY = "month,gain\n" + "".join(f"2030-{m:02},{40 + 7 * (m % 5)}.5\n" for m in range(1, 13))
RATES = 'name,quantity,k,n\npeace_holds,"settlements, that hold",3,4\n'


@pytest.mark.parametrize("separator", [";", "\t"], ids=["semicolon", "tab"])
@pytest.mark.parametrize("text", [DAILY, MONTHLY], ids=["days", "months"])
def test_table_is_read_the_same_whatever_parts_its_cells(text: str, separator: str) -> None:
    plain, other = (read_series(some, "t.csv") for some in (text, text.replace(",", separator)))
    assert plain.label == other.label
    for name, column in plain.columns.items():
        np.testing.assert_array_equal(column, other.columns[name])


@pytest.mark.parametrize("separator", [";", "\t"], ids=["semicolon", "tab"])
def test_fit_of_a_table_says_the_same_whatever_parts_its_cells(separator: str, tmp_path: Path) -> None:
    said = []
    for name, text in (("plain", DAILY), ("other", DAILY.replace(",", separator))):
        file = tmp_path / name / "days.csv"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        done = CliRunner().invoke(command, ["fit", "front", str(file)])
        assert done.exit_code == 0, done.output
        said.append(done.output.replace(str(file), "FILE"))
    assert said[0] == said[1]


def test_base_rates_are_read_with_semicolons() -> None:
    other = RATES.replace(",", ";").replace("settlements; that", "settlements, that")
    assert read_base_rates(other, "mine.csv") == read_base_rates(RATES, "mine.csv")


def test_cell_at_fault_in_a_table_with_semicolons_has_its_place() -> None:
    with pytest.raises(Exception, match=r"t\.csv:3:3: S651"):
        read_series("day;gain\n1;2\n2;two\n3;4\n", "t.csv")
