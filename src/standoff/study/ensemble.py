"""Reading an ensemble back: its parts checked, its columns a few at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from standoff.errors import Problem, RunError
from standoff.results.run.files import read_table
from standoff.results.run.manifest import Manifest
from standoff.study.work import Task, part_path, tasks_of

Floats = npt.NDArray[np.float64]

MOST_BYTES = 256_000_000  # of columns held at once


def missing(
    folder: Path, tasks: Sequence[Task], schemas: Mapping[str, Mapping[str, pl.DataType]]
) -> Iterator[tuple[Task, bool]]:
    """The tasks still to be done, and whether a damaged file stands in their place."""
    for task in tasks:
        path = part_path(folder, task.reading, task.part)
        if not path.exists():
            yield (task, False)
            continue
        rows = read_table(path)
        if rows is None or rows.height != task.n_draws or dict(rows.schema) != dict(schemas[task.reading]):
            yield (task, True)


def read_rows(folder: Path, manifest: Manifest, reading: str) -> pl.DataFrame:
    """All rows of a reading.

    Raises
    ------
    RunError
        S712 where a part is missing or damaged.
    """
    return pl.concat(list(_parts(folder, manifest, reading)))


class Columns:
    """The columns of a reading, read from its parts: all at once where they are small, else a few.

    Parameters
    ----------
    folder, manifest, reading : whose ensemble it is
    """

    def __init__(self, folder: Path, manifest: Manifest, reading: str) -> None:
        self.folder, self.manifest, self.reading = folder, manifest, reading
        first = next(_parts(folder, manifest, reading))
        self._at_once = max(1, MOST_BYTES // (8 * manifest.draws))
        self._kept = read_rows(folder, manifest, reading) if first.width <= self._at_once else None

    def read(self, names: Sequence[str]) -> Iterator[tuple[str, Floats]]:
        """Each column as float64[draw], not-a-number for null.

        Raises
        ------
        RunError
            S712 where a part is missing or damaged.
        """
        for start in range(0, len(names), self._at_once):
            some = list(names[start : start + self._at_once])
            table = self._kept
            if table is None:
                table = pl.concat(list(_parts(self.folder, self.manifest, self.reading, some)))
            for name in some:
                yield name, floats_of(table[name])


class HeldColumns:
    """The columns of rows that are at hand, read as `Columns` reads those of a folder."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows

    def read(self, names: Sequence[str]) -> Iterator[tuple[str, Floats]]:
        """Each column as float64[draw], not-a-number for null."""
        for name in names:
            yield name, floats_of(self.rows[name])


def floats_of(values: pl.Series) -> Floats:
    """float64[draw] of a column, not-a-number for null.

    Examples
    --------
    >>> floats_of(pl.Series([1, None, 3])).tolist()
    [1.0, nan, 3.0]
    """
    if values.null_count():
        return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.asarray(values.to_numpy(), np.float64)  # a tenth of the time: a page asks for hundreds


def _parts(
    folder: Path, manifest: Manifest, reading: str, columns: Sequence[str] | None = None
) -> Iterator[pl.DataFrame]:
    for task in tasks_of((reading,), manifest.draws):
        path = part_path(folder, reading, task.part)
        rows = read_table(path, columns)
        if rows is None or rows.height != task.n_draws:
            problem = Problem(
                "S712",
                f"`{path}` is {'damaged' if path.exists() else 'missing'}.",
                "Every part carries its own checksum.",
                "Compute it again: run the same command with `--resume`.",
            )
            raise RunError(problem)
        yield rows
