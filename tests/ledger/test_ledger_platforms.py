"""What exports hold that is easily read as something else: options, sums, curves, sources, letters."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.ledger import LedgerError, load, standings
from standoff.ledger.exchange.bounded import Read
from standoff.ledger.exchange.forecastbench import read_sets
from standoff.ledger.exchange.good_judgment import options_of
from standoff.ledger.exchange.metaculus import read_export
from standoff.ledger.moments import days, read_moment
from standoff.ledger.records import OWN
from standoff.ledger.scores import pinball
from tests.ledger.books import book_in

Row = dict[str, Any]
QUESTION: Row = {"Question ID": 1, "Question Title": "Which?", "Question Type": "multiple_choice"}
QUESTION |= {"Open Time": "2021-01-01 00:00:00+00:00", "Scheduled Close Time": "2021-12-31 00:00:00+00:00"}
QUESTION |= {
    "Resolution": "Yes",
    "Resolution Known Time": "2021-05-01 00:00:00+00:00",
    "Continuous Range": "[]",
}
QUESTION |= {"MC Options (All)": "['Yes', 'No', 'Neither']"}
SAID: Row = {"Question ID": 1, "Start Time": "2021-01-02 00:00:00+00:00", "Forecaster Username": "bo"}


def _csv(row: Row) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(row))
    writer.writeheader()
    writer.writerow(row)
    return stream.getvalue()


def _metaculus(path: Path, question: Row, said: Row) -> Read:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("question_data.csv", _csv(QUESTION | question))
        archive.writestr("forecast_data.csv", _csv(SAID | said))
    return read_export(path)


def test_option_that_is_called_yes_keeps_its_case(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    found = _metaculus(path, {}, {"Probability Yes Per Category": "[0.25, 0.25, 0.5]"})
    assert found.aside.n == 0
    folder = standoff.init_ledger(tmp_path / "book")
    assert standoff.import_forecasts(folder, path, form="metaculus").left_aside == ()
    assert standings(load(folder), 0)["metaculus-1"].outcome == "Yes"


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ("[0.25, 0.25, 0.4995]", "S767: The chances add up to 0.9995"),
        ("[0.5, 0.25, 0.2501]", "S767"),
        ("[0.5, 0.5]", "2 chances, and its question 3 options"),
        ("[0.5, 0.5, 0.0, 0.0]", "4 chances, and its question 3 options"),
        ('{"Yes": 0.5, "yes": 0.5}', "`yes` is no option"),
        ("7", "no"),
    ],
)
def test_chances_that_add_up_to_less_or_are_too_many_are_told(tmp_path: Path, shares: str, told: str) -> None:
    found = _metaculus(tmp_path / "e.zip", {}, {"Probability Yes Per Category": shares})
    assert found.aside.n == 1
    assert told in found.aside.told[0]


@pytest.mark.parametrize(
    ("cdf", "told"),
    [("[0.5, 0.2, 0.9]", "does not rise"), ("[0.1, 0.9]", "2 chances, and its range 3"),
     ("[0.1, 0.5, 1.01]", "S767")],
)  # fmt: skip
def test_curve_that_falls_or_is_too_short_is_told_and_never_put_right(
    tmp_path: Path, cdf: str, told: str
) -> None:
    numeric = {"Question Type": "numeric", "Continuous Range": "[0.0, 50.0, 100.0]", "Resolution": "50"}
    found = _metaculus(tmp_path / "e.zip", numeric, {"Continuous CDF": cdf, "Median": "50"})
    assert found.aside.n == 1
    assert told in found.aside.told[0]
    assert not [draft for draft in found.drafts if draft["kind"] == "forecast"]


def test_quantiles_of_a_date_past_closing_are_scored_at_the_day_itself(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.ask("when", type="date", opens="2031-01-01", closes="2031-06-30")
    book.say("when", {"quantiles": [[0.5, "2031-09-01"]]}, on="2031-01-02")
    book.settle("when", "2031-10-01", on="2031-10-01")
    (one,) = (score for score in book.scored().scores if score.rule == "pinball")
    day, said = days(read_moment("2031-10-01")), days(read_moment("2031-09-01"))
    assert one.spot == pytest.approx(pinball((0.5,), (said,), day), abs=1e-12)
    assert one.spot == pytest.approx(15.0)


def _bench(name: Any, source: str, **more: Any) -> Row:
    asked = {
        "id": name,
        "source": source,
        "question": f"{source} {name}?",
        "resolution_dates": ["2024-07-28"],
    }
    return {**asked, "freeze_datetime": "2024-07-12T00:00:00+00:00", **more}


def test_same_id_of_two_sources_is_two_questions_and_combinations_say_their_directions(
    tmp_path: Path,
) -> None:
    pair = [_bench("A", "fred"), _bench("B", "fred")]
    asked = [
        _bench("1", "metaculus"),
        _bench("1", "infer"),
        *pair,
        _bench(["A", "B"], "fred", combination_of=pair),
    ]
    came: list[Row] = [
        {"id": "1", "source": "metaculus", "resolved_to": 1},
        {"id": "1", "source": "infer", "resolved_to": 0},
        {"id": "1", "resolved_to": 0},
        {"id": ["A", "B"], "source": "fred", "direction": [1, -1], "resolved_to": 1},
        {"id": ["A", "B"], "source": "fred", "direction": [-1, 1], "resolved_to": 0},
    ]
    (tmp_path / "q.json").write_text(json.dumps(asked))
    (tmp_path / "r.json").write_text(json.dumps([{**one, "resolution_date": "2024-07-28"} for one in came]))
    found = read_sets((tmp_path / "q.json", tmp_path / "r.json"))
    assert found.aside.n == 1
    assert "a question of 2 sources" in found.aside.told[0]
    texts = {one["question"]: one["text"] for one in found.drafts if one["kind"] == "question"}
    outcomes = {texts[one["question"]]: one["outcome"] for one in found.drafts if one["kind"] == "resolution"}
    assert outcomes == {
        "metaculus 1?": "yes",
        "infer 1?": "no",
        "(fred A?) AND NOT (fred B?)": "yes",
        "NOT (fred A?) AND (fred B?)": "no",
    }


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("(a) Yes, led by the rebel group(s), (b) No", ["Yes, led by the rebel group(s)", "No"]),
        ("(a) Fewer than 3, (b) 3, 4 or 5, (c) More", ["Fewer than 3", "3, 4 or 5", "More"]),
        ("(a) As in (c) of the text, (b) No", ["As in (c) of the text", "No"]),
        ("(a) Article 3(b)i, (b) Not", ["Article 3(b)i", "Not"]),
        ("(b) No, (a) Yes", []),
        ("", []),
    ],
)
def test_options_of_a_table_begin_at_consecutive_letters_alone(text: str, options: list[str]) -> None:
    assert options_of(text) == options


def test_option_that_is_given_two_chances_is_refused(tmp_path: Path) -> None:
    folder = standoff.init_ledger(tmp_path / "book")
    asked = {"type": "one_of", "options": ["a", "b"], "closes": "2131-12-31"}
    standoff.ask_question(folder, "q", "Which?", author="anna", **asked)  # type: ignore[arg-type]
    with pytest.raises(LedgerError, match="S766: The forecast of `q` gives `a` two chances"):
        standoff.record_forecast(folder, "q", "a=0.5,a=0.25,b=0.75", author="anna")


def test_forecaster_with_late_forecasts_alone_is_listed_with_their_count(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.ask("q")
    book.say("q", 0.5, who="early")
    book.say("q", 0.75, who="late", on="2031-03-01")
    book.say("q", 0.875, who="late", on="2031-03-02")
    book.settle("q", "yes", on="2031-03-03", event="2031-02-01")
    found = standoff.score_ledger(book.folder)
    assert {one.forecaster for one in found.tallies} == {"early"}
    assert f"late ({OWN}, yes_no): 2 late, none scored." in found.notes
