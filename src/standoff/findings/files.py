"""The files of findings in a run's folder: one JSON file a kind, each tied to the run it is of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from standoff.results.digests import add_digests, digest_of
from standoff.results.files import read_json, write_json
from standoff.results.findings.finding import Finding
from standoff.results.manifest import Manifest, read_manifest

FORMAT = 1
KINDS = (
    "strikes",
    "sensitivity",
    "tipping",
    "discovery",
    "robust",
    "voi",
    "structure",
    "readings",
    "premortem",
)


def finding_path(folder: Path, kind: str) -> Path:
    """Where the findings of a kind are stored."""
    return folder / "findings" / f"{kind}.json"


def write_finding(folder: Path, manifest: Manifest, kind: str, content: Mapping[str, Any] | Finding) -> None:
    """Write the findings of a kind, whole or not at all, with what says which run they are of."""
    path = finding_path(folder, kind)
    write_json(
        path, head_of(manifest, kind) | (content.content() if isinstance(content, Finding) else dict(content))
    )
    add_digests(folder, [path.relative_to(folder).as_posix()])


def read_finding(folder: Path, manifest: Manifest, kind: str) -> dict[str, Any] | None:
    """The findings of a kind, or None where there are none of this very run."""
    path = finding_path(folder, kind)
    stored = read_manifest(folder)
    name = path.relative_to(folder).as_posix()
    if stored is None or name not in stored.files or digest_of(path) != stored.files[name]:
        return None
    told: dict[str, Any] = read_json(path)
    same = all(told.get(name) == value for name, value in head_of(manifest, kind).items())
    return told if same else None


def head_of(manifest: Manifest, kind: str) -> dict[str, Any]:
    """What ties findings to a run: they are stale where any of it differs."""
    return {
        "format": FORMAT,
        "kind": kind,
        "hash": manifest.hash,
        "seed": manifest.seed,
        "draws": manifest.draws,
        "given": dict(manifest.given),
        "observed": dict(manifest.observed),
        "under": list(manifest.readings),
    }
