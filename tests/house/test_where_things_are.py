"""The page for contributors names files that are there, and every room."""

from __future__ import annotations

import re
from pathlib import Path

from source import PACKAGE, ROOT

PAGE = ROOT / "docs" / "reference" / "where-things-are.md"


def test_page_of_places_names_files_that_exist() -> None:
    named = re.findall(r"`([a-z_/]+(?:\.py|/))`", PAGE.read_text(encoding="utf-8"))
    inner = {path.name for path in PACKAGE.rglob("*") if path.is_dir()}
    places = (PACKAGE, ROOT)  # files of the package, and folders beside it
    found = {name for name in named if any((place / name).exists() for place in places)}
    missing = [name for name in named if name not in found and name.strip("/") not in inner]
    assert len(named) > 50
    assert missing == []


def test_page_of_places_names_every_room_and_every_folder_in_one() -> None:
    text = PAGE.read_text(encoding="utf-8")
    data = {"data", "templates", "__pycache__"}
    rooms = [path for path in PACKAGE.rglob("*") if (Path(path) / "__init__.py").is_file()]
    inside = [path for path in rooms if "library" not in path.relative_to(PACKAGE).parts]
    left_out = [str(path) for path in inside if path.name not in data and f"{path.name}/" not in text]
    assert left_out == []
