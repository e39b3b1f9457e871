"""Reads the code blocks of a page and says how each is run: what the documentation shows must work.

A block is run by its language; a comment on the line before it can say more:

    python                               runs, in one namespace a page, in the page's own folder
    yaml                                 is put into the scenario last written, which must then compile
    <!-- write: NAME --> yaml            becomes the file NAME in the page's folder
    <!-- append: NAME --> yaml           is added to the end of NAME
    <!-- wrong: S412 --> yaml            as the plain one, but must be refused with this code
    console                              each `$ standoff ...` runs; the lines below must be its output,
                                         where `...` stands for anything
    <!-- elsewhere: FILE --> sh          its commands must stand in FILE, which runs them
    json, text                           are shown only
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sybil import Document, Example, Region

BLOCK = re.compile(
    r"^(?:<!-- (?P<order>write|append|wrong|elsewhere|fresh): (?P<argument>[^\n]*?) -->\n)?"
    r"^```(?P<language>\w+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SHOWN_ONLY = ("json", "text")


@dataclass(frozen=True)
class Block:
    """One block of a page, with the order that stands before it."""

    language: str
    body: str
    order: str
    argument: str
    line: int


Evaluator = Callable[[Example], str | None]


class BlockParser:
    """A sybil parser: every fenced block of a page, with the evaluator of its language."""

    def __init__(self, evaluators: dict[str, Evaluator]) -> None:
        self.evaluators = evaluators

    def __call__(self, document: Document) -> Iterable[Region]:
        for match in BLOCK.finditer(document.text):
            body_starts = match.start("body")
            block = Block(
                match["language"],
                match["body"],
                match["order"] or "",
                match["argument"] or "",
                document.text.count("\n", 0, body_starts) + 1,
            )
            if block.language in SHOWN_ONLY:
                continue
            yield Region(match.start(), match.end(), block, self.evaluators.get(block.language, refuse))


def refuse(example: Example) -> str:
    """A language that nobody runs: its blocks could say anything."""
    return f"no test runs blocks of `{example.parsed.language}`"


def fences(page: Path) -> int:
    """How many fenced blocks a page has, counted without the pattern above."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return sum(line.startswith("```") for line in lines) // 2
