"""The evidence page of the report, and the document's text beside it for a reader who has a copy."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import standoff
from standoff.app.main import main
from standoff.errors import StandoffError
from standoff.reports import render
from standoff.reports.sections.sources import pieces
from tests.evidence.texts import HARBOUR, claim_at, scenario_text

CLAIMS = "\n".join(
    [
        claim_at("c1", "the harbour could be closed by June 2031", ", type: forecast, condition: war comes"),
        claim_at("c2", "the mole is mined", ", type: testimony, claimant: [author, officials], attacks: c1"),
        claim_at("c3", "mole is mined; nobody has seen", ", type: allegation, status: proposed"),
        "  c4: {document: harbour, says: No place., restates: c1}",
    ]
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    (folder / "crisis.yaml").write_text(scenario_text(CLAIMS), encoding="utf-8")
    done = standoff.run(str(folder / "crisis.yaml"), draws=50, seed=1, out=folder / "run", workers=1)
    return done.path


def _section(page: str) -> str:
    return page[page.index('<section id="claims"') :].partition("</section>")[0]


def test_page_shows_type_chain_condition_relations_and_status(run: Path) -> None:
    section = _section(render(run))
    assert "<small>testimony</small>" in section
    assert "author, relaying officials" in section
    assert "If: war comes" in section
    assert "what The league believes of “Closure”" in section
    assert re.search(r"Attacked by\s+<a href=\"#claim-1\">c2</a>", section)
    assert re.search(r"Said again by\s+<a href=\"#claim-3\">c4</a>", section)
    assert '<span class="badge">proposed</span>' in section


def test_page_without_copies_holds_nothing_of_the_document(run: Path) -> None:
    page = render(run)
    assert "nobody has seen the mines" not in page
    assert "<mark>" not in page


def test_page_with_copies_shows_the_text_with_the_places_marked(run: Path, tmp_path: Path) -> None:
    (tmp_path / "any.txt").write_bytes(HARBOUR.encode())
    section = _section(render(run, tmp_path))
    shown = section[section.index('<div class="source"') :].partition(">")[2].partition("</div>")[0]
    without_names = re.sub(r'<a class="mark".*?</a>', "", shown)
    assert html.unescape(re.sub(r"<[^>]+>", "", without_names)) == HARBOUR
    marked = [html.unescape(text) for text in re.findall(r"<mark>(.*?)</mark>", shown, re.DOTALL)]
    assert marked == [
        "the harbour could be closed by June 2031",
        "the ",
        "mole is mined",
        "; nobody has seen",
    ]
    assert 'href="#place-claim-0"' in section


def test_report_command_shows_the_text_of_a_copy(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "any.txt").write_bytes(HARBOUR.encode())
    for words, marked in ((["--sources", str(tmp_path)], True), ([], False)):
        with pytest.raises(SystemExit) as ended:
            main(["report", str(run), *words])
        assert ended.value.code == 0
        assert capsys.readouterr().out.strip() == str(run / "report.html")
        assert ("<mark>" in (run / "report.html").read_text(encoding="utf-8")) is marked


def test_page_with_another_edition_names_the_orphans(run: Path, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_bytes(HARBOUR.replace("could", "might").encode())
    section = _section(render(run, tmp_path))
    assert "another edition" in section
    assert "The claim `c1` is an orphan" in section


def test_page_with_a_folder_without_the_document_is_refused(run: Path, tmp_path: Path) -> None:
    with pytest.raises(StandoffError, match="S835"):
        render(run, tmp_path)


def test_page_escapes_a_hostile_document(run: Path, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_bytes(b"<script>alert(1)</script>" + HARBOUR.encode())
    assert "<script>alert" not in render(run, tmp_path)


@given(st.text(max_size=40), st.data())
def test_pieces_of_any_text_with_any_places_join_to_the_text(text: str, data: st.DataObject) -> None:
    places = []
    for i in range(data.draw(st.integers(0, 4)) if text else 0):
        start = data.draw(st.integers(0, len(text) - 1))
        places.append((start, data.draw(st.integers(start + 1, len(text))), f"c{i}"))
    cut = pieces(text, places)
    assert "".join(piece.text for piece in cut) == text
    for start, end, name in places:
        assert "".join(piece.text for piece in cut if name in piece.claims) == text[start:end]
        assert [piece.begins for piece in cut].count(()) <= len(cut)
