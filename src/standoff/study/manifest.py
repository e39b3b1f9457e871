"""The manifest of a run that begins, and whether a folder's run is the one that is asked for."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.errors import Problem, RunError
from standoff.results.run.manifest import FORMAT, Manifest
from standoff.study.settings import PART, Settings

if TYPE_CHECKING:
    from standoff.scenario import LoadedScenario

PACKAGES = ("numpy", "numba", "polars")


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
    loaded: LoadedScenario, settings: Settings, *, method: Mapping[str, str], source: str, copy_sha256: str
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
        copy_sha256=copy_sha256,
        versions=versions(),
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
