"""The site: what it is made of, without Sphinx; `.ci/run` builds it and follows every link."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "standoff"
GALLERY = ROOT / "docs" / "gallery"
SCRIPTS = sorted(GALLERY.glob("*.py"))

sys.path.insert(0, str(ROOT / "docs" / "site"))

from api_pages import api_pages  # noqa: E402
from docstrings import rewrite  # noqa: E402
from links import problems  # noqa: E402
from public_names import ROOMS, public_names  # noqa: E402
from side_list import Part, side_list  # noqa: E402


def _offered(room: str) -> list[str]:
    """The names in `__all__`, read from the text."""
    for node in ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return list(ast.literal_eval(node.value))
    return []


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return api_pages()


@pytest.mark.parametrize("room", ROOMS)
def test_page_of_a_room_has_every_name_that_the_room_offers(room: str, pages: dict[str, str]) -> None:
    page = pages[f"{room or 'standoff'}.rst"]
    full = f"standoff.{room}" if room else "standoff"
    assert [name for name in _offered(room) if not re.search(rf"{full}\.{name}\b", page)] == []
    for name in public_names(room):
        assert room == "results" or name.kind == "constant" or f"names/{name.full}.rst" in pages


def test_findings_page_has_every_kind_of_the_registry(pages: dict[str, str]) -> None:
    from standoff.findings.registry import KINDS

    assert [kind.name for kind in KINDS if f".{kind.function}\n" not in pages["findings.rst"]] == []


def test_gallery_has_a_dozen_examples_and_its_index_lists_each_by_its_title() -> None:
    index = (GALLERY / "index.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^- \[(.+)\]\((\w+\.py)\)$", index, re.MULTILINE))
    titles = {
        (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
        .split("\n")[0]
        .rstrip("."): path.name
        for path in SCRIPTS
    }
    assert listed == titles
    assert len(SCRIPTS) >= 12


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_example_of_the_gallery_explains_prints_and_saves_its_own_picture(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(text)) or ""
    assert len(said.split("\n\n", 1)[-1].split()) > 20  # what is to be seen, not the title alone
    assert "print(" in text
    assert set(re.findall(r"\w+\.svg", text)) == {f"{path.stem}.svg"}


SOUND = '<html><link rel="stylesheet" href="a.css"><body><h1 id="top"><a href="#top">x</a></h1></body>'


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('<a href="none.html">x</a>', "`none.html` leads nowhere"),
        ('<a href="#none">x</a>', "`#none` names no place on that page"),
        ('<img src="https://elsewhere.example/a.png">', "from outside"),
        ('<script src="//elsewhere.example/a.js"></script>', "from outside"),
        ('<p style="background: url(https://elsewhere.example/a.png)">x</p>', "from outside"),
        ('<link rel="preconnect" href="https://fonts.example">', "from outside"),
    ],
)
def test_check_of_links_tells_what_leads_nowhere_or_loads_from_outside(
    wrong: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "a.css").write_text("p { color: black }", encoding="utf-8")
    (tmp_path / "page.html").write_text(SOUND, encoding="utf-8")
    assert problems(tmp_path) == []
    (tmp_path / "other.html").write_text(SOUND + wrong, encoding="utf-8")
    found = problems(tmp_path)
    assert len(found) == 1
    assert told in found[0]


def test_check_of_links_lets_a_reader_choose_to_go_elsewhere(tmp_path: Path) -> None:
    text = '<a href="https://elsewhere.example">x</a><link rel="canonical" href="https://a.example">'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert problems(tmp_path) == []
    (tmp_path / "font.css").write_text("@import 'https://fonts.example/a.css';", encoding="utf-8")
    assert "from outside" in problems(tmp_path)[0]


def test_check_of_links_of_an_empty_site_is_no_success(tmp_path: Path) -> None:
    assert len(problems(tmp_path)) == 1


def test_list_of_parameters_becomes_names_with_their_text_below() -> None:
    lines = [
        "A game.",
        "",
        "Parameters",
        "----------",
        "draw : which draw",
        "    of it",
        "n : int",
        "    How many.",
    ]
    assert rewrite(lines)[4:] == ["draw", "    which draw", "    of it", "n", "    int.", "    How many."]


def test_list_of_fields_in_a_free_paragraph_becomes_one_too() -> None:
    made = [line for line in rewrite(["A record.", "", "low, high : bounds", "works : whether"]) if line]
    assert made == ["A record.", "low, high", "    bounds", "works", "    whether"]


def test_side_list_marks_the_page_and_the_part_of_a_page_below_it() -> None:
    part = Part("Learn", (("a", ("a/1",)), ("b", ())))
    there = side_list((part,), "a/1", title=str.upper, link=str)
    assert '<li class="toctree-l1 current"><a class="reference internal" href="a">' in there
    assert '<li class="toctree-l2 current current-page"><a class="reference internal" href="a/1">' in there
    assert there.count("current-page") == 1


def test_lock_file_pins_what_the_site_is_built_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [re.split("[<>=]", need)[0] for need in project["project"]["optional-dependencies"]["docs"]]
    pinned = {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines()}
    assert wanted
    assert set(wanted) <= pinned


def test_settings_of_the_site_name_no_address() -> None:
    text = (ROOT / "docs" / "site" / "conf.py").read_text(encoding="utf-8")
    assert "://" not in text
    assert "intersphinx" not in text
