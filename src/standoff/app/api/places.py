"""Fronts and summits of a run: hazards by month and votes by option, as tables and charts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.results.answers import Row, frame_of, html_table, pandas_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from standoff.reports.figures.altair_svg import Drawing
    from standoff.results.run.details import Details
    from standoff.results.run.fronts import FrontHistory
    from standoff.results.run.parts import Parts
    from standoff.results.run.summits import SummitHistory
    from standoff.study import RunFolder


@dataclass(frozen=True)
class FrontFound:
    """One front of a reading after one way in which the moves went that its numbers look at.

    record : all that the run tells of it (docs/reference/files.md)
    """

    reading: str
    record: FrontHistory

    @property
    def hazard(self) -> pl.DataFrame:
        """The chance of a breakthrough in each month, if there was none before: mean and spread."""
        return frame_of(self._rows())

    @property
    def heading(self) -> str:
        """The front and the way in which the moves went."""
        return _heading(self.record.title or self.record.name, self.record.history, self.reading)

    def plot(self) -> Drawing:
        """The hazard by month, a line with its 5 to 95 % band."""
        from standoff.app.api.charts import hazard_chart

        return hazard_chart(self.heading, self._rows())

    def to_pandas(self) -> pd.DataFrame:
        """`hazard` as a pandas frame; S915 where pandas is not installed."""
        return pandas_of(self.hazard)

    def __repr__(self) -> str:
        return f"FrontFound({self.heading!r})"

    def _rows(self) -> list[Row]:
        months = self.record.months
        return [{**dict(one), "month": dt.date.fromisoformat(f"{one.month}-01")} for one in months]

    def _repr_html_(self) -> str:
        return html_table(self.heading, self._rows())


@dataclass(frozen=True)
class SummitFound:
    """One summit of a reading after one way in which the moves went that its numbers look at.

    record : all that the run tells of it (docs/reference/files.md)
    """

    reading: str
    record: SummitHistory

    @property
    def votes(self) -> pl.DataFrame:
        """By option of the ladder: shares of draws in which it passes, and in which it is adopted."""
        return frame_of(self._rows())

    @property
    def members(self) -> pl.DataFrame:
        """By member: median position, salience, capability, and how often it blocks the next step."""
        return frame_of(
            [
                {
                    "member": one.name,
                    "title": one.title,
                    "sits": one.sits,
                    "position": one.position.q50,
                    "salience": one.salience,
                    "capability": one.capability,
                    "blocks": one.blocks,
                    "alone": one.alone,
                }
                for one in self.record.members
            ]
        )

    @property
    def heading(self) -> str:
        """The summit and the way in which the moves went."""
        return _heading(self.record.title or self.record.name, self.record.history, self.reading)

    def plot(self) -> Drawing:
        """The share of draws in which each option passes (light) and is adopted (dark)."""
        from standoff.app.api.charts import votes_chart

        return votes_chart(self.heading, self._rows())

    def to_pandas(self) -> pd.DataFrame:
        """`votes` as a pandas frame; S915 where pandas is not installed."""
        return pandas_of(self.votes)

    def __repr__(self) -> str:
        return f"SummitFound({self.heading!r})"

    def _rows(self) -> list[Row]:
        return [dict(one) for one in self.record.options]

    def _repr_html_(self) -> str:
        return html_table(self.heading, self._rows())


def _heading(title: str, history: dict[str, str], reading: str) -> str:
    went = ", ".join(f"{move} {option}" for move, option in history.items())
    return f"{title} ({reading}{', after ' + went if went else ''})"


def fronts_of(folder: RunFolder, reading: str) -> tuple[FrontFound, ...]:
    """The fronts of a reading, in the order of the text."""
    return tuple(FrontFound(reading, one) for one in _details(folder, reading).fronts)


def summits_of(folder: RunFolder, reading: str) -> tuple[SummitFound, ...]:
    """The summits of a reading, in the order of the text."""
    return tuple(SummitFound(reading, one) for one in _details(folder, reading).summits)


def parts_of(folder: RunFolder, reading: str) -> Parts:
    """What a reading's play says of the model's own parts; empty of a run that is older than they are."""
    from standoff.results.run.parts import Parts

    return _details(folder, reading).parts or Parts()


def _details(folder: RunFolder, reading: str) -> Details:
    from standoff.errors import Problem, RunError, nearest
    from standoff.results.run.folder import read_details

    known = folder.manifest.readings
    if reading not in known:
        raise RunError(Problem("S708", f"The run has no reading `{reading}`.", "", nearest(reading, known)))
    return read_details(folder.path, reading)
