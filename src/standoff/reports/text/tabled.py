"""A figure with the table of what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Tabled:
    """A figure: its name, its drawings, the sentence below, and the table that says the same.

    heads : of the table's columns; rows : cells by row
    """

    name: str
    title: str
    drawings: tuple[Markup, ...]
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
