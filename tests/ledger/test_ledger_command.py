"""`standoff ledger` and `standoff score`: what they print, their JSON, their exit codes, foreign texts."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import standoff
from standoff.app.main import command
from standoff.errors import StandoffError
from tests.ledger.books import ASKED, Book, book_in


def _run(*words: object) -> Result:
    return CliRunner().invoke(command, ["ledger", *map(str, words)], catch_exceptions=True)


def _ok(*words: object) -> str:
    done = _run(*words)
    assert done.exception is None, (done.output, done.exception)
    return done.output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STANDOFF_AUTHOR", "anna")
    made = tmp_path / "book"
    _ok("init", made)
    _ok("ask", made, "closed", "Is it closed?", "--closes", "2131-12-31", "--base-rate", "closures", 3, 12,
        "--watch", "ships@2131-05-01")  # fmt: skip
    return made


def test_question_to_score_by_commands_prints_each_step(folder: Path) -> None:
    _ok("ask", folder, "talks", "Do they talk?", "--if", "closed = yes", "--closes", "2131-12-31")
    said = _ok("forecast", folder, "closed", "0.25", "--why", "No ships.")
    assert said.startswith("forecast of closed: ")
    _ok("forecast", folder, "closed", 0.5, "--by", "bo")
    assert "closed came out as no" in _ok("resolve", folder, "closed", "no", "--source", "gazette")
    told = _ok("status", folder)
    assert "book: 2 questions (1 resolved, 1 void)" in told
    assert "`- if yes: talks [void]: void" in told
    assert "forecast by anna: 0.25 (No ships.)" in _ok("status", folder, "closed")
    scores = _ok("score", folder)
    assert "anna  0.0625, at the spot 0.0625; n 1, void 0" in scores
    assert "base rate 0.0625 (n 1), skill +0.00" in scores
    assert "nobody is ranked below 30 questions" in scores
    assert "anna less bo: -0.1875, n 1" in scores
    sealed = json.loads(_ok("seal", folder, "--json"))
    assert sealed["digest"] in _ok("verify", folder)


def test_json_of_every_command_is_json_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    plain = tmp_path / "mine.csv"
    plain.write_text("question,forecaster,at,value\nclosed,cy,2131-01-01,0.5\n")
    (event,) = json.loads(_ok("forecast", folder, "closed", 0.5, "--json"))["ids"]
    for words in (
        ("init", tmp_path / "second"),
        ("ask", folder, "q", "?", "--closes", "2131-01-01"),
        ("resolve", folder, "closed", "no"),
        ("withdraw", folder, event),
        ("status", folder),
        ("score", folder),
        ("verify", folder),
        ("seal", folder),
        ("page", folder),
        ("calendar", folder),
        ("import", folder, plain, "--from", "csv"),
        ("export", folder, "--to", "json"),
    ):
        found = CliRunner().invoke(command, ["ledger", *map(str, words), "--json"])
        assert found.exception is None, (words, found.output)
        assert json.loads(found.stdout)["format"] == 1, words


def test_help_of_every_command_shows_an_example() -> None:
    context = click.Context(command)
    group = command.get_command(context, "ledger")
    assert isinstance(group, click.Group)
    names = group.list_commands(context)
    wanted = [
        "init",
        "ask",
        "forecast",
        "resolve",
        "withdraw",
        "clock",
        "status",
        "score",
        "verify",
        "seal",
        "page",
        "calendar",
        "import",
        "export",
    ]
    assert sorted(names) == sorted(wanted)
    for name in names:
        assert f"standoff ledger {name} " in _ok(name, "--help"), name


def test_broken_ledger_is_named_by_verify_with_exit_code_1(folder: Path) -> None:
    path = folder / "events" / "anna.jsonl"
    path.write_bytes(path.read_bytes().replace(b"closed?", b"opened?"))
    done = CliRunner().invoke(command, ["ledger", "verify", str(folder)], standalone_mode=False)
    assert done.return_value == 1
    assert "events/anna.jsonl:1:1: S763" in done.output
    for words in (
        ("status", folder),
        ("score", folder),
        ("page", folder),
        ("resolve", folder, "closed", "no"),
    ):
        assert isinstance(_run(*words).exception, StandoffError)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ask", "q", "?", "--closes", "2131-01-01", "--if", "closed"), "says no answer to a question"),
        (("ask", "q", "?", "--closes", "2131-01-01", "--base-rate", "x", "three", "4"), "no whole number"),
        (("ask", "q", "?"), "S764: A question needs `closes`"),
        (("ask", "q", "?", "--closes", "2131-01-01", "--if", "close = yes"), "S770: The parent `close`"),
        (("forecast", "closd", "0.5"), "S765: There is no question `closd`. Did you mean `closed`?"),
        (("forecast", "closed", "70%"), "S766: `70%` is no forecast of `closed`"),
        (("forecast", "closed", "nan"), "S764.*finite numbers"),
        (("forecast", "closed", "1.5"), "S767"),
        (("forecast", "nowhere"), "S713"),
        (("resolve", "closed", "50/50"), "S769.*is `void`"),
        (("withdraw", "beef"), "S771"),
        (("import", "nowhere.csv", "--from", "csv"), "S774"),
    ],
)
def test_mistakes_at_the_command_line_are_told_with_a_code(
    folder: Path, words: tuple[str, ...], told: str
) -> None:
    import re

    done = _run(words[0], folder, *words[1:])
    assert re.search(told, f"{done.output} {done.exception}")
    assert done.exit_code != 0


def test_foreign_texts_steer_no_terminal(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.ask("q\x1b[2J", text="Does it\x1b]0;x\x07 \u202e?", criteria="<script>alert(1)</script>")
    book.say("q\x1b[2J", 0.5, who="bo\x1b[31m", why="\u2066x")
    for words in (("status",), ("status", "q\x1b[2J"), ("score",)):
        told = _ok(words[0], book.folder, *words[1:])
        assert not set(told) & set("\x1b\x07\u202e\u2066")


def test_functions_of_python_take_typed_words_and_refuse_others(tmp_path: Path) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    with pytest.raises(StandoffError, match="takes no `closing`"):
        standoff.ask_question(folder, "q", "?", closing="2131-01-01")  # type: ignore[call-arg]
    with pytest.raises(StandoffError, match="S917"):
        standoff.ask_question(folder, "q", "?", closes=7)  # type: ignore[arg-type]
    with pytest.raises(StandoffError, match="S914: There is no form of forecasts `csvv`"):
        standoff.import_forecasts(folder, "x", form="csvv")
    found = standoff.ask_question(
        folder, "n", "How many?", type="quantity", unit="ships", closes="2131-01-01", author="anna"
    )
    assert found.author == "anna"
    standoff.record_forecast(folder, "n", "0.25:10,0.75:40", author="anna")
    standoff.record_forecast(folder, "n", {"curve": [[0, 0.0], [100, 1.0]]}, author="anna", forecaster="bo")
    table = standoff.ledger_status(folder).table
    assert table["forecasts"].to_list() == [2]
    standoff.resolve_question(folder, "n", "50", author="anna")
    scores = standoff.score_ledger(folder)
    assert {(one.forecaster, one.rule, one.kind) for one in scores.tallies} == {
        ("anna", "pinball", "quantity (ships)"),
        ("bo", "crps", "quantity (ships)"),
    }


def test_import_again_adds_what_is_new_and_a_re_resolution_withdraws_the_old(tmp_path: Path) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    path = tmp_path / "mine.csv"
    head = "question,text,opens,closes,forecaster,at,value,outcome,known\n"
    path.write_text(f"{head}q,Does it?,2021-01-01,2021-12-31,bo,2021-02-01,0.25,yes,2021-05-01\n")
    first = standoff.import_forecasts(folder, path, form="csv")
    assert (first.questions, first.forecasts, first.resolutions) == (1, 1, 1)
    again = standoff.import_forecasts(folder, path, form="csv")
    assert (len(again.ids), len(again.stood)) == (0, 3)
    path.write_text(f"{head}q,Does it really?,2021-01-01,2021-12-31,bo,2021-02-01,0.25,no,2021-05-01\n")
    third = standoff.import_forecasts(folder, path, form="csv")
    assert (third.questions, third.forecasts, third.resolutions, third.n_left_aside) == (1, 0, 1, 0)
    (one,) = standoff.ledger_status(folder).questions
    assert (one.outcome, one.text) == ("no", "Does it really?")
    assert len(standoff.import_forecasts(folder, path, form="csv").ids) == 0


def _tournament(folder: Path, n: int) -> Book:
    """n questions that came out as yes; anna said 0.5 and bo 0.75 of each."""
    book = Book(standoff.init_ledger(folder))
    asked = [{**ASKED, "question": f"q{number}", "text": "?"} for number in range(n)]
    said = [
        {
            "kind": "forecast",
            "question": one["question"],
            "forecaster": who,
            "issued": book.now,
            "value": {"p": p},
        }
        for one in asked
        for who, p in (("anna", 0.5), ("bo", 0.75))
    ]
    book.write(*asked, *said)
    book.now = "2031-06-01"
    came = {"kind": "resolution", "outcome": "yes", "known": book.now}
    book.write(*({**came, "question": one["question"]} for one in asked))
    return book


def test_nobody_is_ranked_below_thirty_questions_and_best_first_from_there(tmp_path: Path) -> None:
    few = standoff.score_ledger(_tournament(tmp_path / "few", 29).folder)
    assert [(one.forecaster, one.ranked) for one in few.tallies[:2]] == [("anna", False), ("bo", False)]
    assert few.calibration[0].bins == ()
    many = standoff.score_ledger(_tournament(tmp_path / "many", 30).folder)
    assert [(one.forecaster, one.ranked) for one in many.tallies[:2]] == [("bo", True), ("anna", True)]
    assert [own.n for own in many.calibration[0].bins] == [30]
    (apart,) = [one for one in many.differences if (one.one, one.other, one.rule) == ("anna", "bo", "brier")]
    assert (apart.n, apart.mean, apart.low, apart.high) == (30, 0.1875, 0.1875, 0.1875)


def test_quantity_below_zero_is_no_option(folder: Path) -> None:
    asked = ("ask", str(folder), "cold", "How cold?", "--type", "quantity", "--closes", "2131-12-31")
    steps = (
        asked,
        ("forecast", str(folder), "cold", "0.25:-30,0.75:-10"),
        ("forecast", str(folder), "cold", "-30=0.1,-10=0.9", "--by", "bo"),
        ("resolve", str(folder), "cold", "-12.5"),
    )
    for step in steps:
        found = CliRunner().invoke(command, ["ledger", *step, "--author", "anna"])
        assert found.exit_code == 0, found.output
    assert standoff.ledger_status(folder, question="cold").questions[0].outcome == "-12.5"
    told = CliRunner().invoke(command, ["ledger", "forecast", str(folder), "cold", "1=1", "--whyy", "x"])
    assert "No such option" in told.output


@pytest.mark.parametrize("n", [2, 3, 6, 7, 11])
def test_example_of_a_forecast_of_several_adds_up(tmp_path: Path, n: int) -> None:
    book = standoff.init_ledger(tmp_path / "several")
    options = [f"o{k}" for k in range(n)]
    standoff.ask_question(
        book, "q", "Which?", type="one_of", options=options, closes="2131-12-31", author="anna"
    )
    with pytest.raises(StandoffError, match=r"S766: `0.5` is no forecast of `q`") as told:
        standoff.record_forecast(book, "q", "0.5", author="anna")
    example = str(told.value).rpartition("For example `")[2].partition("`")[0]
    if n <= 6:
        standoff.record_forecast(book, "q", example, author="anna")
    else:
        assert example.endswith(",...")


def test_number_that_is_not_finite_is_said_to_be_so(folder: Path) -> None:
    standoff.ask_question(folder, "f", "Is it?", closes="2131-12-31", author="anna")
    for odd in ("nan", "inf", "-inf"):
        with pytest.raises(StandoffError, match=r"S764: A number of the event is not finite"):
            standoff.record_forecast(folder, "f", float(odd), author="anna")
