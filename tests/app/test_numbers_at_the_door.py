"""One reader of numbers for every format: what is infinite, too large or no number is told with its place."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

import standoff
from standoff import front, numerals, scenario
from standoff.app.main import command
from standoff.draws import no_spans, parse_distribution
from standoff.errors import StandoffError
from standoff.game import read_game
from standoff.results.run.files import read_json
from standoff.summit import read_incomes, read_table

TOO_LARGE = ("1e309", "-1e309", "1e300", "9.5e+100")
NOT_READ = ("nan", "inf", "-Infinity", "1_0", "0x10", "١٢", "1e", "--1", "1.2.3", "", "1 000", "1,5", "5%")
TOY = (Path(__file__).parents[1] / "scenario" / "toy.yaml").read_text(encoding="utf-8")
GAME = 'EFG 2 R "g" {{ "A" }}\np "" 1 1 "" {{ "l" "r" }} 0\nt "" 1 "" {{ 1 }}\nt "" 2 "" {{ {} }}\n'
FRONT = "day,strength_attacker,losses_attacker\n1,100,3\n2,{},3\n3,94,3\n"

Reader = Callable[[str], object]


READERS: dict[str, tuple[Reader, str]] = {
    "front": (lambda cell: front.read_series(FRONT.format(cell), "f.csv"), "f.csv:3:3: S651"),
    "members": (
        lambda cell: read_table(f"member,capability,position\na,1,5\nb,{cell},6\n", "m.csv"),
        "m.csv:3:3: S691",
    ),
    "incomes": (lambda cell: read_incomes(f"member,income\na,1\nb,{cell}\n", "i.csv"), "i.csv:3:3: S691"),
    "distribution": (lambda cell: parse_distribution(f"normal(0, {cell})", no_spans, "p"), "S501"),
    "expression": (
        lambda cell: scenario.load_text(TOY.replace("0.3", f"{{is: 1 + {cell}}}", 1), "toy.yaml"),
        "S305",
    ),
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("cell", [*TOO_LARGE[:1], *TOO_LARGE[2:]])
def test_number_too_large_is_told_with_its_place(name: str, cell: str) -> None:
    read, place = READERS[name]
    with pytest.raises(StandoffError) as caught:
        read(cell)
    told = str(caught.value)
    assert place in told
    assert "too large a number" in told


@pytest.mark.parametrize("name", ["front", "members", "incomes"])
@pytest.mark.parametrize("cell", [cell for cell in NOT_READ if "," not in cell])
def test_what_python_alone_would_read_is_refused_in_tables(name: str, cell: str) -> None:
    read, place = READERS[name]
    if not cell and name != "front":  # a capability that is left out is 1, a short row has its own words
        return
    with pytest.raises(StandoffError) as caught:
        read(cell)
    assert place in str(caught.value)


@pytest.mark.parametrize("text", NOT_READ)
def test_reader_refuses_what_is_no_number(text: str) -> None:
    assert not numerals.is_number(text)


@pytest.mark.parametrize("text", ["1e-101", "-1e-400", "0.000e5x", "1e-9999"])
def test_number_too_near_to_zero_is_not_read_as_zero(text: str) -> None:
    with pytest.raises(numerals.NumeralError):
        numerals.number(text)


@pytest.mark.parametrize("text", ["0", "-0.0", "0e999", ".5", "5.", "+3", "1e100", "-1e-100", " 7 "])
def test_reader_reads_plain_numbers(text: str) -> None:
    assert numerals.number(text) == float(text)
    assert math.isfinite(numerals.number(text))


@pytest.mark.parametrize(("text", "mend"), [("1,5", "`1.5`"), ("5 %", "`0.05`"), ("12 000", "`12000`")])
def test_foreign_ways_to_write_numbers_are_mended(text: str, mend: str) -> None:
    with pytest.raises(numerals.NumeralError, match=mend):
        numerals.number(text)


@pytest.mark.parametrize("number", ["1e101", "-1e300", "1e-300", "1/3"])
def test_payoff_of_a_game_file_goes_up_to_the_largest_float(tmp_path: Path, number: str) -> None:
    """Its numbers are fractions: they are not held to the range of the other formats."""
    path = tmp_path / "g.efg"
    path.write_text(GAME.format(number), encoding="utf-8")
    best = max(1.0, float(Fraction(number)))
    (found,) = standoff.solve(str(path)).equilibria
    assert found.value["A"] == pytest.approx(best)


@pytest.mark.parametrize("number", ["1e309", "-1e400", "1/0"])
def test_payoff_too_large_is_told_with_its_place(tmp_path: Path, number: str) -> None:
    path = tmp_path / "g.efg"
    path.write_text(GAME.format(number), encoding="utf-8")
    with pytest.raises(StandoffError, match=r"g\.efg:4:13: S672"):
        read_game(str(path))


@pytest.mark.parametrize(
    "words",
    [
        ["solve", "g.efg", "--precision", "1e309"],
        ["solve", "g.efg", "--precision", "nan"],
        ["solve", "g.efg", "--draw", "1_0"],
        ["run", "x", "--draws", "1e3"],
        ["run", "x", "--draws", "9" * 5000],
        ["run", "x", "--seed", "0.5"],
        ["fit", "front", "ardennes", "--months", "١"],
        ["summit", "x.csv", "--quota", "inf"],
        ["summit", "x.csv", "--scale", "0", "1e200"],
        ["explore", "x", "--draws", "1e400"],
        ["strike", "x", "--draws", "-1e400"],
    ],
)
def test_option_that_is_no_number_is_a_mistake_of_usage(words: list[str]) -> None:
    ended = CliRunner().invoke(command, words)
    assert ended.exit_code == 2
    assert f"Invalid value for '{words[-2] if words[-2].startswith('-') else '--scale'}'" in ended.output
    assert len(ended.output) < 600  # a number of 5,000 digits is not repeated


def test_losses_above_the_strength_are_an_error_of_the_data() -> None:
    table = "day,strength_attacker,losses_attacker\n1,100,3\n2,97,98\n3,94,94\n"
    with pytest.raises(StandoffError) as caught:
        front.read_series(table, "f.csv")
    assert [problem.code for problem in caught.value.problems] == ["S651"]
    assert "f.csv:3:6: S651: `losses_attacker` is 98, and `strength_attacker` 97" in str(caught.value)


def test_cell_is_pointed_at_although_its_text_stands_earlier_in_the_line() -> None:
    table = 'day,gain,area\n1,2,3\n"2",5,-2\n'
    with pytest.raises(StandoffError, match=r"f\.csv:3:7: S651: `area` is -2"):
        front.read_series(table, "f.csv")


def test_quote_that_is_not_closed_spoils_its_own_line_alone() -> None:
    table = 'day,gain\n1,"2\n' + "".join(f"{day},{day}\n" for day in range(2, 30_000))
    with pytest.raises(StandoffError) as caught:
        front.read_series(table, "f.csv")
    assert [problem.span.line for problem in caught.value.problems if problem.span] == [2]


@pytest.mark.parametrize("law", ["constant", "square", "linear"])
@pytest.mark.parametrize("method", ["log", "nls"])
def test_data_that_a_law_fits_exactly_give_finite_numbers(law: str, method: front.Method) -> None:
    rows = "".join(f"{day},{64},{1},{64},{1}\n" for day in range(1, 9))
    head = "day,strength_attacker,losses_attacker,strength_defender,losses_defender\n"
    found = front.fit(front.read_series(head + rows, "flat.csv"), law, method=method)
    assert math.isfinite(found.aic)
    assert all(math.isfinite(one.high - one.low) for one in found.estimates)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_json_of_a_run_with_what_is_no_number_is_damaged(tmp_path: Path, constant: str) -> None:
    path = tmp_path / "summary.json"
    path.write_text(json.dumps({"x": 1}).replace("1", constant), encoding="utf-8")
    with pytest.raises(StandoffError, match="S703"):
        read_json(path)


def test_answer_that_is_not_finite_is_no_result(tmp_path: Path) -> None:
    path = tmp_path / "large.efg"
    path.write_text(
        'EFG 2 R "large" { "A" "B" }\np "" 1 1 "" { "l" "r" } 0\np "" 2 1 "" { "l" "r" } 0\n'
        't "" 1 "" { 1e99 2 }\nt "" 2 "" { -1e99 2 }\np "" 2 1 "" { "l" "r" } 0\n'
        't "" 3 "" { 1e99 -1e99 }\nt "" 4 "" { 3 2 }\n',
        encoding="utf-8",
    )
    ended = CliRunner().invoke(
        command, ["solve", str(path), "--concept", "qre", "--precision", "2", "--json"]
    )
    assert isinstance(ended.exception, StandoffError)
    assert [problem.code for problem in ended.exception.problems] == ["S751"]
