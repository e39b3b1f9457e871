"""`standoff.write_brief`, `write_figures`, `write_tables`: what is taken away from a finished run."""

from __future__ import annotations

from pathlib import Path

from standoff.app.api.names import Where
from standoff.app.api.run import Run, open_run
from standoff.errors import Problem, RunError

FORMAT = 1
FIGURES, TABLES = "figures", "tables"
BRIEF = "brief.html"
KINDS = (".html", ".docx")


def write_brief(found: Run | Where, file: Where | None = None, *, force: bool = False) -> Path:
    """One page for someone who has a minute: question, answers, what carries them, what to watch.

    Parameters
    ----------
    found : what `run` or `open_run` gave, or the folder of a run
    file : an `.html` or `.docx` file; `brief.html` in the run's folder without one
    force : overwrite a file that is there

    Returns
    -------
    Path
        The brief's file.

    Raises
    ------
    StandoffError
        S713 where there is no run, S757 for another kind of file, S758 where the package for DOCX is not
        installed, S911 where a file is there already, S801 to S805 as `standoff.reports.render`.

    Examples
    --------
    >>> from standoff import run
    >>> write_brief(run("selected-reliability", draws=50, seed=1, out="found", workers=1)).name
    'brief.html'
    """
    from standoff.reports.brief import brief_of, brief_page
    from standoff.reports.brief_docx import brief_docx
    from standoff.results.run.files import write_bytes
    from standoff.results.run.folder import open_folder

    path = brief_place(None if file is None else Path(file), force=force)
    opened = _opened(found)
    place = opened.path / BRIEF if path is None else path
    files = open_folder(opened.path)
    doubts = [doubt.what for doubt in opened.warnings]
    if place.suffix.lower() == ".docx":
        write_bytes(place, brief_docx(brief_of(files, doubts)))
    else:
        write_bytes(place, brief_page(files, doubts).encode("utf-8"))
    return place


def brief_place(file: Path | None, *, force: bool) -> Path | None:
    """The file of a brief, refused before anything is made; None for the one in the run's folder."""
    if file is None:
        return None
    from standoff.app.api.conversion import refuse_taken

    if file.suffix.lower() not in KINDS:
        what = f"The brief's file `{file.name}` is of no known kind."
        raise RunError(Problem("S757", what, "A brief is HTML or DOCX.", "Name it NAME.html or NAME.docx."))
    refuse_taken(file, force=force)
    return file


def write_figures(found: Run | Where, folder: Where, *, force: bool = False) -> Path:
    """Every figure of the report as SVG and PNG, with `index.json`, which holds their alt texts.

    Parameters
    ----------
    found : what `run` or `open_run` gave, or the folder of a run
    folder : where they go, all or none: a new folder, an empty one, or one of an earlier export
    force : write among files of others, which stay

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    StandoffError
        S713 where there is no run, S754 where a figure cannot be drawn, S756 for a folder with files of
        others, S701 or S702 where it cannot be written, S801 to S805 as `standoff.reports.render`.

    Examples
    --------
    >>> from standoff import run
    >>> found = run("selected-reliability", draws=50, seed=1, out="found", workers=1)
    >>> sorted(path.suffix for path in write_figures(found, "figures").iterdir())[:2]
    ['.json', '.png']
    """
    from standoff import reports
    from standoff.reports.figure_files import figures_of, pngs_of
    from standoff.results.run.whole_folder import refuse_foreign, write_folder

    place = Path(folder)
    refuse_foreign(place, FIGURES, force=force)
    figures = figures_of(reports.render(_opened(found).path))
    files: dict[str, bytes] = {}
    for figure, png in zip(figures, pngs_of(figures), strict=True):
        files |= {f"{figure.name}.svg": figure.svg.encode("utf-8"), f"{figure.name}.png": png}
    listed = [
        {
            "name": figure.name,
            "section": figure.section,
            "alt": figure.alt,
            "svg": f"{figure.name}.svg",
            "png": f"{figure.name}.png",
        }
        for figure in figures
    ]
    write_folder(place, files, {"format": FORMAT, "figures": listed}, kind=FIGURES, force=force)
    return place


def write_tables(found: Run | Where, folder: Where, *, force: bool = False) -> Path:
    """Every table of a run as CSV with units in the header, and `index.json`, which names them.

    Parameters
    ----------
    found : what `run` or `open_run` gave, or the folder of a run
    folder : where they go, all or none: a new folder, an empty one, or one of an earlier export
    force : write among files of others, which stay

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    StandoffError
        S713 where there is no run, S756 for a folder with files of others, S701 or S702 where it cannot be
        written.

    Examples
    --------
    >>> from standoff import run
    >>> found = run("selected-reliability", draws=50, seed=1, out="found", workers=1)
    >>> (write_tables(found, "tables") / "draws.csv").read_text().splitlines()[0]
    'reading,status,draws [draws]'
    """
    from standoff.app.api.tables import tables_of
    from standoff.results.run.whole_folder import refuse_foreign, write_folder

    place = Path(folder)
    refuse_foreign(place, TABLES, force=force)
    tables = tables_of(_opened(found))
    files = {f"{table.name}.csv": table.as_csv().encode("utf-8") for table in tables}
    listed = [
        {"file": f"{table.name}.csv", "title": table.title, "columns": table.header, "rows": len(table.rows)}
        for table in tables
    ]
    write_folder(place, files, {"format": FORMAT, "tables": listed}, kind=TABLES, force=force)
    return place


def _opened(found: Run | Where) -> Run:
    return found if isinstance(found, Run) else open_run(found)
