"""The figures of a report as files of their own: SVG that needs no page around it, and PNG.

They are taken out of the finished page, so that a file shows what the report shows. A figure's name is
made of where it stands and what it is, never of its number or of what was found: the same figure has the
same name after a rerun. The rules of the page's style sheet that a drawing needs go along with it.

What is no figure of its own is left to the page: the range strips in the rows of the tables of numbers,
and the pieces into which a tree is cut for print.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from standoff.errors import Problem, RunError
from standoff.reports.figures.choices import ROW_HEIGHT
from standoff.reports.figures.renderer import Asked, drawn
from standoff.reports.figures.svg import FONT, shorten, tag, text_width, wrap

SECTIONS = ("section", "header")
HOLDERS = ("section", "header", "details", "figure", "div", "article", "main")
LEFT_TO_THE_PAGE = frozenset({"strip", "tree-panel"})
LONGEST, MARK = 90, 6  # letters of a name, and of the mark in it that stands for what is not plain
LETTERS, MOST_BESIDE, MOST_LINES = 10.0, 220.0, 3  # of what the page writes around a drawing
SHARPEST, MOST_PIXELS = 2.0, 8_000_000
AT_ONCE = 8  # figures that one process of the drawing library makes, which has its time
LAYOUT = re.compile(r"(?<![\w-])(?:max-width|min-width|width|height|display|margin)\s*:[^;]*;?")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
VARIABLE = re.compile(r"var\((--[\w-]+)(?:,[^()]*)?\)")
OPENING = re.compile(r"<svg\b[^>]*>")


@dataclass(frozen=True, slots=True)
class FigureFile:
    """A figure: its name, the section in which it stands, what it shows in words, its drawing."""

    name: str
    section: str
    alt: str
    svg: str


def figures_of(page: str) -> list[FigureFile]:
    """The figures of a report in the order of the page.

    Examples
    --------
    >>> page = '<section id="ends"><svg viewBox="0 0 9 9"><title>Of 100, 57 end</title></svg></section>'
    >>> [(one.name, one.alt) for one in figures_of(page)]
    [('ends-of-end', 'Of 100, 57 end')]
    """
    finder = _Finder(page)
    finder.feed(page)
    style = _style(page)
    names: dict[str, int] = {}
    owners = Counter(one.own for one in finder.found)
    made = []
    for found in finder.found:
        name = found.own or _name(found)
        if found.own and owners[found.own] > 1:
            name = f"{name}-{_plain(found.alt.partition(', ')[0])}"
        names[name] = names.get(name, 0) + 1
        called = name if names[name] == 1 else f"{name}-{names[name]}"
        alt = found.alt if found.under in found.alt else f"{found.under}: {found.alt}"
        made.append(FigureFile(called, found.section, alt, _alone(_labelled(found), style)))
    return made


def pngs_of(figures: Sequence[FigureFile]) -> list[bytes]:
    """The figures as PNG, twice as fine as the page has them; larger ones less.

    Raises
    ------
    RunError
        S754 where a figure cannot be drawn.
    """
    asked = [Asked("svg_to_png", one.svg, {"scale": _scale(one.svg)}) for one in figures]
    made = [png for i in range(0, len(asked), AT_ONCE) for png in drawn(asked[i : i + AT_ONCE])]
    lost = [one.name for one, png in zip(figures, made, strict=True) if png is None]
    if lost:
        what = f"The figure `{lost[0]}` cannot be drawn as PNG: the drawing library failed, or ended."
        raise RunError(Problem("S754", what, "No file was written.", "Give it more memory."))
    return [png for png in made if png is not None]


@dataclass(slots=True)
class _Holder:
    """An open element of the page that may hold drawings, and the heading by which it is unfolded."""

    tag: str
    anchor: str
    kind: str
    heading: str = ""


@dataclass(slots=True)
class _Found:
    """A drawing in the page.

    own : its own anchor; section : the section around it; part : an anchor nearer than that
    under : the headings of what is folded around it; labels, key : what the page writes beside and below
    """

    own: str
    section: str
    part: str
    under: str
    kind: str
    alt: str
    svg: str
    labels: list[str]
    key: list[str] = field(default_factory=list)


class _Finder(HTMLParser):
    """Walks through the page and keeps each outermost drawing with where it stands."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Found] = []
        self._starts = [0]
        for line in page.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._page = page
        self._open: list[_Holder] = []
        self._summary = self._terms = False
        self._labels: list[str] = []
        self._depth = 0
        self._at = 0
        self._given: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "svg":
            if not self._depth:
                self._at, self._given = self._place(), given
            self._depth += 1
        elif tag in HOLDERS and not self._depth:
            self._open.append(_Holder(tag, given.get("id", ""), given.get("class", "")))
            if given.get("class") == "labels":
                self._labels = []
            elif len(self._open) > 1 and self._open[-2].kind == "labels":
                self._labels.append("")
        elif tag == "p" and given.get("class") == "terms":
            self._terms = True
        elif tag == "summary":
            self._summary = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._keep(self._page[self._at : self._page.index(">", self._place()) + 1])
        elif tag in HOLDERS and not self._depth:
            while self._open and self._open.pop().tag != tag:
                continue
        elif tag == "summary":
            self._summary = False
        elif tag == "p":
            self._terms = False

    def handle_data(self, data: str) -> None:
        if self._summary and self._open and not self._depth:
            self._open[-1].heading += data
        elif self._terms and self.found:
            self.found[-1].key.append(data)
        elif len(self._open) > 1 and self._open[-2].kind == "labels" and self._labels:
            self._labels[-1] += data

    def _place(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def _keep(self, svg: str) -> None:
        kind, *width = self._given.get("class", "").split(" ")
        if kind in LEFT_TO_THE_PAGE or self._given.get("aria-hidden") == "true":
            return
        around = [one.anchor for one in reversed(self._open) if one.anchor and one.tag in SECTIONS]
        figure = next((one.anchor for one in reversed(self._open) if one.tag == "figure"), "")
        own = self._given.get("id", "") or (figure and "-".join([figure, *width]))
        nearest = next((one.anchor for one in reversed(self._open) if one.anchor), "")
        section = around[0] if around else "top"
        under = ", ".join(
            " ".join(one.heading.partition("(")[0].split()) for one in self._open if one.heading
        )
        title = re.search(r"<title>(.*?)</title>", svg, re.DOTALL)
        said = unescape(title[1]).strip() if title else self._given.get("aria-label", "")
        labels = self._labels if kind == "options" else []
        self.found.append(_Found(own, section, nearest, under, kind, said, svg, labels))
        self._labels = []


def _name(found: _Found) -> str:
    """`SECTION-PART-READING-TITLE` in plain letters, without the title's figures: a rerun changes them.

    Where letters are lost, as those of other scripts, or the end, a mark of all that is said tells it apart.
    """
    title = re.split(r":(?=[^:]*\d)", found.alt)[0]
    said = title if found.under in title else f"{found.under} {title}"
    words = [word for word in _plain(said).split("-") if word and not word.isdigit()]
    slug = "-".join(words if title == found.alt else [*words, found.kind])
    where = found.section if found.part in ("", found.section) else f"{found.section}-{found.part}"
    name = f"{where}-{slug or found.kind}"
    if len(name) <= LONGEST and not any(letter.isalpha() and not letter.isascii() for letter in said):
        return name
    told = hashlib.sha256(re.sub(r"\d+", "", said).encode("utf-8")).hexdigest()[:MARK]
    return f"{name[: LONGEST - MARK - 1].rstrip('-')}-{told}"


def _plain(said: str) -> str:
    """Words in plain letters, joined by dashes; what is lost of other scripts is told apart by a mark."""
    folded = unicodedata.normalize("NFKD", said.lower()).encode("ascii", "ignore").decode("ascii")
    return "-".join(re.findall(r"[a-z0-9]+", folded))


def _labelled(found: _Found) -> str:
    """A drawing with what the page writes beside its rows and below it."""
    if not found.labels:
        return found.svg
    opening = OPENING.match(found.svg)
    assert opening is not None
    _, _, wide, high = _box(opening[0])
    room = min(MOST_BESIDE, max(text_width(label, LETTERS) for label in found.labels) + 12)
    drawn = []
    for i, label in enumerate(found.labels):
        said = shorten(label, room - 8, LETTERS)
        drawn.append(tag("text", said, x=-8, y=ROW_HEIGHT * i + 15, text_anchor="end", class_="tick"))
    key = "".join(f"{part.strip()}{': ' if part.strip().isdigit() else '; '}" for part in found.key)
    lines = wrap(key.removesuffix("; "), wide, LETTERS, MOST_LINES) if key else []
    drawn += [tag("text", line, x=0, y=high + 14 + 14 * i, class_="tick") for i, line in enumerate(lines)]
    wide, high = wide + room, high + 14 * len(lines) + 6
    size = f'viewBox="{-room:g} 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}"'
    head = re.sub(r'\s(?:viewBox|width|height)="[^"]*"', "", opening[0]).replace("<svg", f"<svg {size}", 1)
    title = re.match(r"\s*<title>.*?</title>", found.svg[opening.end() :], re.DOTALL)
    at = opening.end() + (title.end() if title else 0)
    return f"{head}{found.svg[opening.end() : at]}{''.join(drawn)}{found.svg[at:]}"


def _alone(svg: str, style: Sequence[tuple[str, str]]) -> str:
    """A drawing of the page as a file: name space, size, style and a white ground of its own."""
    opening = OPENING.match(svg)
    assert opening is not None
    head, body = opening[0], svg[opening.end() :]
    if "xmlns=" not in head:
        head = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    if "xlink:" in body and "xmlns:xlink" not in head:
        head = head.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
    left, top, wide, high = _box(head)
    if not re.search(r'\swidth="', head):
        head = head.replace(">", f' width="{wide:g}" height="{high:g}">', 1)
    classes = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', svg))))
    rules = [f"{selector}{{{said}}}" for selector, said in style if _meant(selector, classes)]
    own = "".join([f"svg{{font-family:{FONT}}}", *rules]).replace("<", "").replace("&", "")
    ground = f'<rect x="{left:g}" y="{top:g}" width="{wide:g}" height="{high:g}" fill="#ffffff"/>'
    title = re.match(r"\s*<title>.*?</title>", body, re.DOTALL)
    first, rest = (title[0], body[title.end() :]) if title else ("", body)
    return f"{head}{first}<style>{own}</style>{ground}{rest}\n"


def _box(head: str) -> tuple[float, float, float, float]:
    """Left, top, width and height of what a drawing shows."""
    box = re.search(r'viewBox="([^"]*)"', head)
    if box:
        left, top, wide, high = (float(part) for part in re.split(r"[\s,]+", box[1].strip()))
        return left, top, wide, high
    size = [re.search(rf'\s{side}="([\d.]+)', head) for side in ("width", "height")]
    wide, high = (float(found[1]) if found else 300.0 for found in size)
    return 0.0, 0.0, wide, high


def _scale(svg: str) -> float:
    _, _, wide, high = _box(svg[: svg.index(">") + 1])
    return min(SHARPEST, math.sqrt(MOST_PIXELS / max(1.0, wide * high)))


def _style(page: str) -> list[tuple[str, str]]:
    """The page's rules for drawings by selector, with the light page's colours put in."""
    sheets = "\n".join(re.findall(r"<style>(.*?)</style>", page.partition("<body")[0], re.DOTALL))
    plain = _without_conditions(re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL))
    rules = [(selector.strip(), said.strip()) for selector, said in RULE.findall(plain)]
    colours: dict[str, str] = {}
    for selector, said in rules:
        if selector == ":root":
            colours |= dict(re.findall(r"(--[\w-]+)\s*:\s*([^;]+)", said))
    return [
        (selector, VARIABLE.sub(lambda m: colours.get(m[1], "#1b1f24").strip(), LAYOUT.sub("", said)).strip())
        for selector, said in rules
    ]


def _without_conditions(sheet: str) -> str:
    """A style sheet without its blocks for other media."""
    kept, at = [], 0
    for found in re.finditer(r"@[\w-]+[^{};]*\{", sheet):
        if found.start() < at:
            continue
        kept.append(sheet[at : found.start()])
        depth, at = 1, found.end()
        while depth and at < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[at], 0)
            at += 1
    return "".join([*kept, sheet[at:]])


def _meant(selector: str, classes: set[str]) -> bool:
    """Whether a rule is for drawings, and for something that stands in this one."""
    if "svg" not in selector:
        return False
    named = re.findall(r"\.([\w-]+)", selector)
    return any(name in classes for name in named) or not named
