"""What the library lists: base rates of past cases, and the scenarios that come with Standoff."""

from __future__ import annotations

from standoff.results.answers import AnswerPart


class RateListed(AnswerPart):
    """A base rate: how often something happened in a class of past cases (docs/design/012).

    k, n : so many of so many cases; per : the unit of n where events are counted over time, or ""
    prior : the distribution it gives, null where the class holds no case; selected : how cases came in
    """

    k: int
    n: int
    per: str
    definition: str
    prior: str | None
    selected: str
    note: str
    source: str


class ScenarioListed(AnswerPart):
    """A scenario that comes with Standoff: its name, its title, what it asks."""

    name: str
    title: str
    question: str
