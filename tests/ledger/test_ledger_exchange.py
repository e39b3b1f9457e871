"""Exports of other platforms, in files of our own: headers, quirks, damage, bombs; tables and calendars."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.ledger import LedgerError, append, begin, load, score_all, standings
from standoff.ledger.exchange import bounded
from standoff.ledger.exchange.calendar import as_calendar
from standoff.ledger.exchange.forecastbench import read_sets
from standoff.ledger.exchange.good_judgment import read_table
from standoff.ledger.exchange.metaculus import read_export, resolve_links
from standoff.ledger.exchange.tables import as_csv, as_json, read_csv
from standoff.ledger.families import Standing
from standoff.ledger.moments import read_moment
from standoff.ledger.state import Ledger
from tests.ledger.books import book_in

NOW = read_moment("2031-12-01")
Row = dict[str, Any]


def _csv(rows: Sequence[Row]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(dict.fromkeys(key for row in rows for key in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _zip(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"folder/{name}.csv", text)
    return path


def _loaded(
    folder: Path, drafts: Sequence[Any], author: str = "import"
) -> tuple[Ledger, dict[str, Standing]]:
    begin(folder)
    made = append(folder, author, resolve_links(tuple(drafts), author), lambda: NOW, passing_over=True)
    assert made.refused == ()
    ledger = load(folder)
    assert ledger.faults == []
    return ledger, standings(ledger, NOW)


ASKED: Row = {"Question ID": 1, "Question Title": "Does the strait close?", "Question Type": "binary"}
ASKED |= {"MC Options (All)": "[]", "Open Time": "2031-01-12 16:00:00+00:00", "Categories": "['Geopolitics']"}
ASKED |= {
    "Scheduled Close Time": "2031-06-01 00:00:00+00:00",
    "Actual Close Time": "2031-05-01 00:00:00+00:00",
}
ASKED |= {"Resolution": "yes", "Resolution Known Time": "2031-05-01 00:00:00+00:00", "Continuous Range": "[]"}


def _metaculus(path: Path) -> Path:
    listed = "['north', \"the 'south'\", 'nobody']"
    questions: list[Row] = [
        ASKED,
        {
            **ASKED,
            "Question ID": 2,
            "Question Type": "multiple_choice",
            "MC Options (All)": listed,
            "Resolution": "north",
        },
        {
            **ASKED,
            "Question ID": 3,
            "Question Type": "numeric",
            "Continuous Range": "[0, 10.0, 20]",
            "Resolution": "15",
        },
        {**ASKED, "Question ID": 4, "Resolution": "annulled"},
        {**ASKED, "Question ID": 5, "Resolution": "ambiguous"},
        {**ASKED, "Question ID": 6, "Resolution": ""},
        {**ASKED, "Question ID": 7, "Question Type": "essay"},
        {**ASKED, "Question ID": 8, "Resolution": "maybe"},
    ]
    said: Row = {"Forecaster Username": "recency_weighted", "Forecaster ID": "", "End Time": ""}
    start, later = "2031-01-12 16:00:00.123456+00:00", "2031-03-01 00:00:00+00:00"
    shares = '{"north": 0.5, "the \'south\'": 0.25, "nobody": 0.25}'
    forecasts: list[Row] = [
        {**said, "Question ID": 1, "Start Time": start, "End Time": later, "Probability Yes": 0.25},
        {**said, "Question ID": 1, "Start Time": later, "Probability Yes": 0.75},
        {
            **said,
            "Question ID": 1,
            "Start Time": start,
            "End Time": later,
            "Probability Yes": 1,
            "Forecaster Username": "bo",
        },
        {**said, "Question ID": 2, "Start Time": start, "Probability Yes Per Category": shares},
        {**said, "Question ID": 3, "Start Time": start, "Continuous CDF": "[0.1, 0.4, 0.9]"},
        {
            **said,
            "Question ID": 3,
            "Start Time": start,
            "Forecaster Username": "bo",
            "Median": 12,
            "5th Percentile": 3,
        },
        {**said, "Question ID": 4, "Start Time": start, "Probability Yes": 0.5},
        {**said, "Question ID": 99, "Start Time": start, "Probability Yes": 0.5},
        {**said, "Question ID": 1, "Start Time": later, "Probability Yes": "many"},
    ]
    return _zip(path, question_data=_csv(questions), forecast_data=_csv(forecasts))


def test_metaculus_export_is_read_with_its_intervals_lists_and_annulled_questions(tmp_path: Path) -> None:
    found = read_export(_metaculus(tmp_path / "export.zip"))
    told = " ".join(found.aside.told)
    assert found.aside.n == 3
    assert "type `essay`" in told
    assert "no question `99`" in told
    begin(tmp_path / "book")
    made = append(tmp_path / "book", "m", resolve_links(found.drafts, "m"), lambda: NOW, passing_over=True)
    assert len(made.refused) == 1
    assert "cannot come out as `maybe`" in made.refused[0]
    ledger = load(tmp_path / "book")
    stood = standings(ledger, NOW)
    states = {name.removeprefix("metaculus-"): one.state for name, one in stood.items()}
    assert states == {
        "1": "resolved",
        "2": "resolved",
        "3": "resolved",
        "4": "void",
        "5": "ambiguous",
        "6": "due",
        "8": "due",
    }
    scores = {(s.question[10:], s.forecaster, s.rule): s for s in score_all(ledger, stood).scores}
    one = scores["1", "recency_weighted", "brier"]
    first = read_moment("2031-03-01") - read_moment("2031-01-12 16:00:00.123456+00:00")
    second = read_moment("2031-05-01") - read_moment("2031-03-01")
    assert one.over_time == pytest.approx((first * 0.5625 + second * 0.0625) / (first + second), abs=1e-9)
    assert one.pool == "imported"
    assert scores["1", "bo", "brier"].spot is None  # its interval ended, and no other followed
    assert scores["2", "recency_weighted", "brier_sum"].spot == pytest.approx(0.375)
    assert scores["3", "recency_weighted", "crps"].spot is not None
    assert scores["3", "bo", "pinball"].spot is not None
    assert ledger.questions["metaculus-1"].closes == read_moment("2031-06-01")  # scheduled, not actual


GJ: Row = {
    "q_desc": "",
    "date_to_close": "5/1/31",
    "date_closed": "4/1/31",
    "short_title": "",
    "days_open": 9,
    "n_opts": 2,
}
GJ |= {
    "date_start": "1/9/31",
    "date_suspend": "5/1/31 12:00",
    "options": "(a) Yes, (b) No",
    "q_status": "closed",
}


def _good_judgment() -> list[Row]:
    three = "(a) Fewer than 3, (b) 3, 4 or 5, (c) More than 5"
    return [
        {**GJ, "ifp_id": "1001-0", "q_type": 0, "q_text": "Does\r\nit, or\rnot?", "outcome": "a"},
        {**GJ, "ifp_id": "1002-0", "q_type": 0, "q_text": "Off", "outcome": "", "q_status": "voided"},
        {**GJ, "ifp_id": "1003-6", "q_type": 6, "q_text": "How many?", "outcome": "b", "options": three},
        {**GJ, "ifp_id": "1010-1", "q_type": 1, "q_text": "If a?", "outcome": "b"},
        {**GJ, "ifp_id": "1010-2", "q_type": 2, "q_text": "If not a?", "outcome": "", "q_status": "voided"},
        {**GJ, "ifp_id": "1011-1", "q_type": 1, "q_text": "If c?", "outcome": "", "q_status": "voided"},
        {**GJ, "ifp_id": "1011-2", "q_type": 2, "q_text": "If d?", "outcome": "", "q_status": "voided"},
        *({**GJ, "ifp_id": f"1012-{k}", "q_type": k, "q_text": f"If {k}?", "outcome": "a" if k == 3 else "",
           "q_status": "closed" if k == 3 else "voided"} for k in (1, 2, 3, 4)),
        {**GJ, "ifp_id": "1020-0", "q_type": 0, "q_text": "Odd", "outcome": "z"},
        {**GJ, "ifp_id": "1021-0", "q_type": 0, "q_text": "No day", "outcome": "a", "date_start": "soon"},
    ]  # fmt: skip


def test_good_judgment_table_makes_families_some_with_no_live_branch(tmp_path: Path) -> None:
    path = tmp_path / "ifps.csv"
    path.write_bytes(_csv(_good_judgment()).encode("utf-8").replace(b"Off", b"O\xe9ff"))
    found = read_table(path)
    assert found.aside.n == 2
    assert any("not UTF-8" in told for told in found.aside.told)
    ledger, stood = _loaded(tmp_path / "book", found.drafts)
    short = {name.removeprefix("goodjudgment-"): one for name, one in stood.items()}
    assert {name: one.branch for name, one in short.items() if one.branch} == {
        "1010-1": "live", "1010-2": "void", "1011-1": "void", "1011-2": "void",
        "1012-1": "void", "1012-2": "void", "1012-3": "live", "1012-4": "void",
    }  # fmt: skip
    assert {name: one.outcome for name, one in short.items() if not one.branch} == {
        "1001-0": "yes", "1002-0": "void", "1003-6": "3, 4 or 5", "1020-0": "",
        "1010": "1010-1", "1011": "none of them", "1012": "1012-3",
    }  # fmt: skip
    assert short["1010-1"].outcome == "no"
    assert ledger.questions["goodjudgment-1001-0"].text == "Does it, or not?"
    assert ledger.questions["goodjudgment-1003-6"].type == "ordered"


@pytest.mark.parametrize("how", ["as is", "upper", "spaces", "marked", "utf-16", "tabs", "semicolons", "0.0"])
def test_table_is_known_by_its_words_whatever_its_case_marks_and_separator(tmp_path: Path, how: str) -> None:
    rows = list(csv.reader(io.StringIO(_csv(_good_judgment()))))
    if how in ("upper", "spaces"):
        rows[0] = [one.upper() if how == "upper" else one.replace("_", " ").title() for one in rows[0]]
    if how == "0.0":
        place = rows[0].index("q_type")
        rows[1:] = [[*row[:place], f"{row[place]}.0", *row[place + 1 :]] for row in rows[1:]]
    stream = io.StringIO(newline="")
    mark = {"tabs": "\t", "semicolons": ";"}.get(how, ",")
    csv.writer(stream, delimiter=mark, lineterminator="\n").writerows(rows)
    code = {"marked": "utf-8-sig", "utf-16": "utf-16"}.get(how, "utf-8")
    path = tmp_path / "ifps.csv"
    path.write_bytes(stream.getvalue().encode(code))
    found, plain = read_table(path), tmp_path / "plain.csv"
    plain.write_text(_csv(_good_judgment()), encoding="utf-8")
    assert found.drafts == read_table(plain).drafts
    assert found.aside.n == 2


@pytest.mark.parametrize("odd", [{"outcome": "z"}, {"outcome": ""}, {"date_closed": "soon"}])
def test_odd_cell_of_a_live_branch_takes_no_file_down(tmp_path: Path, odd: Row) -> None:
    live = {**GJ, "ifp_id": "9-1", "q_type": 1, "q_text": "?", "outcome": "a", **odd}
    void = {**GJ, "ifp_id": "9-2", "q_type": 2, "q_text": "?", "outcome": "", "q_status": "voided"}
    path = tmp_path / "ifps.csv"
    path.write_text(_csv([live, void, {**GJ, "ifp_id": "10-0", "q_type": 0, "q_text": "?", "outcome": "b"}]))
    found = read_table(path)
    _, stood = _loaded(tmp_path / "book", found.drafts)
    assert stood["goodjudgment-9-2"].branch == "void"
    assert stood["goodjudgment-9-1"].branch == "live"
    assert stood["goodjudgment-10-0"].outcome == "no"
    assert found.aside.n == ("outcome" in odd)  # a day that cannot be read is that of closing


@pytest.mark.parametrize(
    "odd",
    [
        {"MC Options (All)": "-" * 50_000 + "1"},
        {"Continuous Range": "[1, x", "Question Type": "numeric", "Resolution": "15"},
        {"Open Time": "soon"},
        {"Question Title": ""},
    ],
)
def test_odd_cell_of_a_question_leaves_it_aside_with_its_forecasts(tmp_path: Path, odd: Row) -> None:
    kind = {"Question Type": "multiple_choice"} if "MC Options (All)" in odd else {}
    questions = [{**ASKED, **kind, **odd}, {**ASKED, "Question ID": 2}]
    said = {"Forecaster Username": "bo", "Forecaster ID": "", "Start Time": "2031-02-01 00:00:00+00:00"}
    said |= {"End Time": "", "Probability Yes": 0.25, "Continuous CDF": "[0.1, 0.9]"}
    forecasts = [{**said, "Question ID": number} for number in (1, 2)]
    path = _zip(tmp_path / "m.zip", question_data=_csv(questions), forecast_data=_csv(forecasts))
    ledger, _ = _loaded(tmp_path / "book", read_export(path).drafts)
    assert len(ledger.forecasts["metaculus-2"]) == 1


@pytest.mark.parametrize("column", ["text", "opens", "closes", "at", "value", "known"])
def test_table_without_a_cell_that_is_needed_tells_its_row(tmp_path: Path, column: str) -> None:
    row = {"question": "q", "text": "?", "opens": "2021-01-01", "closes": "2021-12-31", "at": "2021-02-01"}
    row |= {"value": "0.25", "outcome": "yes", "known": "2021-05-01", column: ""}
    (tmp_path / "t.csv").write_text(_csv([row]))
    book = standoff.init_ledger(tmp_path / "book")
    found = standoff.import_forecasts(book, tmp_path / "t.csv", form="csv")
    assert (found.n_left_aside > 0) == (column != "value")  # a row without a value says no forecast
    unasked = ("text", "opens", "closes")
    state = "due" if column == "known" else "resolved"  # a forecast that is none takes no outcome along
    assert standoff.ledger_status(book).counts == ({} if column in unasked else {state: 1})


def test_one_odd_byte_spoils_no_other_letter_of_a_table(tmp_path: Path) -> None:
    rows = [{**GJ, "ifp_id": "1-0", "q_type": 0, "q_text": "Łódź, or O_ff?", "outcome": "a"}]
    path = tmp_path / "ifps.csv"
    path.write_bytes(_csv(rows).encode("utf-8").replace(b"O_ff", b"O\x92ff"))
    found = read_table(path)
    assert found.drafts[0]["text"] == "Łódź, or O’ff?"
    assert any("not UTF-8" in told for told in found.aside.told)


def test_table_with_a_column_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ifps.csv"
    path.write_text(
        _csv([{**GJ, "ifp_id": "1-0", "q_type": 0, "q_text": "?", "Outcome": "a", "outcome": "b"}])
    )
    with pytest.raises(LedgerError, match=r"S774: .* it has two columns `outcome`"):
        read_table(path)


def test_good_judgment_family_with_two_live_branches_is_told_and_stands_alone(tmp_path: Path) -> None:
    rows = [{**GJ, "ifp_id": f"7-{k}", "q_type": k, "q_text": "?", "outcome": "a"} for k in (1, 2)]
    path = tmp_path / "ifps.csv"
    path.write_text(_csv(rows), encoding="utf-8")
    found = read_table(path)
    assert found.aside.told == ["7: it is no family: it has 2 live branches; its questions stand alone"]
    _, stood = _loaded(tmp_path / "book", found.drafts)
    assert {one.outcome for one in stood.values()} == {"yes"}


def test_forecastbench_sets_have_dates_combinations_and_prices(tmp_path: Path) -> None:
    one: Row = {
        "id": "a1",
        "source": "manifold",
        "question": "A?",
        "freeze_datetime": "2031-01-01T00:00:00+00:00",
    }
    one |= {"resolution_dates": ["2031-02-01", "2031-03-01", "2031-04-01"], "url": "https://example.org/a"}
    asked = [
        one,
        {**one, "id": "b2", "question": "B?"},
        {**one, "id": "c3", "question": "C?", "resolution_dates": "N/A"},
    ]
    asked[2] |= {"market_info_close_datetime": "2031-05-01T00:00:00+00:00"}
    came: list[Row] = [
        {
            "id": "a1",
            "source": "manifold",
            "direction": None,
            "resolution_date": "2031-02-01",
            "resolved_to": 1.0,
            "resolved": True,
        },
        {
            "id": "a1",
            "source": "manifold",
            "resolution_date": "2031-03-01",
            "resolved_to": 0.37,
            "resolved": True,
        },
        {
            "id": ["a1", "b2"],
            "direction": [1, -1],
            "resolution_date": "2031-02-01",
            "resolved_to": 0,
            "resolved": True,
        },
        {"id": "zz", "resolution_date": "2031-02-01", "resolved_to": 1},
    ]
    (tmp_path / "questions.json").write_text(json.dumps({"questions": asked}))
    (tmp_path / "resolutions.json").write_text(json.dumps(came))
    found = read_sets((tmp_path / "questions.json", tmp_path / "resolutions.json"))
    assert found.aside.n == 2
    assert "is a price and no outcome" in found.aside.told[0]
    ledger, stood = _loaded(tmp_path / "book", found.drafts)
    outcomes = {name.removeprefix("forecastbench-"): one.outcome for name, one in stood.items()}
    assert outcomes["manifold-a1-2031-02-01"] == "yes"
    assert outcomes["manifold-a1-2031-03-01"] == ""
    assert outcomes["a1+b2+--2031-02-01"] == "no"
    assert ledger.questions["forecastbench-a1+b2+--2031-02-01"].text == "(A?) AND NOT (B?)"
    assert {f"manifold-{one}" for one in ("a1-2031-04-01", "b2-2031-02-01", "c3-2031-05-01")} <= set(outcomes)


def test_table_as_csv_reads_back_as_the_same_and_begins_no_formula(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    book.ask("q", text='=HYPERLINK("x")', reference_class={"name": "r", "k": 1, "n": 4})
    book.ask("who", type="one_of", options=["a, b", "c = d"], text="+who?")
    book.branch("deep", "who", "a, b", text="@deep?")
    book.ask("many", type="quantity", unit="ships")
    book.say("q", 0.1 + 0.2, who="-bo")
    book.say("who", {"shares": {"a, b": 0.25, "c = d": 0.75}})
    book.say("many", {"quantiles": [[0.25, 1.5], [0.75, 1e9]]})
    book.settle("who", "c = d", on="2031-03-01", event="2031-02-28")
    ledger = book.load()
    stood = standings(ledger, NOW)
    text = as_csv(ledger, stood)
    assert not any(
        cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(text)) for cell in row
    )
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    found = read_csv(path)
    assert found.aside.n == 0
    again, stood_again = _loaded(tmp_path / "again", found.drafts)
    assert {name: (one.state, one.outcome, one.branch) for name, one in stood_again.items()} == {
        name: (one.state, one.outcome, one.branch) for name, one in stood.items()
    }
    assert again.questions["q"].text == '=HYPERLINK("x")'
    assert [one.value for one in again.forecasts["q"]] == [one.value for one in ledger.forecasts["q"]]
    assert again.forecasts["q"][0].forecaster == "-bo"
    assert again.forecasts["many"][0].value == ledger.forecasts["many"][0].value
    assert json.loads(as_json(ledger, stood))["rows"][0]["kind"] == "question"


def test_plain_csv_of_hand_needs_few_columns(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = [
        {"question": "q", "text": "Does it?", "opens": "2031-01-01", "closes": "2031-06-01",
         "forecaster": "bo", "at": "2031-02-01", "value": "0.25", "outcome": "no", "known": "2031-06-02"},
        {"question": "q", "forecaster": "cy", "at": "2031-02-02", "value": "0.5"},
        {"question": "q", "forecaster": "cy", "at": "soon", "value": "0.5"},
    ]  # fmt: skip
    path.write_text(_csv(rows), encoding="utf-8-sig")
    found = read_csv(path)
    assert found.aside.told == [
        "mine.csv, row 3: S768: `soon` is no time. Expected a day or a time of ISO 8601. "
        "For example `2031-03-01` or `2031-03-01T12:00:00Z`."
    ]
    ledger, stood = _loaded(tmp_path / "book", found.drafts)
    assert {s.forecaster: s.spot for s in score_all(ledger, stood).scores if s.rule == "brier"} == {
        "bo": 0.0625,
        "cy": 0.25,
    }


def test_zip_that_unpacks_to_too_much_is_stopped_while_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "LARGEST", 1 << 20)
    path = _zip(tmp_path / "bomb.zip", question_data="x" * (8 << 20))
    assert path.stat().st_size < 1 << 16
    with pytest.raises(LedgerError, match=r"S775: `bomb.zip/question_data.csv` holds more than"):
        read_export(path)
    (tmp_path / "large.csv").write_bytes(b"x" * (1 << 21))
    with pytest.raises(LedgerError, match="S775"):
        read_csv(tmp_path / "large.csv")


@pytest.mark.parametrize("flag", [0x1, 0x20])  # encrypted; patched data: neither is unpacked here
def test_zip_that_is_encrypted_or_packed_oddly_is_told_with_its_name(tmp_path: Path, flag: int) -> None:
    path = _zip(tmp_path / "export.zip", question_data="Question ID\n1\n")
    content = bytearray(path.read_bytes())
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(head) + at] |= flag
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"S774: `export.zip` cannot be read: it is no zip that can be"):
        read_export(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no zip"),
        (b"PK\x03\x04 nonsense", "no zip"),
        (None, "there is no such file"),
    ],
)
def test_export_that_is_none_is_told_with_its_name(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "export.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LedgerError, match=f"S774: `export.zip` cannot be read: .*{told}"):
        read_export(path)


def test_tables_and_sets_that_are_none_are_told(tmp_path: Path) -> None:
    path = tmp_path / "f"
    _zip(path, other="x")
    with pytest.raises(LedgerError, match=r"S774.*holds no `question_data.csv`"):
        read_export(path)
    path.write_text("a,b\n1,2\n")
    for reader, column in ((read_table, "ifp_id"), (read_csv, "question")):
        with pytest.raises(LedgerError, match=f"S774.*no column `{column}`"):
            reader(path)
    for text in ("{", "[" * 100_000, '{"a": 1}', "7"):
        path.write_text(text)
        with pytest.raises(LedgerError, match="S774"):
            read_sets((path,))
    path.write_bytes(b'question\n"' + b"x" * (bounded.LONGEST_CELL + 10) + b'"\n')
    with pytest.raises(LedgerError, match=r"S774.*no CSV"):
        read_csv(path)


def test_calendar_has_due_dates_and_indicators_escaped_and_folded(tmp_path: Path) -> None:
    book = book_in(tmp_path)
    watch = [{"says": "Ships; many, of\nthem " + "é" * 80, "by": "2031-03-01"}, {"says": "no day"}]
    book.ask("q", text="Does it\r\nEND:VCALENDAR\x1b[2J?", watch=watch, due="2031-12-31")
    book.ask("done")
    book.settle("done", "no", on="2031-02-01")
    ledger = book.load()
    text = as_calendar(ledger, standings(ledger, read_moment("2031-02-01")))
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 2
    assert text.count("\r\nEND:VCALENDAR") == 1
    assert "\x1b" not in text
    assert "DTSTART;VALUE=DATE:20311231" in text
    assert "Ships\\; many\\, of\\nthem" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    unfolded = text.replace("\r\n ", "")
    assert "é" * 80 in unfolded
