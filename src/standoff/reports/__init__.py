"""Reports: a run's folder becomes one self-contained HTML page, and a short text for the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from standoff.results.asked import RunAsked
    from standoff.results.run.folder import RunFiles
    from standoff.results.two_runs import TwoRuns

__all__ = ["play_sentence", "render", "summary", "summary_text", "write_report"]


def play_sentence(play: str) -> str:
    """How a run was played in place of what the scenario says.

    Examples
    --------
    >>> play_sentence("4")
    'Played with logit precision 4 for every player, not as the scenario says'
    """
    from standoff.reports.sections import methods

    return methods.play_sentence(play)


def render(
    folder: Path,
    sources: Path | None = None,
    *,
    since: TwoRuns | None = None,
    asked: RunAsked | None = None,
) -> str:
    """The report of a finished run as HTML text; the same run gives the same bytes.

    sources : a folder with the reader's own copies of the documents, whose text the page then shows
    with the places of the claims marked; without it no document's text is in the page
    since : an earlier run beside this one, for the section on what changed since
    asked : what a ledger holds of the questions of the scenario

    Raises
    ------
    RunError
        S801 to S805, naming the file of the run that is missing or damaged.
    EvidenceError
        S101, S832, S833 or S835: the copies cannot be read, or none is of a document of the run.

    Examples
    --------
    >>> import standoff
    >>> run = standoff.run("selected-reliability", draws=200, seed=1, out="run", workers=1)
    >>> render(run.path).startswith("<!DOCTYPE html>")
    True
    """
    from standoff.reports.figures.altair_svg import drawn_together
    from standoff.reports.page import page

    files = _opened(folder)
    if sources is None:
        return drawn_together(lambda: page(files, since=since, asked=asked))
    from standoff.reports.sections.sources import copies

    texts = copies(Path(sources), files)
    return drawn_together(lambda: page(files, texts, since=since, asked=asked))


def write_report(
    folder: Path,
    sources: Path | None = None,
    *,
    since: TwoRuns | None = None,
    asked: RunAsked | None = None,
) -> Path:
    """Write `report.html` into the run's folder, whole or not at all, and return its path.

    Raises
    ------
    RunError
        S801 to S805 as `render`; S806 the file cannot be written.
    """
    from standoff.errors import Problem, RunError
    from standoff.results.run.files import write_bytes
    from standoff.results.run.folder import REPORT

    text = render(folder, sources, since=since, asked=asked)
    path = Path(folder) / REPORT
    try:
        write_bytes(path, text.encode("utf-8"))
    except RunError as fault:
        said = getattr(fault.__cause__, "strerror", "")
        what = f"The report `{path}` cannot be written ({said})."
        mend = "Free some space or check the folder's permissions."
        raise RunError(Problem("S806", what, "", mend)) from fault
    return path


def summary(folder: Path) -> RenderableType:
    """The run in short for a terminal: what `rich` can print (plain text where it is piped).

    Raises
    ------
    RunError
        S801 to S805, as `render`.
    """
    from standoff.reports.terminal import renderable

    return renderable(_opened(folder))


def summary_text(folder: Path, width: int = 100) -> str:
    """The same as plain text, at most `width` columns wide.

    Raises
    ------
    RunError
        S801 to S805, as `render`.
    """
    from standoff.reports.terminal import as_text

    return as_text(_opened(folder), width)


def _opened(folder: Path) -> RunFiles:
    """The run's files, with the limit where exploring the run found it."""
    from standoff.reports.sections.precision_cells import with_limits
    from standoff.results.run.folder import open_folder

    return with_limits(open_folder(Path(folder)))
