"""Every mistake from Python is a `StandoffError` that names the nearest; functions and commands agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import standoff
from standoff.app.api.schemas import names_of_schemas
from standoff.app.commands.evidence import command as evidence
from standoff.app.commands.fit import command as fit
from standoff.app.commands.summit import command as summit
from standoff.errors import StandoffError

DATA = Path(__file__).resolve().parents[1]
MEMBERS = DATA / "data" / "summit" / "emission_standards_1994.csv"
BATTLES = DATA / "front" / "data" / "cdb90_original_patched.csv"
COIN = 'NFG 1 R "coin" { "Ann" "Bob" } { 2 2 }\n1 -1 -1 1 -1 1 1 -1\n'

MISTAKES: dict[str, tuple[Callable[[], object], str]] = {
    "keyword of run": (lambda: standoff.run("x", draw=3), r"S913.*`draw`.*Expected one of"),  # type: ignore[call-arg]
    "keyword of fit": (lambda: standoff.fit("ardennes", metod="log"), r"S913.*Did you mean `method`"),  # type: ignore[call-arg]
    "keyword of strike": (
        lambda: standoff.strike("selected-reliability", claimant="x"),  # type: ignore[call-arg]
        r"S913.*Did you mean `claimants`",
    ),
    "keyword of solve": (lambda: standoff.solve("x.efg", sed=3), r"S913.*Did you mean `seed`"),  # type: ignore[call-arg]
    "keyword of forecast": (
        lambda: standoff.forecast_summit(MEMBERS, qota=3),  # type: ignore[call-arg]
        r"S913.*Did you mean `quota`",
    ),
    "draws of another kind": (
        lambda: standoff.run("selected-reliability", draws=1.5),  # type: ignore[arg-type]
        r"S917.*`draws=1.5`.*Expected a valid integer",
    ),
    "draws as a flag": (lambda: standoff.run("selected-reliability", draws=True), r"S917.*`draws=True`"),
    "draws as a text": (
        lambda: standoff.draw("selected-reliability", draws="10"),  # type: ignore[arg-type]
        r"S917.*`draws='10'`",
    ),
    "given as a list": (
        lambda: standoff.run("selected-reliability", given=["b=yes"]),  # type: ignore[arg-type]
        r"S917.*`given=\['b=yes'\]`.*For example",
    ),
    "given as a text": (
        lambda: standoff.run("selected-reliability", given="b=yes"),  # type: ignore[arg-type]
        r"S917.*`given='b=yes'`.*For example",
    ),
    "option of another kind": (
        lambda: standoff.run("selected-reliability", observed={"b": True}),  # type: ignore[dict-item]
        r"S917.*`observed=",
    ),
    "play of nobody": (lambda: standoff.run("selected-reliability", play=0), r"S422.*`0`"),
    "play as a flag": (lambda: standoff.run("selected-reliability", play=True), r"S917.*`play=True`"),
    "law": (lambda: standoff.fit("ardennes", law="sqare"), r"S914.*Did you mean `square`"),  # type: ignore[arg-type]
    "method": (lambda: standoff.fit("ardennes", method="lg"), r"S914.*Did you mean `log`"),  # type: ignore[arg-type]
    "table": (lambda: standoff.fit("ardenes"), r"S101.*Did you mean `ardennes`"),
    "held": (lambda: standoff.fit("ardennes", held=-1), r"S914.*0 rows or more"),
    "battles": (lambda: standoff.fit(BATTLES, battles=True, years=(1700, 1701)), r"S653.*No battle"),
    "model": (lambda: standoff.forecast_summit(MEMBERS, model="smpp"), r"S914.*Did you mean `smp`"),  # type: ignore[arg-type]
    "rule": (
        lambda: standoff.forecast_summit(MEMBERS, rule="majorty"),  # type: ignore[arg-type]
        r"S914.*Did you mean `majority`",
    ),
    "option": (
        lambda: standoff.forecast_summit(MEMBERS, options={"bug": "ktab"}),
        r"S666.*`bug=ktab`.*Did you mean `bugs`",
    ),
    "strike method": (
        lambda: standoff.strike("selected-reliability", method="slove"),  # type: ignore[arg-type]
        r"S914.*Did you mean `solve`",
    ),
    "stage": (lambda: standoff.show("selected-reliability", "gam"), r"S914.*Did you mean `game`"),  # type: ignore[arg-type]
    "reading": (lambda: standoff.compile("brinkmanship-private-resolve", "as_writen"), r"S425.*as_written"),
    "scenario": (lambda: standoff.load("selected-reliabilty"), r"S431.*Did you mean `selected-reliability`"),
    "concept": (lambda: standoff.solve("selected-reliability", concept="nsh"), r"S905.*Did you mean `nash`"),
    "schema": (lambda: standoff.schema("sumary"), r"S914.*Did you mean `summary`"),
    "base rate": (lambda: standoff.list_library(base_rates="zzz"), "S655"),
    "draws": (lambda: standoff.draw("selected-reliability", draws=0), "S707"),
    "run": (lambda: standoff.open_run("no-such-folder"), "S713"),
    "explored": (lambda: standoff.explore("no-such-folder"), "S713"),
    "compared": (lambda: standoff.compare("no-such-folder"), "S713"),
    "report": (lambda: standoff.report("no-such-folder"), "S713"),
    "document": (lambda: standoff.propose_claims("no-such-file.txt"), "S101"),
    "taste": (lambda: standoff.share_burden(_incomes(), 2.0), "S689"),
}


def _incomes() -> Path:
    path = Path("incomes.csv")
    path.write_text("member,income\na,10\nb,6\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_from_python_is_told_with_a_code_and_the_nearest(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call, said = MISTAKES[name]
    with pytest.raises(StandoffError, match=said):
        call()


def test_conversion_refuses_kinds_and_places_that_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "coin.nfg"
    path.write_text(COIN, encoding="utf-8")
    made = standoff.convert(path, tmp_path / "coin.efg")
    assert standoff.solve(made, concept="nash").profile()["Ann"].popitem()[1] == pytest.approx(
        {"1": 0.5, "2": 0.5}
    )
    with pytest.raises(StandoffError, match="S911"):
        standoff.convert(path, made)
    assert standoff.convert(path, made, force=True) == made
    with pytest.raises(StandoffError, match="S912"):
        standoff.convert(path, tmp_path / "coin.txt")
    with pytest.raises(StandoffError, match=r"S914.*Did you mean `svg`"):
        standoff.convert(path, tmp_path / "coin.txt", to="sv")  # type: ignore[arg-type]


def _printed(command: object, *words: str) -> object:
    return json.loads(CliRunner().invoke(command, list(words), catch_exceptions=False).stdout)  # type: ignore[arg-type]


def test_functions_give_what_their_commands_print_as_json() -> None:
    law = standoff.fit("ardennes", law="square", method="ml")
    assert _plain(law.as_json()) == _printed(
        fit, "front", "ardennes", "--law", "square", "--method", "ml", "--json"
    )
    gains = standoff.fit("ukraine-area")
    assert _plain(gains.as_json()) == _printed(fit, "front", "ukraine-area", "--json")
    battles = standoff.fit(BATTLES, battles=True)
    assert _plain(battles.as_json()) == _printed(fit, "front", "--cdb90", str(BATTLES), "--json")
    found = standoff.forecast_summit(MEMBERS, model="compromise", rule="majority", status_quo=7.0)
    words = (str(MEMBERS), "--model", "compromise", "--rule", "majority", "--status-quo", "7", "--json")
    assert _plain(found.as_json()) == _printed(summit, *words)
    audit = standoff.audit_evidence("nato-ukraine-2024")
    assert _plain(audit.as_json()) == _printed(evidence, "audit", "nato-ukraine-2024", "--json")


def _plain(told: object) -> object:
    return json.loads(json.dumps(told))


def test_forecast_without_rounds_and_rule_has_no_keys_for_them() -> None:
    told = standoff.forecast_summit(MEMBERS, model="compromise").as_json()
    assert list(told) == [
        "format", "file", "title", "model", "dimensions", "scale", "benchmark", "forecast", "members"
    ]  # fmt: skip
    assert not any("last" in member for member in told["members"])  # type: ignore[union-attr]


def test_every_answer_has_a_table_and_html() -> None:
    for found in (
        standoff.fit("ardennes"),
        standoff.fit("ukraine-area"),
        standoff.forecast_summit(MEMBERS, model="challenge"),
        standoff.audit_evidence("nato-ukraine-2024"),
    ):
        assert found.table.height > 0
        assert found._repr_html_().count("<tr>") > 1
    assert standoff.fit("ardennes", law="generalised").table["value"].dtype.is_float()


@pytest.mark.parametrize("name", names_of_schemas())
def test_schema_of_every_name_is_a_valid_json_schema(name: str) -> None:
    told = standoff.schema(name)
    Draft202012Validator.check_schema(told)
    assert json.dumps(told)


def test_answers_that_are_printed_fit_their_schemas() -> None:
    for name, found in (
        ("fit", standoff.fit("ardennes")),
        ("forecast", standoff.forecast_summit(MEMBERS, model="compromise", rule="majority")),
        ("audit", standoff.audit_evidence("selected-reliability")),
    ):
        Draft202012Validator(standoff.schema(name)).validate(_plain(found.as_json()))


def test_new_shows_and_checks_as_the_command_line_does(tmp_path: Path) -> None:
    path = standoff.new(tmp_path / "my-crisis")
    assert standoff.check(path) == ()
    assert standoff.show(path).startswith("My crisis\n")
    assert "information sets" in standoff.show(path, "game")
    with pytest.raises(StandoffError, match="S902"):
        standoff.new(tmp_path / "my-crisis")


def test_keyword_that_is_none_is_as_if_it_had_not_been_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plain = standoff.run("selected-reliability", draws=20, out="plain", workers=1)
    none = {"given": None, "observed": None, "readings": None, "play": None, "workers": None}
    said = standoff.run("selected-reliability", draws=20, out="none", seed=None, **none)  # type: ignore[arg-type]
    assert said.summary.readings == plain.summary.readings
