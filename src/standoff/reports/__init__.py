"""Reports: a run's folder becomes one self-contained HTML page, and a short text for the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["render", "summary", "summary_text", "write_report"]


def render(folder: Path) -> str:
    """The report of a finished run as HTML text; the same run gives the same bytes.

    Raises
    ------
    RunError
        S801 to S805, naming the file of the run that is missing or damaged.

    Examples
    --------
    >>> import standoff
    >>> run = standoff.run("selected-reliability", draws=200, seed=1, out="run", workers=1)
    >>> render(run.path).startswith("<!DOCTYPE html>")
    True
    """
    from standoff.reports.folder import open_folder
    from standoff.reports.page import page

    return page(open_folder(Path(folder)))


def write_report(folder: Path) -> Path:
    """Write `report.html` into the run's folder, whole or not at all, and return its path.

    Raises
    ------
    RunError
        S801 to S805 as `render`; S806 the file cannot be written.
    """
    from standoff.errors import Problem, RunError
    from standoff.reports.folder import REPORT, replace_file

    text = render(folder)
    path = Path(folder) / REPORT
    try:
        replace_file(path, text)
    except OSError as fault:
        said = f"The report `{path}` cannot be written ({fault.strerror})."
        raise RunError(
            Problem("S806", said, "", "Free some space or check the folder's permissions.")
        ) from fault
    return path


def summary(folder: Path) -> RenderableType:
    """The run in short for a terminal: what `rich` can print (plain text where it is piped).

    Raises
    ------
    RunError
        S801 to S805, as `render`.
    """
    from standoff.reports.folder import open_folder
    from standoff.reports.terminal import renderable

    return renderable(open_folder(Path(folder)))


def summary_text(folder: Path, width: int = 100) -> str:
    """The same as plain text, at most `width` columns wide.

    Raises
    ------
    RunError
        S801 to S805, as `render`.
    """
    from standoff.reports.folder import open_folder
    from standoff.reports.terminal import as_text

    return as_text(open_folder(Path(folder)), width)
