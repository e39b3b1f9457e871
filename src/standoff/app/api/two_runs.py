"""`standoff.compare_runs`: two runs side by side, as a record and a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.app.api.names import Where, names_in
from standoff.app.api.run import Run, open_run

if TYPE_CHECKING:
    from standoff.results.two_runs import TwoRuns


def compare_runs(
    before: Run | Where, after: Run | Where, readings: str | Sequence[str] = (), *, out: Where | None = None
) -> TwoRuns:
    """What changed from one run to another: in the scenario's text, and in every answer.

    Runs with one seed have the same random numbers for numbers of the same name, so that the interval of
    a difference is far smaller than those of the two answers.

    Parameters
    ----------
    before, after : what `run` or `open_run` gave, or the folders of two runs
    readings : only these of the later run; without names all that both have
    out : a file for the page; without one none is written

    Returns
    -------
    TwoRuns
        The record, with a table of all answers.

    Raises
    ------
    StandoffError
        S713 where there is no run, S730 where one is not finished, S708 for a reading that they do not
        share, S911 where `out` is there already.

    Examples
    --------
    >>> from standoff import run
    >>> first = run("selected-reliability", draws=50, seed=1, out="first", workers=1)
    >>> second = run("selected-reliability", draws=50, seed=1, given={"challenge": "attack"}, out="second",
    ...              workers=1)
    >>> found = compare_runs(first, second)
    >>> found.text, [(one.name, one.after) for one in found.settings]
    ((), [('given', 'challenge=attack')])
    """
    from standoff.app.api.conversion import refuse_taken
    from standoff.findings.two_runs.comparison import two_runs

    opened = [one if isinstance(one, Run) else open_run(one) for one in (before, after)]
    if out is not None:
        refuse_taken(Path(out), force=False)
    found = two_runs(opened[0].folder, opened[1].folder, names_in(readings))
    if out is not None:
        write_page(found, opened[1].folder.texts().question, Path(out))
    return found


def write_page(found: TwoRuns, question: str, path: Path) -> None:
    """The two runs as an HTML page, whole or not at all."""
    from standoff.reports.two_runs_page import two_runs_page
    from standoff.results.run.files import write_bytes

    write_bytes(path, two_runs_page(found, question).encode("utf-8"))
