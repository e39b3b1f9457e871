"""The pages of the Python interface: one a room with its names in tables, one a public name."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

from public_names import ROOMS, PublicName, public_names

TITLES = {
    "": "standoff: the verbs of the command line",
    "scenario": "scenario: the text, read and checked",
    "draws": "draws: uncertain numbers",
    "game": "game: the compiled game",
    "solvers": "solvers: a game to a checked answer",
    "exploration": "exploration: what matters, where it flips, what is robust",
    "summit": "summit: collective decisions",
    "front": "front: attrition and breakthrough",
    "evidence": "evidence: documents and claims",
    "ledger": "ledger: questions, forecasts and how they came out",
    "findings": "findings: what a run hinges on",
    "results": "results: records of what stands on disk",
}


def api_pages() -> dict[str, str]:
    """File name -> text, of every page: `index.rst`, one a room, and one a function or record."""
    pages = {"index.rst": _index()}
    told: set[int] = set()
    for room in ROOMS:
        pages[_page(room)] = _room_page(room)
        if room == "results":  # its records are many and small: they stand on one page
            continue
        for name in public_names(room):
            if name.kind != "constant":
                pages[f"names/{name.full}.rst"] = _name_page(name, again=id(name.value) in told)
                told.add(id(name.value))
    return pages


def _name_page(name: PublicName, *, again: bool) -> str:
    """A page that stands in no tree: the side of every page would list hundreds of names."""
    room = name.module.split(".")[1] if "." in name.module else "standoff"
    within = f":doc:`{name.module} <../{room}>`"
    return "\n".join([":orphan:", "", *_head(name.name), within, "", *_described(name, again=again), ""])


def _described(name: PublicName, *, again: bool = False) -> list[str]:
    """What two rooms offer is in the index of names once."""
    once = ["   :no-index:"] if again else []
    if name.kind == "function":
        return [f".. autofunction:: {name.full}", *once]
    return [f".. autoclass:: {name.full}", "   :members:", "   :show-inheritance:", *once]


def _page(room: str) -> str:
    return f"{room or 'standoff'}.rst"


def _index() -> str:
    inside = [f"   {_page(room)[:-4]}" for room in ROOMS]
    said = (
        "Every public name, made from the docstrings: what it takes and gives, what it raises, its source,"
        " an example that the tests run. How the pieces go together stands in"
        " :doc:`Use Standoff from Python </docs/how-to/use-from-python>`; which file holds what, in"
        " :doc:`Where things are </docs/reference/where-things-are>`."
    )
    return "\n".join(
        [*_head("Python interface"), said, "", ".. toctree::", "   :maxdepth: 1", "", *inside, ""]
    )


def _head(title: str) -> list[str]:
    return [title, "=" * len(title), ""]


def _room_page(room: str) -> str:
    names = public_names(room)
    module = importlib.import_module(f"standoff.{room}" if room else "standoff")
    about = (inspect.getdoc(module) or "").split("\nExamples\n")[0].rstrip()
    lines = [*_head(TITLES[room]), about, ""]
    for kind, title in (("function", "Functions"), ("class", "Records and errors")):
        of_kind = [name for name in names if name.kind == kind]
        if of_kind and room == "results":
            lines += [title, "-" * len(title), ""]
            lines += [line for name in of_kind for line in (*_described(name), "")]
        elif of_kind:
            lines += [title, "-" * len(title), "", ".. autosummary::", "   :nosignatures:"]
            lines += ["", *(f"   ~{name.full}" for name in of_kind), ""]
    constants = [name for name in names if name.kind == "constant"]
    if constants:
        lines += ["Constants", "---------", ""]
        lines += [f"- ``{name.full}``{_says(name)}" for name in constants] + [""]
    return "\n".join(lines)


def _says(name: PublicName) -> str:
    """Kind and size or value of a constant, with the comment that stands beside it in the code."""
    value = name.value
    sized = isinstance(value, tuple | dict | frozenset) and len(value) > 3
    shown = f"{type(value).__name__} of {len(value)}" if sized else f"``{value!r}``"  # type: ignore[arg-type]
    if len(shown) > 90 or " object at " in shown:
        shown = type(value).__name__
    comment = _comment(name)
    return f": {shown}{f'. {comment[:1].upper()}{comment[1:]}' if comment else ''}"


def _comment(name: PublicName) -> str:
    room = Path(inspect.getfile(importlib.import_module(name.module))).parent
    for path in sorted(room.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(target, ast.Name) and target.id == name.name for target in targets):
                _, mark, said = text.splitlines()[node.lineno - 1].partition("  # ")
                return said if mark else ""
    return ""
