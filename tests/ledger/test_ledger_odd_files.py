"""Cells that platforms and people write in other ways: read where they can mean one thing, else told."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.ledger import load, standings
from standoff.ledger.moments import written
from standoff.ledger.values import read_value
from standoff.results.ledger import Imported

Row = dict[str, Any]
META: Row = {"Question ID": 1, "Question Title": "Which?", "Question Type": "binary", "Resolution": ""}
META |= {"Open Time": "2021-01-01 00:00:00+00:00", "Scheduled Close Time": "2021-12-31 00:00:00+00:00"}
META |= {"Resolution Known Time": "2021-05-01 00:00:00+00:00", "MC Options (All)": "", "Continuous Range": ""}
SAID: Row = {"Question ID": 1, "Start Time": "2021-01-02 00:00:00+00:00", "Forecaster Username": "bo"}
GJ: Row = {"ifp_id": "1-0", "q_type": 0, "q_text": "?", "q_status": "closed", "date_start": "1/9/21"}
GJ |= {"date_to_close": "5/1/21", "date_closed": "4/1/21", "outcome": "a", "options": "(a) Yes, (b) No"}
ASKED: Row = {"question": "q", "text": "?", "opens": "2021-01-01", "closes": "2021-12-31"}


def _csv(rows: Sequence[Row]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(dict.fromkeys(key for row in rows for key in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _read(folder: Path, rows: Sequence[Row], form: str, said: Sequence[Row] = (SAID,)) -> Imported:
    """Import rows into a ledger in the folder, which is made where it is not there."""
    book, path = folder / "book", folder / f"file.{form}"
    if form == "metaculus":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("question_data.csv", _csv(rows))
            archive.writestr("forecast_data.csv", _csv(said))
    else:
        path.write_text(_csv(rows))
    if not book.exists():
        standoff.init_ledger(book)
    return standoff.import_forecasts(book, path, form=form)


@pytest.mark.parametrize("word", ["50/50", "N/A", "0.5", "Cancelled", "annulled"])
@pytest.mark.parametrize("form", ["metaculus", "csv", "goodjudgment"])
def test_what_was_called_off_is_void_whoever_says_so(tmp_path: Path, form: str, word: str) -> None:
    rows: dict[str, Row] = {
        "metaculus": {**META, "Resolution": word},
        "csv": {**ASKED, "outcome": word, "known": "2021-05-01"},
        "goodjudgment": {**GJ, "q_status": "void" if word == "0.5" else word, "outcome": ""},
    }
    found = _read(tmp_path, [rows[form]], form, said=[{**SAID, "Probability Yes": "0.25"}])
    assert found.left_aside == ()
    assert standoff.ledger_status(tmp_path / "book").counts == {"void": 1}


def test_option_that_is_called_like_a_void_keeps_its_meaning(tmp_path: Path) -> None:
    row = {**ASKED, "type": "one_of", "options": "Held | Cancelled | Yes", "known": "2021-05-01"}
    _read(tmp_path, [{**row, "outcome": "Cancelled"}, {**row, "question": "r", "outcome": "Yes"}], "csv")
    stood = standings(load(tmp_path / "book"), 0)
    assert (stood["q"].outcome, stood["r"].outcome) == ("Cancelled", "Yes")


def test_forecasts_in_a_file_of_their_own_fit_the_questions_that_stand(tmp_path: Path) -> None:
    options = "(a) Yes, by force, (b) No"
    _read(tmp_path, [{**GJ, "options": options}, {**GJ, "ifp_id": "2-0"}], "goodjudgment")
    said = {"forecaster": "bo", "at": "2021-02-01", "value": "Yes, by force=0.25,No=0.75"}
    rows = [{"question": "goodjudgment-1-0", **said}, {"question": "goodjudgment-9-0", **said}]
    found = _read(tmp_path, [*rows, {**said, "question": "goodjudgment-2-0"}], "csv")
    assert found.forecasts == 1
    assert [told.partition(": ")[2][:30] for told in found.left_aside] == [
        "there is no question `goodjudg", "S766: `Yes, by force=0.25,No=0",
    ]  # fmt: skip
    (one,) = load(tmp_path / "book").forecasts["goodjudgment-1-0"]
    assert one.value.p == (0.25, 0.75)


def test_files_of_one_import_know_each_others_questions(tmp_path: Path) -> None:
    said = {"question": "q", "at": "2021-02-01", "value": "a=0.25,b=0.75"}
    for name, row in (("said", said), ("asked", {**ASKED, "type": "one_of", "options": "a | b"})):
        (tmp_path / f"{name}.csv").write_text(_csv([row]))
    book = standoff.init_ledger(tmp_path / "book")
    found = standoff.import_forecasts(book, [tmp_path / "said.csv", tmp_path / "asked.csv"], form="csv")
    assert (found.questions, found.forecasts, found.left_aside) == (1, 1, ())


def test_outcome_of_a_row_is_read_where_its_forecast_is_none(tmp_path: Path) -> None:
    row = {**ASKED, "at": "2021-02-01", "value": "70%", "outcome": "yes", "known": "2021-05-01"}
    found = _read(tmp_path, [row], "csv")
    assert [told[:30] for told in found.left_aside] == ["file.csv, row 1: S766: `70%` i"]
    assert standoff.ledger_status(tmp_path / "book").counts == {"resolved": 1}


def test_status_that_is_neither_closed_nor_voided_is_told_where_there_is_an_outcome(tmp_path: Path) -> None:
    rows = [{**GJ, "q_status": "done"}, {**GJ, "ifp_id": "2-0", "q_status": "open", "outcome": "NA"}]
    found = _read(tmp_path, rows, "goodjudgment")
    assert found.left_aside == (
        "file.goodjudgment, 1-0: its status `done` is not `closed`: its outcome is not read",
    )


@pytest.mark.parametrize(
    "said",
    ["{'Yes, now': 0.25, \"Bob's\": 0.75}", '{"Yes, now": 0.25, "Bob\'s": 0.75}', "[0.25, 0.75, None]",
     "[0.25, 0.75, null]", "{'Yes, now': 0.25, \"Bob's\": 0.75, 'Old': None}"],
)  # fmt: skip
def test_chances_of_options_are_read_as_python_and_json_write_them(tmp_path: Path, said: str) -> None:
    asked = {**META, "Question Type": "Multiple Choice", "MC Options (All)": "['Yes, now', \"Bob's\", 'Old']"}
    found = _read(tmp_path, [asked], "metaculus", [{**SAID, "Probability Yes Per Category": said}])
    assert found.left_aside == ()
    assert load(tmp_path / "book").forecasts["metaculus-1"][0].value.p == (0.25, 0.75, 0.0)


@pytest.mark.parametrize(
    "days", [("1612137600.0", "1614556800"), ("2021-02-01 00:00:00+00:00", "2021-03-01")]
)
def test_percentiles_of_a_date_are_seconds_or_days(tmp_path: Path, days: tuple[str, str]) -> None:
    said = {**SAID, "25th Percentile": days[0], "75th Percentile": days[1]}
    assert _read(tmp_path, [{**META, "Question Type": "date"}], "metaculus", [said]).left_aside == ()
    (one,) = load(tmp_path / "book").forecasts["metaculus-1"]
    assert [written(round(float(x) * 86_400e6))[:10] for x in one.value.x] == ["2021-02-01", "2021-03-01"]


def test_question_of_a_group_has_its_label_in_its_text(tmp_path: Path) -> None:
    rows = [{**META, "Label": "North"}, {**META, "Question ID": 2, "Question Title": "A (B)?", "Label": "B"}]
    _read(tmp_path, rows, "metaculus", [{**SAID, "Probability Yes": "0.5"}])
    texts = [one.text for one in load(tmp_path / "book").questions.values()]
    assert texts == ["Which? (North)", "A (B)?"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"Probability Yes": "70%"}, "`70%` is no number"),
        ({"Probability Yes": ""}, "a number is missing"),
        ({"Continuous CDF": "x" * 900}, "neither a curve"),
        ({"Median": "soon"}, "`soon` is no number"),
        ({"Probability Yes Per Category": "[0.5, nan]"}, "is no list or mapping of values"),
    ],
)
def test_cell_that_is_no_number_is_told_in_short_words(tmp_path: Path, row: Row, told: str) -> None:
    kind = next((k for key, k in (("Median", "numeric"), ("CDF", "numeric"), ("Category", "multiple_choice"))
                 if key in str(row)), "binary")  # fmt: skip
    asked = {**META, "Question Type": kind, "MC Options (All)": "['a', 'b']", "Continuous Range": "[0, 1]"}
    (line,) = _read(tmp_path, [asked], "metaculus", [{**SAID, **row}]).left_aside
    assert told in line
    assert len(line) < 200


@pytest.mark.parametrize(
    ("text", "p"),
    [
        ("yes, soon=0.25,c = d=0.5, no=.25", (0.25, 0.5, 0.25)),
        (" no = 1 , c = d=0,yes, soon = 0", (0.0, 0.0, 1.0)),
        ('{"shares": {"no": 0, "c = d": 0, "yes, soon": 1}}', (1.0, 0.0, 0.0)),
    ],
)
def test_option_may_have_a_comma_in_its_name(tmp_path: Path, text: str, p: tuple[float, ...]) -> None:
    book = standoff.init_ledger(tmp_path / "book")
    parts: Row = {"type": "one_of", "options": ["yes, soon", "c = d", "no"], "closes": "2131-01-01"}
    standoff.ask_question(book, "q", "Does it?", author="anna", **parts)
    standoff.record_forecast(book, "q", text, author="anna")
    assert load(book).forecasts["q"][0].value.p == p
    with pytest.raises(standoff.StandoffError, match="S766") as error:
        standoff.record_forecast(book, "q", "often", author="anna")
    example = error.value.problems[0].fix.partition("`")[2].rpartition("`")[0]
    standoff.record_forecast(book, "q", example, author="bo")
    assert read_value({"shares": {"yes, soon": 1, "c = d": 0, "no": 0}}, load(book).questions["q"]).p[0] == 1
