"""Findings as Python has them: the record of a kind with a table and a chart; all of a run together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from standoff.errors import Problem, RunError, nearest
from standoff.results.findings.finding import Finding

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from pydantic import JsonValue

    from standoff.reports.figures.altair_svg import Drawing
    from standoff.study import RunFolder

F = TypeVar("F", bound=Finding)


@dataclass(frozen=True)
class Found(Generic[F]):
    """A finding: its record, with a table and a chart of what it ranks.

    record : everything that was found, as it stands in the run's folder
    """

    record: F

    @property
    def kind(self) -> str:
        """The name of its file."""
        return self.record.KIND

    @property
    def ranking(self) -> pl.DataFrame:
        """What it is about, a row each, most telling first within a reading and outcome."""
        from standoff.app.api.rankings import ranking_of
        from standoff.results.answers import frame_of

        return frame_of(ranking_of(self.record).rows)

    def plot(self) -> Drawing:
        """The most telling rows of the ranking as bars."""
        from standoff.app.api.charts import ranking_chart
        from standoff.app.api.rankings import ranking_of

        return ranking_chart(ranking_of(self.record))

    def to_pandas(self) -> pd.DataFrame:
        """`ranking` as a pandas frame; S915 where pandas is not installed."""
        from standoff.results.answers import pandas_of

        return pandas_of(self.ranking)

    def as_json(self) -> dict[str, JsonValue]:
        """What stands in its file, without the head that ties it to a run."""
        return self.record.content()

    def __repr__(self) -> str:
        return f"Found({self.kind!r}, {self.ranking.height} rows)"

    def _repr_html_(self) -> str:
        from standoff.app.api.rankings import ranking_of
        from standoff.results.answers import html_table

        ranking = ranking_of(self.record)
        return html_table(ranking.title, ranking.rows)


class Findings:
    """Findings of one run by the name of their kind; `of` gives one with its own type.

    It is looked into and walked through like a dictionary.
    """

    def __init__(self, found: Mapping[str, Finding]) -> None:
        self._found = {name: Found(record) for name, record in found.items()}

    def __getitem__(self, kind: str) -> Found[Finding]:
        """The finding of a kind; S916 where it was not worked out."""
        if kind not in self._found:
            raise _missing(kind, self._found)
        return self._found[kind]

    def __contains__(self, kind: object) -> bool:
        return kind in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def of(self, record: type[F]) -> Found[F]:
        """The finding of one kind, by its record's type, as `standoff.results.findings.tipping.Tipping`.

        Raises
        ------
        RunError
            S916 where it was not worked out.
        """
        found = self[record.KIND].record
        if not isinstance(found, record):
            raise _missing(record.KIND, self._found)
        return Found(found)

    def __repr__(self) -> str:
        return f"Findings({', '.join(self._found)})"

    def _repr_html_(self) -> str:
        return "".join(found._repr_html_() for found in self._found.values())


def _missing(kind: str, there: Collection[str]) -> RunError:
    mend = nearest(kind, tuple(there)) or "Work it out with `standoff.explore`."
    return RunError(Problem("S916", f"There is no finding `{kind}` of this run.", "", mend))


def stored_findings(folder: RunFolder) -> Findings:
    """The findings that stand in a run's folder and are of that very run."""
    from standoff.results.findings.files import read_finding
    from standoff.results.findings.kinds import RECORDS

    read = {name: read_finding(folder.path, folder.manifest, shape) for name, shape in RECORDS.items()}
    return Findings({name: found for name, found in read.items() if found is not None})
