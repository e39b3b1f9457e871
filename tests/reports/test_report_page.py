"""The whole page: self-contained, escaped, stable, with what the first screen must say."""

from __future__ import annotations

import copy
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import small_run

from standoff import reports

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</title></svg><svg onload=alert(3)>",
    "{{ 7 * 7 }}\x00\x1b\u202e",
)
FORBIDDEN = frozenset(
    ("script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "foreignobject")
)
KEPT = frozenset(("name", "kind", "as_of", "horizon", "hash", "start", "end", "published", "unit", "set_by"))


class Page(HTMLParser):
    """Tags with their attributes, and the text outside them."""

    VOID = frozenset(("meta", "br", "img", "link", "col", "hr", "input"))

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def large_html(large_folder: Path) -> str:
    return reports.render(large_folder)


def test_page_of_a_large_run_is_well_formed_with_unique_ids(large_html: str) -> None:
    page = Page(large_html)
    assert page.open == []
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    links = {href for _, found in page.tags if (href := found.get("href") or found.get("xlink:href"))}
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_page_runs_no_script_and_loads_nothing(large_html: str) -> None:
    page = Page(large_html)
    names = {tag for tag, _ in page.tags}
    assert not names & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "image",
        "foreignobject",
    }
    for tag, found in page.tags:
        assert not [key for key in found if key.startswith("on")], tag
        for key in ("href", "xlink:href", "src", "action"):
            assert (found.get(key) or "#").startswith("#")
    assert not re.search(r"url\((?!#)|@import|javascript:", large_html)
    policy = [
        found["content"] for tag, found in page.tags if found.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_page_gives_every_drawing_a_title_and_every_figure_a_table_near(large_html: str) -> None:
    for found in re.finditer(r"<svg\b[^>]*>", large_html):
        following = large_html[found.end() : found.end() + 40]
        nested = 'viewBox="' in found[0] and following.startswith("<use ")
        assert following.startswith("<title>") or nested, found[0]
    for section in re.findall(r"<section\b.*?</section>", large_html, re.DOTALL):
        for chart in re.finditer(r'<svg[^>]*class="(?:chart|plot|tree|flow|argument)"', section):
            assert "<table" in section[chart.end() :]


def test_page_is_the_same_bytes_again(small_folder: Path, tmp_path: Path) -> None:
    first = reports.render(small_folder)
    assert reports.render(small_folder) == first
    assert reports.render(small_run.write(tmp_path / "elsewhere")) == first


def test_page_of_the_small_run_says_what_the_first_screen_must_say(small_folder: Path) -> None:
    html = reports.render(small_folder)
    text = Page(html[: html.index("</header>")]).text.replace("\u00a0", " ").replace("\u202f", " ")
    for said in (
        "The strait",
        "Does the guarantor come to help, and does it end in a wider war?",
        "As of 2031-03-01",
        "horizon 2031-12-31",
        "0123456789ab",
        "2 000 draws of the uncertain numbers under each of 2 readings",
        "“Help, if attacked” comes about in 50 of 100 cases under both readings.",
        "It ends with “Wider war” in 0.4 to 12 of 100 cases, fewest under ‘Sceptic’ and most under "
        "‘As written’.",
        "Which ending is likeliest depends on the reading: “The guarantor helps” under ‘As written’ and "
        "“Nothing happens” under ‘Sceptic’.",
        "The readings part most on “Nothing happens”: in 26 to 70 of 100 cases, fewest under ‘As written’ "
        "and most under ‘Sceptic’.",
        "“Help is certain” (so the author, “certain”) holds in 2 to 75 of 100 draws, fewest under ‘Sceptic’ "
        "and most under ‘As written’.",
        "“Help never comes” holds in no draw under both readings.",
        "It rests on 3 numbers, of which 2 are assumed",
        "None rests on an unverified allegation.",
        "A share of draws is not a probability.",
    ):
        assert said in text
    assert html.count('class="dots"') == 2


def test_page_with_a_given_move_says_so_on_the_first_screen(tmp_path: Path) -> None:
    files = small_run.content()
    files["summary.json"]["given"] = {"help": "fight"}
    html = reports.render(small_run.write(tmp_path / "run", files))
    assert "Given (fixed): Help – fight" in html


def _poisoned(value: Any, attack: str) -> Any:
    """Every free string of a file, with the attack put behind it."""
    if isinstance(value, dict):
        return {key: item if key in KEPT else _poisoned(item, attack) for key, item in value.items()}
    if isinstance(value, list):
        return [_poisoned(item, attack) for item in value]
    return value + attack if isinstance(value, str) and not re.fullmatch(r"[\d-]+", value) else value


def _files_with(attack: str) -> dict[str, Any]:
    files = copy.deepcopy(small_run.content())
    out = {}
    for name, found in files.items():
        if name in ("text.json", "summary.json"):
            out[name] = _poisoned(found, attack)
        else:
            out[name] = found
    for reading in small_run.PROBABILITY:
        details = out[f"details/{reading}.json"]
        for group in (details["edges"], details["infosets"][0]["actions"], details["calendar"][0]["options"]):
            for item in group:
                item["option"] += attack
        details["infosets"][0]["title"] += attack
        details["infosets"][0]["knows"] = {"help" + attack: "fight" + attack}
        details["calendar"][0]["title"] += attack
        rows = out[f"parameters/{reading}.json"]
        out[f"parameters/{reading}.json"] = _poisoned(rows, attack)
    out["manifest.json"]["method"] = {"as_written": attack, "sceptic": attack}
    out["manifest.json"]["versions"] = {"numpy" + attack: attack}
    return out


@pytest.mark.parametrize("attack", ATTACKS)
def test_page_of_hostile_text_has_the_same_tags_as_a_harmless_one(tmp_path: Path, attack: str) -> None:
    def tags(html: str) -> Iterator[tuple[str, frozenset[str]]]:
        for tag, found in Page(html).tags:
            if tag not in ("tspan", "text"):
                yield tag, frozenset(found)

    hostile = reports.render(small_run.write(tmp_path / "hostile", _files_with(attack)))
    harmless = reports.render(small_run.write(tmp_path / "harmless", _files_with("x" * len(attack))))
    assert list(tags(hostile)) == list(tags(harmless))
    assert "{{" not in hostile or "{{ 7 * 7 }}" in hostile
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", hostile)
    assert "<script" not in hostile
    assert "<img" not in hostile


def test_write_report_puts_the_page_into_the_folder_and_leaves_nothing_else(small_folder: Path) -> None:
    before = {path.name for path in small_folder.iterdir()}
    path = reports.write_report(small_folder)
    assert path == small_folder / "report.html"
    assert path.read_text(encoding="utf-8") == reports.render(small_folder)
    assert {found.name for found in small_folder.iterdir()} - before == {"report.html"}


def test_page_is_the_same_bytes_in_another_time_zone_and_hash_order(small_folder: Path) -> None:
    code = "import sys; from pathlib import Path; from standoff import reports; sys.stdout.buffer.write("
    code += f"reports.render(Path({str(small_folder)!r})).encode())"
    places = (
        {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Lima", "PYTHONHASHSEED": "2"},
    )
    pages = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env=os.environ | place
        ).stdout
        for place in places
    ]
    assert pages[0] == pages[1] == reports.render(small_folder).encode()
