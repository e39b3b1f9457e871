"""Opens a run's folder for the report: reads its files, checks their shape, names what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from standoff.errors import Problem, RunError
from standoff.results.run.digests import SUMMARY, TEXTS, digest_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from standoff.results.run.details import Details
    from standoff.results.run.manifest import Manifest
    from standoff.results.run.parameters import ParameterRow
    from standoff.results.run.stored_draws import StoredDraws
    from standoff.results.run.summary import Summary
    from standoff.results.run.texts import Words

REPORT = "report.html"
SAFE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")  # a reading names files: no path may hide in it
RERUN = "Run the scenario again (`standoff run SCENARIO --out DIR`); finished parts are kept."
LISTED = 5  # faults of one file that are told

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunFiles:
    """All that the report is made of. `readings` is in the order of the manifest.

    details, parameters : one an reading, under its name
    stored : the first draws with the numbers that matter most; none in a run that is older than these
    """

    folder: Path
    manifest: Manifest
    summary: Summary
    words: Words
    readings: tuple[str, ...]
    details: dict[str, Details]
    parameters: dict[str, list[ParameterRow]]
    stored: StoredDraws | None = None

    @property
    def base(self) -> str:
        """The file's own reading: the first."""
        return self.readings[0]

    def reading_title(self, name: str) -> str:
        said = self.words.readings.get(name)
        return (said.title if said else "") or self.summary.readings[name].title or name


def open_folder(folder: Path) -> RunFiles:
    """Read a run's folder (docs/design/001 and 004).

    Raises
    ------
    RunError
        S801 a file is missing, S802 it is damaged or was changed since the run, S803 its format is
        newer, S804 the run is unfinished, S805 the files disagree about the readings. All problems
        together. S703 and S704 where the manifest cannot be used.
    """
    from pydantic import TypeAdapter

    from standoff.results.run.details import Details
    from standoff.results.run.parameters import ParameterRow
    from standoff.results.run.stored_draws import FILE, StoredDraws
    from standoff.results.run.summary import Summary
    from standoff.results.run.texts import Words

    if not folder.is_dir():
        raise RunError(
            Problem("S801", f"There is no run at `{folder}`.", "A run's folder was expected.", RERUN)
        )
    problems: list[Problem] = []
    manifest = _manifest(folder, problems)
    summary = _read(folder / SUMMARY, TypeAdapter(Summary), problems)
    words = _read(folder / TEXTS, TypeAdapter(Words), problems)
    if manifest is None or summary is None or words is None:
        raise RunError(problems)
    problems += _mismatches(folder, manifest, summary)
    if problems:
        raise RunError(problems)
    readings = manifest.readings
    rows = TypeAdapter(list[ParameterRow])
    details = {r: _read(folder / "details" / f"{r}.json", TypeAdapter(Details), problems) for r in readings}
    parameters = {r: _read(folder / "parameters" / f"{r}.json", rows, problems) for r in readings}
    known = FILE in manifest.files
    stored = _read(folder / FILE, TypeAdapter(StoredDraws), problems) if known else None
    for reading, found in details.items():
        problems += _broken_graph(folder / "details" / f"{reading}.json", found)
    problems = problems or _unproved(folder, manifest)
    if problems:
        raise RunError(problems)
    return RunFiles(
        folder,
        manifest,
        summary,
        words,
        readings,
        {r: found for r, found in details.items() if found is not None},
        {r: found for r, found in parameters.items() if found is not None},
        stored,
    )


def read_summary(folder: Path) -> Summary:
    """What stands in `summary.json`.

    Raises
    ------
    RunError
        S801 where it is missing, S802 where it is damaged, S803 where it is of another format, S807
        where no draw was solved.
    """
    from standoff.results.run.summary import Summary

    return _whole(folder / SUMMARY, Summary)


def read_texts(folder: Path) -> Words:
    """What stands in `text.json`; raises as `read_summary`."""
    from standoff.results.run.texts import Words

    return _whole(folder / TEXTS, Words)


def read_parameters(folder: Path, reading: str) -> list[ParameterRow]:
    """What stands in `parameters/READING.json`; raises as `read_summary`."""
    from standoff.results.run.parameters import ParameterRow

    return _whole(folder / "parameters" / f"{reading}.json", list[ParameterRow])


def read_details(folder: Path, reading: str) -> Details:
    """What stands in `details/READING.json`; raises as `read_summary`."""
    from standoff.results.run.details import Details

    return _whole(folder / "details" / f"{reading}.json", Details)


def _whole(path: Path, shape: type[T]) -> T:
    from pydantic import TypeAdapter

    problems: list[Problem] = []
    found = _read(path, TypeAdapter(shape), problems)
    if found is None:
        raise RunError(problems)
    return found


def _manifest(folder: Path, problems: list[Problem]) -> Manifest | None:
    from standoff.results.run.manifest import FILE, read_manifest

    manifest = read_manifest(folder)
    if manifest is None:
        said = f"The run's file `{folder / FILE}` is missing."
        problems.append(Problem("S801", said, "Every run writes it.", RERUN))
    return manifest


