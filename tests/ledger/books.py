"""A ledger for tests: a folder, a clock that is set by hand, and short words for each kind of event."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from standoff.ledger import Ledger, Standing, append, begin, load, score_all, standings
from standoff.ledger.moments import read_moment
from standoff.ledger.scoring import Score, Scored

ASKED = {"kind": "question", "type": "yes_no", "opens": "2031-01-01", "closes": "2031-12-31"}


@dataclass
class Book:
    """A ledger in a folder; `now` is the day that its clock says."""

    folder: Path
    now: str = "2031-01-01"

    def write(self, *drafts: dict[str, Any], author: str = "anna") -> str:
        """Append, and hand back the last id."""
        return append(self.folder, author, drafts, lambda: read_moment(self.now)).ids[-1]

    def ask(self, name: str, *, author: str = "anna", **more: Any) -> str:
        return self.write(
            {**ASKED, "question": name, "text": f"Does {name} come about?", **more}, author=author
        )

    def branch(self, name: str, parent: str, answer: str, **more: Any) -> str:
        return self.ask(name, parent={"question": parent, "answer": answer}, **more)

    def say(
        self, name: str, value: Any, *, who: str = "bo", author: str = "anna", on: str = "", **more: Any
    ) -> str:
        """A forecast; a plain number is the chance of yes. `on` sets the clock."""
        self.now = on or self.now
        said = value if isinstance(value, dict) else {"p": value}
        draft = {"kind": "forecast", "question": name, "forecaster": who, "value": said}
        return self.write({**draft, "issued": self.now, **more}, author=author)

    def settle(self, name: str, outcome: str, *, on: str = "", author: str = "anna", **more: Any) -> str:
        self.now = on or self.now
        draft = {"kind": "resolution", "question": name, "outcome": outcome, "known": self.now}
        return self.write({**draft, **more}, author=author)

    def take_back(self, event: str, *, on: str = "", author: str = "anna") -> str:
        self.now = on or self.now
        return self.write({"kind": "withdrawal", "withdraws": event, "known": self.now}, author=author)

    def load(self) -> Ledger:
        return load(self.folder)

    def standing(self, name: str) -> Standing:
        return standings(self.load(), read_moment(self.now))[name]

    def scored(self, **how: Any) -> Scored:
        found = self.load()
        return score_all(found, standings(found, read_moment(self.now)), **how)

    def scores(self, rule: str = "brier", pool: str = "own", **how: Any) -> dict[str, Score]:
        return {
            one.question: one for one in self.scored(**how).scores if one.rule == rule and one.pool == pool
        }


def book_in(folder: Path) -> Book:
    return Book(begin(folder / "book"))
