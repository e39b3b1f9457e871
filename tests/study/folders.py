"""What the tests of runs compare: a folder's files, byte for byte, without the manifest's clock."""

from __future__ import annotations

from pathlib import Path

TOY = Path(__file__).parents[1] / "scenario" / "toy.yaml"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run but the manifest, by its path; no temporary file may be left."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    assert not [name for name in found if name.endswith(".tmp")]
    return {name: data for name, data in found.items() if name != "manifest.json"}
