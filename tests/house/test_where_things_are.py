"""The page for contributors names files that are there, and every room; no page names what is gone."""

from __future__ import annotations

import importlib
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


def test_pages_name_modules_and_functions_that_are_there() -> None:
    """`standoff.room.name` in a page is what Python finds, `room/file.py` a file (CAPITALS: any name)."""
    rooms = "|".join(sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()))
    missing = []
    for page in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        text = page.read_text(encoding="utf-8")
        dotted = re.findall(r"(?<![\w./-])standoff(?:\.[A-Za-z_]\w*)+", text)
        files = re.findall(rf"`(?:src/standoff/)?((?:{rooms})/[\w/*]+\.py)`", text)
        missing += [
            f"{page.relative_to(ROOT)}: {name}"
            for name in dotted
            if not name.endswith(".json") and not _resolves(name)
        ]
        missing += [
            f"{page.relative_to(ROOT)}: {name}"
            for name in files
            if not any(PACKAGE.glob(re.sub(r"\b[A-Z]+\b", "*", name)))
        ]
    assert missing == []


def _resolves(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:n]))
        except ModuleNotFoundError:
            continue
        for part in parts[n:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False
