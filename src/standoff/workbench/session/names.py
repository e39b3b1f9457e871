"""The names of a text that is being typed: actors, moves with their options, numbers, claims and the rest.

Names and places come from the text as it is, right or wrong; what they mean from the last text without a
fault, where it has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from standoff.expressions.functions import FUNCTIONS, SPECIAL
from standoff.results.session import Described
from standoff.scenario.files import DATA
from standoff.workbench.session.outline import Entry, entries

if TYPE_CHECKING:
    from standoff.scenario import LoadedScenario
    from standoff.scenario.records import Scenario

SECTIONS = {  # kind of name by section
    **{
        "actors": "actor",
        "moves": "move",
        "parameters": "parameter",
        "claims": "claim",
        "measures": "measure",
    },
    **{"documents": "document", "endings": "ending", "conclusions": "conclusion", "readings": "reading"},
    **{"fronts": "front", "summits": "summit"},
}
LISTED = re.compile(r"\boptions:\s*\[([^\]]*)\]")
NAME = re.compile(r"[a-z]\w*")


@dataclass(frozen=True, slots=True)
class Names:
    """Names by kind with their places, the options of moves, and what the last good text says of them."""

    places: Mapping[str, Mapping[str, tuple[str, Entry]]]
    options: Mapping[str, tuple[str, ...]]
    scenario: Scenario | None

    KINDS: ClassVar[tuple[str, ...]] = tuple(SECTIONS.values())

    @classmethod
    def of(cls, texts: Mapping[str, str], loaded: LoadedScenario | None) -> Names:
        """The names in some files."""
        places: dict[str, dict[str, tuple[str, Entry]]] = {kind: {} for kind in cls.KINDS}
        options: dict[str, dict[str, None]] = {}
        written = {file: text for file, text in texts.items() if not file.endswith(DATA)}
        for file, text in written.items():
            lines = text.split("\n")
            for entry in entries(text):
                kind = SECTIONS.get(entry.path[0], "")
                if kind and len(entry.path) == 2:
                    places[kind].setdefault(entry.path[1], (file, entry))
                if kind == "move" and len(entry.path) > 2 and entry.path[2] in ("options", "chance"):
                    listed = LISTED.match(lines[entry.line - 1], entry.column - 1)
                    found = NAME.findall(listed[1]) if listed else entry.path[3:4]
                    options.setdefault(entry.path[1], {}).update(dict.fromkeys(found))
        scenario = None if loaded is None else loaded.reading()
        for move in () if scenario is None else scenario.moves.values():
            options.setdefault(move.name, {}).update(dict.fromkeys(move.options))
        return cls(places, {move: tuple(found) for move, found in options.items()}, scenario)

    def of_kind(self, kind: str) -> Iterable[str]:
        """All names of a kind."""
        return [*FUNCTIONS, *SPECIAL] if kind == "function" else self.places.get(kind, {})

    def says(self, kind: str, name: str) -> str:
        """What is known of a name, in a few words."""
        if kind == "function":
            arguments = FUNCTIONS[name].arguments if name in FUNCTIONS else SPECIAL[name]
            return f"{name}({', '.join(arguments)})"
        known = self._known(kind, name)
        return known[0] if known else ""

    def described(self, kind: str, name: str) -> Described:
        """What is known of a name, and where it is declared."""
        file, entry = self.places[kind][name]
        told = [one for one in self._known(kind, name) if one]
        return Described(
            title=name,
            kind=kind,
            says=told,
            file=file,
            declared_line=entry.line,
            declared_column=entry.column,
        )

    def _known(self, kind: str, name: str) -> list[str]:
        scenario = self.scenario
        if scenario is None:
            return []
        if kind == "parameter" and name in scenario.parameters:
            number = scenario.parameters[name]
            drawn = number.draw.text if number.draw is not None else f"{number.derived}"
            return [number.says, f"{drawn} {number.unit}".rstrip(), number.rests.set_by]
        if kind == "move" and name in scenario.moves:
            move = scenario.moves[name]
            mover = "chance" if move.actor is None else f"by {move.actor}"
            return [move.title, f"{mover}: {', '.join(map(str, move.options))}"]
        if kind == "actor" and name in scenario.actors:
            return [scenario.actors[name].title]
        if kind == "claim" and name in scenario.claims:
            claim = scenario.claims[name]
            return [claim.says, f"{claim.claimant}, {claim.document}"]
        if kind == "document" and name in scenario.documents:
            return [scenario.documents[name].title]
        return []
