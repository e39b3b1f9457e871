"""Records again what the tests expect: the messages of the wrong scenarios, and the JSON Schema.

`python tests/scenario/record.py`; then read what has changed before you keep it: each message is a
piece of the product.
"""

from __future__ import annotations

import json
from pathlib import Path

from standoff.compiler import compile_scenario
from standoff.errors import StandoffError
from standoff.scenario import checked, refuse, schema

WRONG = Path(__file__).parent / "wrong"
SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "scenario.schema.json"


def cases() -> list[Path]:
    """All wrong scenarios: files and folders."""
    return sorted(path for path in WRONG.iterdir() if path.is_dir() or path.suffix == ".yaml")


def message(path: Path) -> str:
    """What `standoff check` says of a wrong scenario, without the path of this checkout."""
    try:
        loaded, found = checked(path)
        refuse(found)
        for reading in loaded.readings:
            compile_scenario(loaded.reading(reading))
        told = [f"warning: {problem.text()}" for problem in found.warnings]
    except StandoffError as error:
        told = [str(error)]
    return "\n".join(told).replace(f"{WRONG}/", "") + "\n" if told else "no problem was found\n"


def schema_text() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    for path in cases():
        path.with_suffix(".txt").write_text(message(path), encoding="utf-8")
    SCHEMA.parent.mkdir(parents=True, exist_ok=True)
    SCHEMA.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
