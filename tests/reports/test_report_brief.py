"""The brief: one page of A4 whatever is told, everything escaped, the same words as DOCX."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import standoff
from standoff.errors import RunError
from standoff.reports.brief import HIGH, SIZES, Brief, Row, brief_of, brief_page, fitted
from standoff.reports.brief_docx import brief_docx
from standoff.reports.page import environment
from standoff.results.run.folder import RunFiles, open_folder

SCENARIOS = ("selected-reliability", "option-to-wait", "power-against-risk")


def _pages(chromium: Browser, html: str) -> int:
    page = chromium.new_page()
    page.set_content(html)
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def _long(n: int, words: int) -> Brief:
    line = " ".join(["Wherever", "somebody", "waits", "it", "ends"] * words)
    rows = tuple(Row(f"Heading {k}", (line,) * n) for k in range(4))
    return Brief("A long title of a crisis", line, line[:90], (line,), rows, line, SIZES[0])


@pytest.mark.parametrize("name", SCENARIOS)
def test_brief_of_a_library_scenario_prints_on_one_page(chromium: Browser, name: str, tmp_path: Path) -> None:
    run = standoff.run(name, draws=20, seed=1, out=tmp_path / "run", workers=1)
    assert _pages(chromium, brief_page(open_folder(run.path))) == 1


@pytest.mark.parametrize(("n", "words"), [(1, 2), (2, 12), (4, 9), (9, 6), (30, 12), (3, 60)])
def test_brief_prints_on_one_page_however_much_is_told(chromium: Browser, n: int, words: int) -> None:
    cut = fitted(_long(n, words))
    html = environment().get_template("brief.html").render({"brief": cut})
    assert _pages(chromium, html) == 1
    told = [line for row in cut.rows for line in row.lines]
    if len(told) < 4 * n:
        assert cut.size == SIZES[-1]
        assert any(re.fullmatch(r"\d+ more: in the report\.", line) for line in told)


def test_lines_that_were_cut_are_counted() -> None:
    cut = fitted(_long(30, 12))
    for row in cut.rows:
        if row.lines[-1].endswith("more: in the report."):
            assert int(row.lines[-1].split()[0]) + len(row.lines) - 1 == 30


def test_short_brief_has_the_largest_letters() -> None:
    assert fitted(_long(1, 1)).size == SIZES[0]
    assert HIGH < 297 / 25.4 * 96


def test_brief_escapes_what_the_scenario_says(small: RunFiles) -> None:
    words = small.words.model_copy(update={"title": "<script>x</script>", "question": 'A "b" & c?'})
    html = brief_page(RunFiles(**{**_fields(small), "words": words}), ["<img src=x>"])
    assert "<script>x" not in html
    assert "<img src=x>" not in html
    assert "A &#34;b&#34; &amp; c?" in html
    assert "script-src" not in html
    assert "default-src 'none'" in html


def _fields(files: RunFiles) -> dict[str, object]:
    return {name: getattr(files, name) for name in RunFiles.__slots__}


def test_brief_says_what_was_not_worked_out(small: RunFiles) -> None:
    rows = {row.heading: row.lines for row in brief_of(small).rows}
    assert "In short" in rows
    assert "explore" in rows["It hinges on"][0]
    assert "assumed" in rows["It assumes"][0]


def test_docx_holds_the_same_words_as_text_and_the_same_bytes() -> None:
    import docx

    hostile = Row("Warn", ('=1+1 <w:p/> & "x"\x07\x1b[2J',))
    brief = Brief("A & B", "Why?", "Meta", (), (Row("In short", ("One.",)), hostile), "Foot", 10.0)
    made = brief_docx(brief)
    assert made == brief_docx(brief)
    texts = [part.text for part in docx.Document(io.BytesIO(made)).paragraphs]
    assert texts[:5] == ["A & B", "Why?", "Meta", "In short", "One."]
    styles = [part.style.name for part in docx.Document(io.BytesIO(made)).paragraphs if part.style]
    assert styles[:5] == ["Heading 1", "Normal", "Normal", "Heading 2", "Normal"]
    assert texts[6].startswith('=1+1 <w:p/> & "x"')
    assert "\x1b" not in texts[6]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
    assert "fldSimple" not in body
    assert "hyperlink" not in body


def test_docx_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(RunError, match=r"S758.*standoff\[docx\]"):
        brief_docx(Brief("A", "B", "C", (), (), "D", 10.0))
