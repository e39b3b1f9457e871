"""Names, types and units: what is accepted, and the exact problem with what is not."""

from __future__ import annotations

import pytest

from standoff.errors import ScenarioError, Span
from standoff.expressions import Name, Scope, Want, check, key, parse, payoffs_of, read, resolve

NAMES = {
    "help": Name("move", options=("fight", "abandon")),
    "kind": Name("move", options=("firm", "hollow", "p")),
    "offer": Name("move", options=("o0", "o5", "o10"), values=(0.0, 0.5, 1.0)),
    "p": Name("parameter", "probability"),
    "cost": Name("parameter", "payoff"),
    "plain": Name("parameter"),
    "delay": Name("parameter", "days"),
    "rate": Name("parameter", "per_month"),
    "start": Name("parameter", "date"),
    "wider": Name("ending"),
    "often": Name("measure", "probability"),
    "guarantor": Name("actor"),
}
ANY = Scope(NAMES, payoffs={"guarantor": ("war", "ruin")})
CONDITION = Scope(NAMES, allowed=frozenset({"move"}), place="a condition")
EVENT = Scope(NAMES, allowed=frozenset({"move", "ending"}), place="an event")
CONCLUSION = Scope(NAMES, allowed=frozenset({"measure", "parameter"}), place="a conclusion")


@pytest.mark.parametrize(
    ("text", "want", "meaning"),
    [
        ("help == fight", "truth", "help=fight"),
        ("fight == help", "truth", "help=fight"),
        ("help != fight", "truth", "help=abandon"),
        ("kind in (firm, hollow)", "truth", "kind=firm|hollow"),
        ("kind not in (firm, hollow)", "truth", "kind=p"),
        ("kind == p", "truth", "kind=p"),
        ("made(help)", "truth", "help=abandon|fight"),
        ("kind == firm or kind == hollow", "truth", "kind=firm|hollow"),
        ("kind == firm and kind == hollow", "truth", "0.0"),
        ("kind != firm and kind != hollow", "truth", "kind=p"),
        ("offer > 0", "truth", "offer=o10|o5"),
        ("0.2 <= offer < 1", "truth", "offer=o5"),
        ("offer == 0.5", "truth", "offer=o5"),
        ("offer in (0, 1)", "truth", "offer=o0|o10"),
        ("0.1 * (help == fight)", "probability", "(0.1*help=fight)"),
        ("cost if help == fight", "number", "(cost if help=fight else 0.0)"),
        ("0 * cost + 1 * plain", "number", "plain"),
        ("start - 2024-05-01 > delay", "truth", "(delay<(-19844.0+start))"),
        ("start + delay > 2024-05-01", "truth", "(19844.0<(delay+start))"),
        ("max(start, 2024-05-01)", "date", "max(19844.0,start)"),
        ("start if p > 0.5 else 2024-05-01", "date", "(start if (0.5<p) else 19844.0)"),
        ("payoff(guarantor) - payoff(guarantor, war)", "number", None),
        ("1 - p", "probability", "((-1.0*p)+1.0)"),
        ("p * cost + cost", "number", None),
        ("hazard(rate, start, 2024-05-01 + days(10))", "probability", None),
        ("(help == fight) + (kind == firm) >= 1", "truth", None),
    ],
)
def test_resolve_of_a_right_expression_gives_its_meaning(text: str, want: Want, meaning: str | None) -> None:
    expression = read(text, ANY, want)
    if meaning is not None:
        assert key(expression) == meaning


