"""`standoff evidence` and `standoff report --sources`, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from standoff.app.main import main
from tests.evidence.texts import HARBOUR, RIGHT_TO_LEFT, claim_at, scenario_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A scenario in a file, and the document that it rests on in a folder of its own."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "harbour.txt").write_bytes(HARBOUR.encode())
    claims = claim_at("c1", "the harbour could be closed by June 2031")
    (tmp_path / "crisis.yaml").write_text(scenario_text(claims), encoding="utf-8")
    return tmp_path


def _run(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["evidence", *words])
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def test_read_prints_proposals_with_exact_places(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(["read", str(folder / "papers" / "harbour.txt"), "--published", "2031-03-10"], capsys)
    assert code == 0
    assert "status: proposed" in out
    assert "published: 2031-03-10" in out
    start = HARBOUR.index("Gen. Ash")
    assert f"    start: {start}\n" in out


def test_read_with_a_scenario_leaves_out_what_it_has_and_names_its_actors(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "read",
        str(folder / "papers" / "harbour.txt"),
        "--scenario",
        str(folder / "crisis.yaml"),
        "--json",
    ]
    code, out, _ = _run(words, capsys)
    told = json.loads(out)
    assert code == 0
    assert told["left_out"]["recorded"] == 1
    assert [claim["actors"] for claim in told["claims"]][2] == ["league"]


def test_read_with_a_scenario_proposes_exactly_what_no_claim_has(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = str(folder / "papers" / "harbour.txt")
    _, everything, _ = _run(["read", paper, "--json"], capsys)
    code, out, err = _run(["read", paper, "--scenario", str(folder / "crisis.yaml"), "--json"], capsys)
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["scenario"] == {"documents": ["harbour"], "orphans": [], "unplaced": []}
    all_places = [claim["start"] for claim in json.loads(everything)["claims"]]
    missing = [claim["start"] for claim in told["claims"]]
    assert [start for start in all_places if start not in missing] == [HARBOUR.index("Gen. Ash")]


def test_read_names_orphans_of_the_scenario_and_proposes_their_sentences_anew(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "crisis.yaml").read_text(encoding="utf-8").replace("start: ", "start: 1", 1)
    (folder / "crisis.yaml").write_text(text.replace("end: ", "end: 1", 1), encoding="utf-8")
    words = ["read", str(folder / "papers" / "harbour.txt"), "--scenario", str(folder / "crisis.yaml")]
    code, out, err = _run(words, capsys)
    assert code == 2
    assert "Orphans, whose place does not hold in this text; their sentences are proposed anew: c1." in out
    assert "crisis.yaml:9:" in err
    assert "S830: The claim `c1` is an orphan" in err
    assert f"    start: {HARBOUR.index('Gen. Ash')}\n" in out
    assert json.loads(_run([*words, "--json"], capsys)[1])["scenario"]["orphans"] == ["c1"]


def test_read_of_another_edition_by_name_is_told_and_its_places_are_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "papers" / "harbour.txt").write_bytes((HARBOUR + " It stands, they say.").encode())
    words = ["read", str(folder / "papers" / "harbour.txt"), "--scenario", str(folder / "crisis.yaml")]
    code, out, err = _run([*words, "--json"], capsys)
    assert code == 2
    assert "S831" in err
    assert "S830" not in err
    assert json.loads(out)["left_out"]["recorded"] == 1


def test_read_of_a_text_that_the_scenario_does_not_have_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "papers" / "harbour.txt").rename(folder / "papers" / "other.txt")
    (folder / "papers" / "other.txt").write_bytes(b"The port is open to all.")
    words = ["read", str(folder / "papers" / "other.txt"), "--scenario", str(folder / "crisis.yaml")]
    code, out, err = _run(words, capsys)
    assert code == 0
    assert "# No document of the scenario has this file's hash or name" in out
    assert "no document of the scenario has this file's hash or name" in err


def test_read_names_claims_without_a_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims = claim_at("c1", "the mole is mined") + "\n  c2: {document: harbour, says: The fire was set.}"
    (folder / "crisis.yaml").write_text(scenario_text(claims), encoding="utf-8")
    words = ["read", str(folder / "papers" / "harbour.txt"), "--scenario", str(folder / "crisis.yaml")]
    code, out, err = _run(words, capsys)
    assert code == 0
    assert "Claims of the scenario without a place; their sentences are proposed anew: c2." in out
    assert "without a place, proposed anew: c2." in err


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "S834"), (b"%PDF-1.4", "S832"), (b"\x00\x01\xff", "S832"), (b"word. " * 1_400_000, "S833")],
)
def test_read_of_a_file_that_is_no_text_says_why(
    data: bytes, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "doc.txt").write_bytes(data)
    ended, out, err = _run(["read", str(tmp_path / "doc.txt")], capsys)
    assert (ended, out) == (2, "")
    assert code in err


def test_read_of_a_right_to_left_text_prints_its_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "doc.txt").write_bytes(RIGHT_TO_LEFT.encode())
    code, out, _ = _run(["read", str(tmp_path / "doc.txt"), "--json"], capsys)
    told = json.loads(out)
    assert code == 0
    for claim in told["claims"]:
        assert RIGHT_TO_LEFT[claim["start"] : claim["end"]] == claim["wording"]


def test_read_refuses_a_day_that_is_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _run(["read", str(folder / "papers" / "harbour.txt"), "--published", "soon"], capsys)
    assert code == 2
    assert "soon" in err


def test_anchor_says_that_every_place_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["anchor", str(folder / "crisis.yaml"), "--sources", str(folder / "papers"), "--show"]
    code, out, err = _run(words, capsys)
    assert (code, err) == (0, "")
    assert "harbour: 1 place holds exactly" in out
    assert "text:  the harbour could be closed by June 2031" in out


def test_anchor_names_an_orphan_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "crisis.yaml").read_text(encoding="utf-8").replace("start: ", "start: 1", 1)
    text = text.replace("end: ", "end: 1", 1)
    (folder / "crisis.yaml").write_text(text, encoding="utf-8")
    code, out, err = _run(
        ["anchor", str(folder / "crisis.yaml"), "--sources", str(folder / "papers")], capsys
    )
    assert code == 2
    assert "1 orphan" in out
    assert "crisis.yaml:9:" in err
    assert "S830: The claim `c1` is an orphan" in err


def test_anchor_notes_a_claim_that_keeps_the_wording(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "crisis.yaml").read_text(encoding="utf-8")
    kept = "says: Gen. Ash said that the harbour could be closed by June 2031"
    (folder / "crisis.yaml").write_text(text.replace("says: A claim about c1.", kept), encoding="utf-8")
    code, _, err = _run(["anchor", str(folder / "crisis.yaml"), "--sources", str(folder / "papers")], capsys)
    assert code == 0
    assert "the claim `c1` keeps the document's wording" in err


def test_anchor_without_any_document_among_the_sources_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    words = ["anchor", str(folder / "crisis.yaml"), "--sources", str(tmp_path / "empty")]
    code, _, err = _run(words, capsys)
    assert code == 2
    assert "S835" in err


def test_audit_names_every_kind_and_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(["audit", str(folder / "crisis.yaml")], capsys)
    assert code == 0
    assert "1 claim from 1 document; 4 numbers, of which 2 are assumed; 1 conclusion" in out
    assert "Conclusions without support: none" in out
    assert "1 claim without a type" in out


def test_audit_as_json_lists_findings_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(["audit", "nato-ukraine-2024", "--json"], capsys)
    told = json.loads(out)
    assert code == 0
    assert told["format"] == 1
    hearsay = told["findings"]["hearsay"]
    assert {"loss_attacker"} <= {row["name"] for row in hearsay}
    assert all(row["line"] > 0 for row in hearsay)


@pytest.mark.parametrize("form", ["argdown", "w3c", "csl"])
def test_export_writes_a_file_or_stdout(form: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", str(folder / "crisis.yaml"), "--to", form]
    code, out, _ = _run(words, capsys)
    assert code == 0
    _run([*words, "-o", str(folder / "out")], capsys)
    assert (folder / "out").read_text(encoding="utf-8") == out
    if form != "argdown":
        json.loads(out)


def test_export_into_a_folder_that_is_none_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", str(folder / "crisis.yaml"), "--to", "csl", "-o", str(folder / "no" / "out")]
    code, _, err = _run(words, capsys)
    assert code == 2
    assert "S903" in err
