"""The files of findings in a run's folder: one JSON file a kind, each tied to the run it is of."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from standoff.results.findings.finding import Finding, Head
from standoff.results.run.digests import add_digests, digest_of
from standoff.results.run.files import read_bytes, write_json
from standoff.results.run.manifest import Manifest, read_manifest

FORMAT = 1
F = TypeVar("F", bound=Finding)


def finding_path(folder: Path, kind: str) -> Path:
    """Where the findings of a kind are stored."""
    return folder / "findings" / f"{kind}.json"


def write_finding(folder: Path, manifest: Manifest, finding: Finding) -> None:
    """Write the findings of a kind, whole or not at all, with what says which run they are of."""
    path = finding_path(folder, finding.KIND)
    write_json(path, finding.content() | head_of(manifest, finding.KIND).model_dump())
    add_digests(folder, [path.relative_to(folder).as_posix()])


def read_finding(folder: Path, manifest: Manifest, shape: type[F]) -> F | None:
    """The findings of a kind, or None where there are none of this very run.

    There are none where the file is missing, is not as it was written (its digest in the manifest), does
    not have the shape of the kind, or is of another run.

    Raises
    ------
    RunError
        S703 where the manifest or the file cannot be read, S704 where the manifest is of another format.
    """
    path = finding_path(folder, shape.KIND)
    stored = read_manifest(folder)
    name = path.relative_to(folder).as_posix()
    if stored is None or name not in stored.files or digest_of(path) != stored.files[name]:
        return None
    try:
        found = shape.model_validate_json(read_bytes(path))
    except ValidationError:
        return None
    head = head_of(manifest, shape.KIND)
    same = all(getattr(found, part) == getattr(head, part) for part in Head.model_fields)
    return found if same else None


def head_of(manifest: Manifest, kind: str) -> Head:
    """What ties findings of a kind to a run."""
    return Head(
        format=FORMAT,
        kind=kind,
        hash=manifest.hash,
        seed=manifest.seed,
        draws=manifest.draws,
        given=manifest.given,
        observed=manifest.observed,
        under=manifest.readings,
    )
