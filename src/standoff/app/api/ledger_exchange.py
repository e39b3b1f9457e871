"""`standoff.import_forecasts`, `export_ledger`, `ledger_page`, `ledger_calendar`: a ledger and the rest."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.app.api.names import Where, known_name

if TYPE_CHECKING:
    from standoff.ledger.exchange.bounded import Read
    from standoff.ledger.records import Question
    from standoff.results.ledger import Imported

FORMS = ("metaculus", "goodjudgment", "forecastbench", "csv")
MOST_TOLD = 50


def import_forecasts(
    folder: Where, files: Where | Sequence[Where], *, form: str, author: str | None = None
) -> Imported:
    """Read questions, forecasts and resolutions of another platform into a ledger.

    They count by the times of the platform, as a pool of their own. Reading a file again adds what is
    new in it: a question that was changed gets a new version, one that came out otherwise a new
    resolution, and the old one is withdrawn.

    Parameters
    ----------
    folder : a ledger
    files : the export; of ForecastBench question sets and resolution sets together
    form : `metaculus`, `goodjudgment`, `forecastbench` or `csv`
    author : whose file; the name of the form without it

    Returns
    -------
    Imported
        How much was written, and what was left aside, with the reason.

    Raises
    ------
    StandoffError
        S774 where a file is not of its form, S775 where one is too large, S914 for an unknown form.

    Examples
    --------
    >>> from standoff import init_ledger
    >>> _ = Path("mine.csv").write_text("question,text,opens,closes,forecaster,at,value\\n"
    ...     "q,Does it?,2021-01-01,2021-12-31,bo,2021-02-01,0.25\\n")
    >>> found = import_forecasts(init_ledger("imported"), "mine.csv", form="csv")
    >>> found.questions, found.forecasts, found.n_left_aside
    (1, 1, 0)
    """
    from standoff.app.api.ledger import clock
    from standoff.ledger import append, load
    from standoff.ledger.exchange.metaculus import resolve_links
    from standoff.ledger.exchange.renewal import renewed
    from standoff.results.ledger import FORMAT, Imported

    known_name("form of forecasts", form, FORMS)
    several = [files] if isinstance(files, str | os.PathLike) else list(files)
    paths = tuple(Path(one) for one in several)
    who = author or form
    ledger = load(Path(folder))
    found = _read(paths, form, ledger.questions)
    drafts = renewed(ledger, resolve_links(found.drafts, who), who)
    made = append(Path(folder), who, drafts, clock, passing_over=True)
    return Imported(
        format=FORMAT,
        folder=str(folder),
        author=who,
        ids=made.ids,
        stood=made.stood,
        told=made.told,
        form=form,
        questions=made.count("question"),
        forecasts=made.count("forecast"),
        resolutions=made.count("resolution"),
        left_aside=(*found.aside.told, *made.refused)[:MOST_TOLD],
        n_left_aside=found.aside.n + len(made.refused),
    )


def _read(paths: tuple[Path, ...], form: str, asked: Mapping[str, Question]) -> Read:
    from standoff.ledger.exchange import forecastbench, good_judgment, metaculus, tables
    from standoff.ledger.exchange.bounded import Aside, Read

    if form == "forecastbench":
        return forecastbench.read_sets(paths)
    if form == "csv":
        return tables.read_csv(*paths, known=asked)
    reader = {"metaculus": metaculus.read_export, "goodjudgment": good_judgment.read_table}[form]
    parts = [reader(path) for path in paths]
    aside = Aside([told for part in parts for told in part.aside.told], sum(part.aside.n for part in parts))
    return Read(tuple(draft for part in parts for draft in part.drafts), aside)


def export_ledger(folder: Where, *, form: str) -> str:
    """A ledger as one table of questions, forecasts and resolutions.

    Parameters
    ----------
    folder : a ledger
    form : `csv` or `json`

    Returns
    -------
    str
        The text; `import_forecasts` reads the CSV back.

    Raises
    ------
    StandoffError
        S760 to S763 where the ledger cannot be read, S914 for an unknown form.

    Examples
    --------
    >>> from standoff import init_ledger
    >>> export_ledger(init_ledger("exported"), form="csv").splitlines()[0][:23]
    'kind,question,type,text'
    """
    from standoff.app.api.ledger_scores import moment_asked
    from standoff.ledger import load, standings
    from standoff.ledger.exchange import tables

    known_name("form of an export", form, ("csv", "json"))
    ledger = load(Path(folder))
    found = standings(ledger, moment_asked(None))
    return tables.as_csv(ledger, found) if form == "csv" else tables.as_json(ledger, found)


def ledger_calendar(
    folder: Where, *, output: Where | None = None, now: dt.datetime | dt.date | None = None
) -> Path:
    """Write when questions are due, and by when watched indicators tell, as a calendar file.

    Parameters
    ----------
    folder : a ledger
    output : the file; `ledger.ics` in the folder without it
    now : as `ledger_status`

    Returns
    -------
    Path
        The file.

    Raises
    ------
    StandoffError
        S760 to S763 where the ledger cannot be read, S701 where the file cannot be written.

    Examples
    --------
    >>> from standoff import init_ledger
    >>> ledger_calendar(init_ledger("dated")).read_text()[:15]
    'BEGIN:VCALENDAR'
    """
    from standoff.app.api.ledger_scores import moment_asked
    from standoff.ledger import load, standings
    from standoff.ledger.exchange.calendar import as_calendar
    from standoff.results.run.files import write_bytes

    ledger = load(Path(folder))
    path = Path(folder) / "ledger.ics" if output is None else Path(output)
    write_bytes(path, as_calendar(ledger, standings(ledger, moment_asked(now))).encode("utf-8", "replace"))
    return path


def ledger_page(
    folder: Where, *, output: Where | None = None, now: dt.datetime | dt.date | None = None
) -> Path:
    """Write a ledger as one page of HTML: no script, nothing loaded.

    Parameters
    ----------
    folder : a ledger
    output : the file; `ledger.html` in the folder without it
    now : as `ledger_status`

    Returns
    -------
    Path
        The file.

    Raises
    ------
    StandoffError
        S760 to S763 where the ledger cannot be read, S701 where the file cannot be written.

    Examples
    --------
    >>> from standoff import init_ledger
    >>> ledger_page(init_ledger("shown")).read_text()[:15]
    '<!DOCTYPE html>'
    """
    from standoff.app.api.ledger_scores import ledger_status, moment_asked, score_ledger
    from standoff.ledger import load, standings
    from standoff.reports.ledger_page import ledger_html
    from standoff.results.run.files import write_bytes

    ledger, moment = load(Path(folder)), moment_asked(now)
    found = standings(ledger, moment)
    text = ledger_html(ledger, found, ledger_status(folder, now=now), score_ledger(folder, now=now))
    path = Path(folder) / "ledger.html" if output is None else Path(output)
    write_bytes(path, text.encode("utf-8", "replace"))
    return path
