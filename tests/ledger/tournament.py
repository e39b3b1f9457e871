"""A synthetic tournament as events, and a plain oracle that says how each question stands and is scored.

The oracle shares nothing with the ledger: it reads the events as they are, follows parents by
recursion, and scores over time on a grid of days. Times of the tournament are whole days.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

START = dt.date(2031, 1, 1)
LENGTH = 100  # days that a question is open
Event = dict[str, Any]


def day(number: int) -> str:
    return (START + dt.timedelta(days=number)).isoformat()


def questions_of(n: int, n_families: int, rng: random.Random) -> list[Event]:
    """Families first (2 to 4 branches, some of which have branches again), then plain questions."""
    found: list[Event] = []

    def ask(name: str, parent: str = "", answer: str = "", options: int = 0) -> None:
        kind = "one_of" if options else "yes_no"
        event: Event = {"kind": "question", "question": name, "text": f"{name}?", "type": kind}
        event |= {"opens": day(0), "closes": f"{day(LENGTH)}T00:00:00Z"}
        event |= {"options": [f"o{k}" for k in range(options)]} if options else {}
        found.append(event | ({"parent": {"question": parent, "answer": answer}} if parent else {}))

    def family(name: str, parent: str, answer: str, depth: int) -> None:
        k = rng.randint(2, 4)
        ask(name, parent, answer, options=k + 1)
        for branch in range(k):
            if depth < 2 and rng.random() < 0.15:
                family(f"{name}_{branch}", name, f"o{branch}", depth + 1)
            else:
                ask(f"{name}_{branch}", name, f"o{branch}")

    for number in range(n_families):
        family(f"f{number}", "", "", 1)
    while len(found) < n:
        ask(f"q{len(found)}")
    return found


def forecasts_of(questions: list[Event], n: int, rng: random.Random) -> list[Event]:
    """Any time from before the opening to after the close; chances that are round, extreme or any."""
    found = []
    for number in range(n):
        asked = rng.choice(questions)
        when = day(rng.randint(0, LENGTH + 5))
        event: Event = {
            "kind": "forecast",
            "question": asked["question"],
            "forecaster": f"bo{rng.randint(1, 8)}",
        }
        event |= {"issued": when, "why": str(number), "imported": "synthetic", "attested": when}
        if asked["type"] == "yes_no":
            event["value"] = {"p": rng.choice([0.0, 1.0, 0.5, round(rng.random(), 2), rng.random()])}
        else:
            k = len(asked["options"])
            raw = [rng.choice([0.0, 1.0, rng.random()]) for _ in range(k)]
            total = sum(raw) or 1.0
            shares = [one / total for one in raw] if sum(raw) else [1.0 / k] * k
            event["value"] = {"shares": dict(zip(asked["options"], shares, strict=True))}
        found.append(event)
    return found


def resolutions_of(questions: list[Event], rng: random.Random) -> list[tuple[Event, bool]]:
    """One to three resolutions of most questions in any order; True with those that are withdrawn again."""
    found = []
    for asked in questions:
        if rng.random() < 0.08:
            continue
        outcomes = ["yes", "no"] if asked["type"] == "yes_no" else asked["options"]
        for number in range(rng.choice([1, 1, 1, 2, 3])):
            outcome = rng.choice([*outcomes * 4, "void", "ambiguous"])
            known = rng.randint(1, LENGTH + 20)
            event: Event = {"kind": "resolution", "question": asked["question"], "outcome": outcome}
            event |= {"known": day(known), "note": str(number)}
            event |= {"event": day(rng.randint(0, known))} if rng.random() < 0.7 else {}
            found.append((event, rng.random() < 0.2))
    rng.shuffle(found)
    return found


class Oracle:
    """How each question stands and each forecaster is scored, said once more and plainly."""

    def __init__(
        self, questions: list[Event], forecasts: list[Event], resolutions: list[tuple[Event, str]]
    ) -> None:
        self.asked = {one["question"]: one for one in questions}
        self.last: dict[str, Event] = {}
        for event, _ in sorted(resolutions, key=lambda pair: (pair[0]["known"], pair[1])):
            self.last[event["question"]] = event
        self.said: dict[tuple[str, str], dict[int, Event]] = {}
        for event in forecasts:
            self.said.setdefault((event["question"], event["forecaster"]), {})[self._day(event["issued"])] = (
                event
            )

    def _day(self, text: str) -> int:
        return (dt.date.fromisoformat(text) - START).days

    def outcome(self, name: str) -> str:
        """yes, no, an option, void, ambiguous, or open."""
        parent = self.asked[name].get("parent")
        if parent:
            above = self.outcome(parent["question"])
            if above in ("open", "ambiguous"):
                return "open"
            if above != parent["answer"]:
                return "void"
        return str(self.last[name]["outcome"]) if name in self.last else "open"

    def scores(self, name: str, who: str) -> tuple[float, float] | None:
        """Brier score over the days in which something stood, and their share of all days."""
        came = self.outcome(name)
        if came in ("open", "void", "ambiguous"):
            return None
        last = self.last[name]
        cut = LENGTH if came == "no" else min(LENGTH, self._day(last.get("event", last["known"])))
        standing, days = None, []
        for number in range(cut):
            standing = self.said[name, who].get(number, standing)
            if standing is not None:
                days.append(self._brier(standing["value"], came))
        return (sum(days) / len(days), len(days) / cut) if days else None

    def _brier(self, value: Event, came: str) -> float:
        if "p" in value:
            return float((value["p"] - (came == "yes")) ** 2)
        return float(sum((p - (option == came)) ** 2 for option, p in value["shares"].items()))
