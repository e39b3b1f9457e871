"""House rules on the documents: every page can be reached, every link leads somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml
from source import ROOT, shown

DOCS = ROOT / "docs"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
KINDS = ("tutorial", "how-to", "reference", "explanation")


def _links(page: Path) -> list[str]:
    return [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]


def test_links_between_pages_lead_to_files_that_exist() -> None:
    pages = [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    broken = [
        f"{shown(page)}: {link}"
        for page in pages
        for link in _links(page)
        if (target := link.split("#")[0]) and not (page.parent / target).exists()
    ]
    assert broken == []


def test_links_to_a_heading_find_that_heading() -> None:
    broken = []
    for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for link in _links(page):
            target, _, anchor = link.partition("#")
            other = page.parent / target if target else page
            if anchor and other.suffix == ".md" and anchor not in _anchors(other):
                broken.append(f"{shown(page)}: {link}")
    assert broken == []


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_pages_of_the_documentation_are_all_reachable_from_the_index() -> None:
    seen: set[Path] = set()
    to_do = [DOCS / "index.md"]
    while to_do:
        page = to_do.pop().resolve()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        to_do += [page.parent / link.split("#")[0] for link in _links(page) if not link.startswith("#")]
    assert sorted(shown(page) for page in DOCS.rglob("*.md") if page.resolve() not in seen) == []


def test_documentation_has_all_four_kinds() -> None:
    assert [kind for kind in KINDS if not list((DOCS / kind).glob("*.md"))] == []


def test_changelog_has_an_entry_for_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(version)} ", changelog, re.MULTILINE)
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version
    assert {"cff-version", "message", "title", "authors", "license"} <= set(citation)


def test_news_fragments_are_named_after_a_change_and_a_kind() -> None:
    names = [
        path.name
        for path in (ROOT / "changes").iterdir()
        if path.suffix == ".md" and path.name != "README.md"
    ]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9-]+\.(new|changed|mended)\.md", name)] == []


def test_design_notes_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:3]) for path in (DOCS / "design").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_street_of_the_rooms_is_told_as_the_linter_holds_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = [[room.strip(" ()") for room in layer.split("|")] for layer in layers]
    package = ROOT / "src" / "standoff"  # rooms in brackets may be still to come
    there = [
        [r for r in layer if (package / r).is_dir() or (package / f"{r}.py").is_file()] for layer in rooms
    ]
    told = " > ".join(" | ".join(layer) for layer in there if layer)
    assert f"`{told}`" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_pages_tell_lengths_of_code_that_are_about_right() -> None:
    told = re.compile(r"`([a-z_/]+(?:\.py)?)`(?:,| is) (?:some )?([\d,]+) lines")
    found = []
    for page in sorted(DOCS.rglob("*.md")):
        for name, number in told.findall(page.read_text(encoding="utf-8")):
            place = ROOT / "src" / "standoff" / name
            files = [place] if place.is_file() else list(place.rglob("*.py"))
            length = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
            found.append((shown(page), name, abs(length / int(number.replace(",", "")) - 1) < 0.2))
    assert len(found) >= 4
    assert [each for each in found if not each[2]] == []
