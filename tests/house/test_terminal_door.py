"""Nothing writes to the terminal but the door that filters foreign texts: seen in the syntax trees."""

from __future__ import annotations

import ast
from pathlib import Path

from source import PACKAGE

DOOR = {"app/output/printing.py", "app/output/screen.py"}
# main.py sets the streams up and leaves a closed pipe; `isatty` asks and writes nothing
STREAMS_ASKED = {"isatty", "reconfigure", "fileno", "flush"}


def _writes(tree: ast.Module, name: str) -> list[str]:
    found: list[str] = []
    asked = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in STREAMS_ASKED
    }
    if name == "app/main.py":
        asked |= {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.For) for part in ast.walk(node.iter)
        }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in asked:
            if ast.unparse(node) in ("sys.stdout", "sys.stderr", "click.echo", "click.secho", "os.write"):
                found.append(f"{name}:{node.lineno}: {ast.unparse(node)}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            to_text = any(word.arg == "file" for word in node.keywords)
            if node.func.id in ("print", "Console") and not to_text:
                found.append(f"{name}:{node.lineno}: {node.func.id}(")
        elif isinstance(node, ast.ImportFrom) and node.module in ("click", "sys"):
            found += [f"{name}: from {node.module} import {alias.name}" for alias in node.names]
    return found


def test_nothing_but_the_door_writes_to_the_terminal() -> None:
    found: list[str] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name not in DOOR:
            found += _writes(ast.parse(path.read_text(encoding="utf-8")), name)
    assert found == []


def test_the_search_sees_every_way_to_write(tmp_path: Path) -> None:
    del tmp_path
    ways = [
        "print(1)",
        "click.echo(1)",
        "sys.stderr.write('')",
        "Console(stderr=True)",
        "from click import echo",
    ]
    assert [len(_writes(ast.parse(way), "a.py")) for way in ways] == [1] * len(ways)