def _unproved(folder: Path, manifest: Manifest) -> list[Problem]:
    """The files that the report is made of and that are not as the run wrote them."""
    from standoff.results.run.stored_draws import FILE

    names = [TEXTS, SUMMARY]
    for reading in manifest.readings:
        names += [f"details/{reading}.json", f"parameters/{reading}.json"]
    names += [FILE] if FILE in manifest.files else []
    wrong = [name for name in names if digest_of(folder / name) != manifest.files.get(name, "")]
    fix = "Open the run by a command of `standoff` or `standoff.open_run`: what can be made again is."
    return [
        Problem("S802", f"The run's file `{folder / name}` was changed since the run was finished.", "", fix)
        for name in wrong
    ]


def _read(path: Path, shape: TypeAdapter[T], problems: list[Problem]) -> T | None:
    from pydantic import ValidationError

    try:
        return shape.validate_json(_text(path, problems) or b"null")
    except ValidationError as fault:
        if not any(str(path) in problem.what for problem in problems):
            faults = fault.errors(include_url=False, include_input=False)
            said = _other_format(path) or _unsolved(path, faults) or _shape_problem(path, faults)
            problems.append(said)
    return None


def _text(path: Path, problems: list[Problem]) -> bytes | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        problems.append(
            Problem("S801", f"The run's file `{path}` is missing.", "Every run writes it.", RERUN)
        )
        return None
    except OSError as fault:
        said = f"The run's file `{path}` cannot be read ({fault.strerror})."
        problems.append(Problem("S801", said, "", "Check its permissions."))
        return None
    if not content.strip():
        problems.append(Problem("S802", f"The run's file `{path}` is empty.", "JSON was expected.", RERUN))
        return None
    return content


def _shape_problem(path: Path, faults: list[Any]) -> Problem:
    said = [
        f"{'.'.join(str(part) for part in fault['loc']) or 'the whole file'}: {fault['msg']}"
        for fault in faults[:LISTED]
    ]
    more = f" (and {len(faults) - LISTED} more)" if len(faults) > LISTED else ""
    return Problem("S802", f"The run's file `{path}` is damaged: {'; '.join(said)}{more}.", "", RERUN)


def _mismatches(folder: Path, manifest: Manifest, summary: Summary) -> list[Problem]:
    """What stands in the three head files but does not fit together."""
    from standoff.results.run.summary import FORMAT

    problems = []
    if summary.format != FORMAT:
        problems.append(_format_problem(folder / SUMMARY, summary.format))
    if not manifest.finished:
        said = f"The run in `{folder}` is not finished."
        problems.append(
            Problem("S804", said, "A report needs all draws.", "Start the same command again to go on.")
        )
    if not summary.readings:
        said = f"`{folder / SUMMARY}` has no reading."
        problems.append(Problem("S805", said, "At least one was expected.", RERUN))
    for reading in sorted(set(manifest.readings) ^ set(summary.readings)):
        said = (
            f"The reading `{reading}` stands in only one of `{folder / 'manifest.json'}` and `summary.json`."
        )
        problems.append(Problem("S805", said, "Both must list the same readings.", RERUN))
    for reading in (*manifest.readings, *summary.readings):
        if not SAFE_NAME.fullmatch(reading):
            said = f"The run in `{folder}` has a reading called `{reading}`."
            problems.append(Problem("S805", said, "A name of letters, digits and `_` was expected.", RERUN))
    return problems


def _other_format(path: Path) -> Problem | None:
    """A summary of another format is no damage; it may have other keys."""
    from standoff.results.run.files import read_json
    from standoff.results.run.summary import FORMAT

    if path.name != SUMMARY:
        return None
    try:
        told = read_json(path)
    except RunError:
        return None
    found = told.get("format") if isinstance(told, dict) else None
    return _format_problem(path, found) if isinstance(found, int) and found != FORMAT else None


def _format_problem(path: Path, found: int) -> Problem:
    from standoff.results.run.summary import FORMAT

    fix = "Use the version of Standoff that wrote it, or run the scenario again."
    said = f"The run's file `{path}` has format {found}."
    return Problem("S803", said, f"This version reads format {FORMAT}.", fix)


def _unsolved(path: Path, faults: list[Any]) -> Problem | None:
    """Null probabilities are no damage: no draw of that reading was solved."""
    found = [f["loc"][1] for f in faults if f["loc"][-1:] == ("probability",) and f["type"] == "float_type"]
    if not found:
        return None
    said = f"No draw of reading `{found[0]}` was solved, says `{path}`."
    fix = "Look at its statuses there; lower the precision, or leave the reading out (`--reading`)."
    return Problem("S807", said, "A report needs solved draws under every reading.", fix)


def _broken_graph(path: Path, found: Details | None) -> list[Problem]:
    """Edges must join known nodes forward, or the drawing of the tree would not end."""
    if found is None:
        return []
    known = {node.id for node in found.nodes}
    bad = [e for e in found.edges if e.source not in known or e.to not in known or e.to <= e.source]
    if not bad:
        return []
    said = f"`{path}` has an edge from node {bad[0].source} to node {bad[0].to}."
    return [Problem("S802", said, "Both must exist, and the second must have the larger number.", RERUN)]
