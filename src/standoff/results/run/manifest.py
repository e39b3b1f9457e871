"""`manifest.json`: what was run, with what, whether it is finished, and the digest of every file.

It is written before the first part and again at the end. It carries its own digest: a field that was
changed by hand is seen. Who changes a file and every digest on the way is not seen (docs/design/017).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, ValidationError

from standoff.errors import Problem, RunError
from standoff.results.base_record import Option, Record, Text
from standoff.results.run.files import json_text, read_json, write_json

FORMAT = 3
FILE = "manifest.json"
MOVE_AWAY = "Move the folder away and run the scenario again."


class Manifest(Record):
    """What stands in `manifest.json`.

    method : `logit` or `sharp` for each reading
    play : what the run was played as in place of the scenario's own play, or ""
    source : the copy of the scenario, below `scenario/`
    copy_sha256 : SHA-256 of the copied texts
    seconds : wall time of the work, over all sittings
    files : SHA-256 of every file of a finished run, by its path below the folder
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    format: int
    standoff: Text
    scenario: Text
    hash: Text
    seed: int
    draws: int
    part: int
    readings: tuple[Text, ...]
    given: dict[Text, Option]
    observed: dict[Text, Option]
    method: dict[Text, Text]
    source: Text
    copy_sha256: Text
    versions: dict[Text, Text]
    play: Text = ""
    finished: bool = False
    started: Text = ""
    ended: Text = ""
    seconds: float = 0.0
    files: dict[Text, Text] = {}

    @property
    def n_parts(self) -> int:
        """Parts of each reading's ensemble."""
        return -(-self.draws // self.part)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json`, whole, with its own digest."""
    told = manifest.model_dump(mode="json")
    write_json(folder / FILE, told | {"digest": _digest(told)})


def _digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(json_text(told).encode("utf-8")).hexdigest()


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a run's folder, or None where there is none.

    Raises
    ------
    RunError
        S703 where it is damaged or was changed, S704 where it is of another format.
    """
    path = folder / FILE
    if not path.exists():
        return None
    stored = read_json(path)
    found = stored.get("format") if isinstance(stored, dict) else None
    if found != FORMAT:
        what = f"`{path}` is of format {found!r}."
        expected = f"This version of Standoff reads and writes format {FORMAT}."
        mend = "Run the scenario again in another folder (`--out`)."
        raise RunError(Problem("S704", what, expected, mend))
    digest = stored.pop("digest", None)
    try:
        manifest = Manifest.model_validate(stored)
    except ValidationError as fault:
        odd = ", ".join(f"`{'.'.join(map(str, e['loc']))}`" for e in fault.errors(include_url=False))
        what = f"`{path}` is damaged: {odd} cannot be read."
        raise RunError(Problem("S703", what, "Standoff writes this file whole.", MOVE_AWAY)) from None
    if digest != _digest(stored):
        what = f"`{path}` was changed: what stands in it does not fit its own digest."
        raise RunError(Problem("S703", what, "A run says what was run, with what.", MOVE_AWAY))
    return manifest
