"""What every answer of a function has: JSON as its command prints it, a table, HTML for a notebook.

An answer is a frozen record. `as_json` is the only writer of what `--json` prints; the table is a
Polars frame, and a pandas one where the extra `pandas` is installed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from pydantic import ConfigDict

from standoff.errors import Problem, RunError
from standoff.letters import clean
from standoff.results.base_record import Record

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from pydantic import JsonValue

Cell = str | int | float | bool | dt.date | None
Row = dict[str, Cell]
MOST_SHOWN = 40  # rows of a table in a notebook


class AnswerPart(Record):
    """A part of an answer; numbers may be infinite, such as the precision of sharp play."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(AnswerPart):
    """What a function hands back and its command prints."""

    def as_json(self) -> dict[str, JsonValue]:
        """The record as `--json` prints it: what was set in it, in the order of the reference."""
        return self.model_dump(mode="python", by_alias=True, exclude_unset=True)

    def rows(self) -> list[Row]:
        """The main table of the answer, a row each."""
        return []

    @property
    def heading(self) -> str:
        """One line over the table."""
        return type(self).__name__

    @property
    def table(self) -> pl.DataFrame:
        """The main table as a Polars frame: numbers are numbers, days are dates."""
        return frame_of(self.rows())

    def to_pandas(self) -> pd.DataFrame:
        """The main table as a pandas frame.

        Raises
        ------
        RunError
            S915 where pandas is not installed.
        """
        return pandas_of(self.table)

    def _repr_html_(self) -> str:
        return html_table(self.heading, self.rows())


def frame_of(rows: Sequence[Mapping[str, Cell]]) -> pl.DataFrame:
    """Rows as a Polars frame.

    Examples
    --------
    >>> frame_of([{"member": "north", "gives": 2.5}, {"member": "south", "gives": None}]).shape
    (2, 2)
    """
    import polars as pl

    return pl.DataFrame(rows, infer_schema_length=None)


def pandas_of(frame: pl.DataFrame) -> pd.DataFrame:
    """A Polars frame as a pandas one.

    Raises
    ------
    RunError
        S915 where pandas or pyarrow is not installed.
    """
    try:
        import pandas  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        what = f"`to_pandas` was called, and `{error.name}` is not installed."
        mend = "Install the extra: `pip install 'standoff[pandas]'`."
        raise RunError(Problem("S915", what, "pandas and pyarrow are needed.", mend)) from error
    return frame.to_pandas()


def html_table(heading: str, rows: Sequence[Mapping[str, Cell]]) -> str:
    """A table for a notebook; every text of others is escaped, and what cannot be shown is replaced.

    Examples
    --------
    >>> html_table("A & B", [{"<b>": 0.25}])
    '<table><caption>A &amp; B</caption><tr><th>&lt;b&gt;</th></tr><tr><td>0.25</td></tr></table>'
    """
    heads = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["".join(f"<th>{_safe(name)}</th>" for name in heads)] if heads else []
    lines += ["".join(_cell(row.get(name)) for name in heads) for row in rows[:MOST_SHOWN]]
    if len(rows) > MOST_SHOWN:
        lines.append(f"<td colspan={len(heads)}>... and {len(rows) - MOST_SHOWN:,} more</td>")
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><caption>{_safe(heading)}</caption>{body}</table>"


def _cell(value: Cell) -> str:
    if value is None:
        return "<td>-</td>"
    return f"<td>{_safe(f'{value:.4g}' if isinstance(value, float) else str(value))}</td>"


def _safe(text: str) -> str:
    return escape(clean(text))