@pytest.mark.parametrize(
    ("text", "want", "at", "code"),
    [
        ("3 * wr_cost", "number", "wr_cost", "S311"),
        ("help == fihgt", "truth", "fihgt", "S313"),
        ("help in (fight, abandom)", "truth", "abandom", "S313"),
        ("kind == fight", "truth", "fight", "S313"),
        ("help == kind", "truth", "kind", "S313"),
        ("help == 1", "truth", "1", "S314"),
        ("help < fight", "truth", "help", "S314"),
        ("help and made(kind)", "truth", "help", "S314"),
        ("2 * help", "number", "help", "S314"),
        ("p in (fight, abandon)", "truth", "p", "S314"),
        ("offer == 0.4", "truth", "0.4", "S313"),
        ("made(p)", "truth", "p", "S314"),
        ("made(1)", "truth", "1", "S314"),
        ("5 if cost", "number", "cost", "S315"),
        ("not p", "truth", "p", "S315"),
        ("help == fight and offer", "truth", "offer", "S315"),
        ("p + 1", "truth", "p + 1", "S315"),
        ("2 * start", "number", "start", "S316"),
        ("start + 2024-05-01", "date", "2024-05-01", "S316"),
        ("3 - start", "number", "start", "S316"),
        ("start > 3", "truth", "3", "S316"),
        ("start if p > 1", "date", "start", "S316"),
        ("start", "number", "start", "S316"),
        ("plain", "date", "plain", "S316"),
        ("hazard(rate, 1, start)", "number", "1", "S316"),
        ("cost + delay", "number", "delay", "S317"),
        ("cost > p", "truth", "p", "S317"),
        ("start + cost", "date", "cost", "S317"),
        ("hazard(delay, start, start)", "number", "delay", "S317"),
        ("max(cost, p)", "number", "p", "S317"),
        ("cost", "probability", "cost", "S317"),
        ("cost if help == fight else delay", "number", "delay", "S317"),
        ("0.5 + 0.7", "probability", "0.5 + 0.7", "S318"),
        ("wider", "truth", "wider", "S312"),
        ("guarantor", "number", "guarantor", "S312"),
        ("often", "number", "often", "S312"),
        ("sin(1)", "number", "sin", "S309"),
        ("log(1, 2)", "number", "log(1, 2)", "S310"),
        ("min(1)", "number", "min(1)", "S310"),
        ("exp()", "number", "exp()", "S310"),
        ("payoff(protege)", "number", "protege", "S319"),
        ("payoff(guarantor, wra)", "number", "wra", "S319"),
        ("payoff(1)", "number", "1", "S319"),
        ("(1, 2)", "number", ",", "S303"),
    ],
)
def test_resolve_of_a_wrong_expression_points_at_the_smallest_part(
    text: str, want: Want, at: str, code: str
) -> None:
    line = "    key: " + text
    with pytest.raises(ScenarioError) as caught:
        read(text, ANY, want, span=Span("a.yaml", 1, 10, 10 + len(text), line))
    problem = caught.value.problems[0]
    assert len(caught.value.problems) == 1
    assert problem.code == code
    assert problem.span is not None
    assert line[problem.span.column - 1 : problem.span.end_column - 1] == at


def test_resolve_reports_all_problems_together() -> None:
    expression = parse("foo + bar * (help == fihgt) + sin(1)", None)
    same, problems = resolve(expression, ANY)
    assert same is expression
    assert [problem.code for problem in problems] == ["S311", "S311", "S313", "S309"]


def test_check_of_a_parameter_in_a_condition_says_what_may_stand_there() -> None:
    problem = check(parse("cost > 3", None), CONDITION, "truth")[0]
    assert problem.text() == "S312: `cost` is a parameter. In a condition only moves can be named."


def test_check_of_a_move_in_a_conclusion_is_refused() -> None:
    problems = check(parse("help == fight", None), CONCLUSION, "truth")
    assert [problem.code for problem in problems] == ["S312"]


def test_check_of_endings_and_measures_where_they_are_allowed_finds_nothing() -> None:
    assert check(parse("wider or help == fight", None), EVENT, "truth") == ()
    assert check(parse("often - p >= 0.1", None), CONCLUSION, "truth") == ()


def test_check_of_a_unit_that_the_place_does_not_have_is_refused() -> None:
    assert check(parse("delay", None), ANY, unit="payoff")[0].code == "S317"
    assert check(parse("cost * p", None), ANY, unit="payoff") == ()


def test_payoff_outside_a_measure_is_refused() -> None:
    assert check(parse("payoff(guarantor)", None), CONDITION)[0].code == "S319"


def test_payoffs_of_names_actors_and_terms() -> None:
    expression = read("payoff(guarantor) - payoff(guarantor, war)", ANY)
    assert payoffs_of(expression) == (("guarantor", None), ("guarantor", "war"))


TENTHS = Name("move", options=("o1", "o2", "o3", "o7"), values=(0.1, 0.2, 0.1 * 3, 0.1 * 7))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("m == 0.3", "m=o3"),
        ("m != 0.7", "m=o1|o2|o3"),
        ("m in (0.3, 0.7)", "m=o3|o7"),
        ("m <= 0.3", "m=o1|o2|o3"),
        ("m < 0.3", "m=o1|o2"),
        ("m > 0.3", "m=o7"),
        ("m >= 0.7", "m=o7"),
        ("m > 0.7", "0.0"),
    ],
)
def test_number_of_a_grid_is_met_although_its_last_digit_is_rounded(text: str, meaning: str) -> None:
    """0.1 * 3 is 0.30000000000000004, and 0.1 * 7 is 0.7000000000000001."""
    scope = Scope({"m": TENTHS}, allowed=frozenset({"move"}), place="a condition")
    assert key(read(text, scope, "truth")) == meaning
