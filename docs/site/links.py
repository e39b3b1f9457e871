"""The check of a built site: every link and every file that a page asks for is there, and none is outside.

A page may link to another site (a reader then chooses to go there), but it may load nothing from one:
no font, no script, no style, no picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {
    ("link", "href"),
    ("script", "src"),
    ("img", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("source", "srcset"),
    ("video", "src"),
    ("object", "data"),
    ("embed", "src"),
    ("use", "href"),
}
NAMED = {"canonical", "search", "index", "next", "prev", "author", "copyright"}  # told, never loaded
STYLED = re.compile(r"url\(\s*['\"]?(?P<url>[^)'\"]+)|@import\s+['\"](?P<sheet>[^'\"]+)")


class _Page(HTMLParser):
    """Ids of a page, its links, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag in ("a", "area") and given.get("href"):
            self.links.append(given["href"])
        told = tag == "link" and set(given.get("rel", "").split()) & NAMED
        for name, value in given.items():
            if (tag, name) in LOADED and value and not told:
                self.loaded.append(value)
        self.loaded += _styled(given.get("style", ""))

    handle_startendtag = handle_starttag


def problems(site: Path) -> list[str]:
    """What is wrong with the links of a site, a line each; none where all is well."""
    pages = sorted(site.rglob("*.html"))
    found = [f"{site}: no page was built"] if not pages else []
    for page in pages:
        read = _read(page)
        asked = [(link, False) for link in read.links] + [(link, True) for link in read.loaded]
        found += [
            f"{page.relative_to(site)}: {said}" for link, now in asked if (said := _wrong(page, link, now))
        ]
    for sheet in sorted(site.rglob("*.css")):
        for link in _styled(sheet.read_text(encoding="utf-8")):
            if said := _wrong(sheet, link, True):
                found.append(f"{sheet.relative_to(site)}: {said}")
    return found


@cache
def _read(page: Path) -> _Page:
    read = _Page()
    read.feed(page.read_text(encoding="utf-8"))
    return read


def _styled(text: str) -> list[str]:
    return [match["url"] or match["sheet"] for match in _matches(text)]


def _matches(text: str) -> Iterator[re.Match[str]]:
    yield from STYLED.finditer(text)


def _wrong(page: Path, link: str, loaded: bool) -> str:
    """What is wrong with one link of a page, "" where nothing is."""
    parts = urlsplit(link)
    if parts.scheme == "data":
        return ""
    if parts.scheme or parts.netloc:
        return f"loads `{link}` from outside" if loaded else ""
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return f"`{link}` leads nowhere"
    if parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in _read(target).ids:
        return f"`{link}` names no place on that page"
    return ""
