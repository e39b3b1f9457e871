"""The manifest of a run: what was run, with what, and whether it is finished.

It is written before the first part and again at the end. All that decides a number stands in
`identity`; a folder is gone on with only where that agrees in full.
"""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.errors import Problem, RunError
from standoff.study.files import read_json, write_json
from standoff.study.settings import PART, Settings

if TYPE_CHECKING:
    from standoff.scenario import LoadedScenario

FORMAT = 1
FILE = "manifest.json"
PACKAGES = ("numpy", "numba", "polars")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What stands in `manifest.json`.

    method : `logit` or `sharp` for each reading
    play : what the run was played as in place of the scenario's own play, or ""
    source : the copy of the scenario, below `scenario/`
    copy : SHA-256 of the copied texts
    seconds : wall time of the work, over all sittings
    """

    format: int
    standoff: str
    scenario: str
    hash: str
    seed: int
    draws: int
    part: int
    readings: tuple[str, ...]
    given: Mapping[str, str]
    observed: Mapping[str, str]
    method: Mapping[str, str]
    source: str
    copy: str
    versions: Mapping[str, str]
    play: str = ""
    finished: bool = False
    started: str = ""
    ended: str = ""
    seconds: float = 0.0

    @property
    def n_parts(self) -> int:
        return -(-self.draws // self.part)


def standoff_version() -> str:
    """The version of the installed package."""
    try:
        return version("standoff")
    except PackageNotFoundError:
        return "0"


def versions() -> dict[str, str]:
    """What the numbers were computed with."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    return found | {name: version(name) for name in PACKAGES}


def new_manifest(
    loaded: LoadedScenario, settings: Settings, *, method: Mapping[str, str], source: str, copy: str
) -> Manifest:
    """The manifest of a run that has not begun."""
    return Manifest(
        format=FORMAT,
        standoff=standoff_version(),
        scenario=loaded.name,
        hash=loaded.sha256,
        seed=settings.seed,
        draws=settings.draws,
        part=PART,
        readings=settings.readings or loaded.readings,
        given=dict(settings.given),
        observed=dict(settings.observed),
        play=settings.play,
        method=dict(method),
        source=source,
        copy=copy,
        versions=versions(),
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json`, whole."""
    write_json(folder / FILE, dataclasses.asdict(manifest))


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a run's folder, or None where there is none.

    Raises
    ------
    RunError
        S703 where it is damaged, S704 where it is of another format.
    """
    path = folder / FILE
    if not path.exists():
        return None
    stored = read_json(path)
    found = stored.get("format") if isinstance(stored, dict) else None
    if found != FORMAT:
        raise RunError(
            Problem(
                "S704",
                f"`{path}` is of format {found!r}.",
                f"This version of Standoff reads and writes format {FORMAT}.",
                "Run the scenario again in another folder (`--out`).",
            )
        )
    return _from_json(path, stored)


def _from_json(path: Path, stored: dict[str, Any]) -> Manifest:
    known = {item.name for item in dataclasses.fields(Manifest)}
    needed = {item.name for item in dataclasses.fields(Manifest) if item.default is dataclasses.MISSING}
    if needed <= stored.keys() <= known and isinstance(stored["readings"], list):
        return Manifest(**stored | {"readings": tuple(stored["readings"])})
    odd = ", ".join(
        f"`{name}`" for name in sorted(needed ^ (stored.keys() & needed) or stored.keys() - known)
    )
    raise RunError(
        Problem(
            "S703",
            f"`{path}` is damaged: {odd or 'its readings'} cannot be read.",
            "Standoff writes this file whole.",
            "Move the folder away and run the scenario again.",
        )
    )


def check_same(folder: Path, stored: Manifest, wanted: Manifest) -> None:
    """Refuse to go on with a folder in which something else was run.

    Raises
    ------
    RunError
        S704 begun by another version of Standoff, S705 another scenario or other settings.
    """
    problems = list(_differences(folder, stored, wanted))
    if problems:
        raise RunError(problems)


def _differences(folder: Path, stored: Manifest, wanted: Manifest) -> Iterator[Problem]:
    mend = "Nothing was overwritten: choose another folder with `--out`."
    if stored.standoff != wanted.standoff:
        what = f"`{folder}` was begun by Standoff {stored.standoff}; this is {wanted.standoff}."
        yield Problem("S704", what, "A run is finished by the version that began it.", mend)
    for name in ("scenario", "hash", "seed", "draws", "part", "readings", "given", "observed", "play"):
        theirs, ours = getattr(stored, name), getattr(wanted, name)
        if theirs != ours:
            what = f"`{folder}` holds a run with another {name}: {_say(theirs)}, not {_say(ours)}."
            yield Problem("S705", what, "A folder holds one run.", mend)


def _say(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={item}" for key, item in sorted(value.items())) or "none"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    text = str(value) or "as the scenario says"
    return text[:12] if len(text) == 64 else text
