"""What the workbench tells of a scenario's questions, and what it is asked to write down of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from standoff.results.base_record import Record
from standoff.results.session import Asked, Changes, Name

Why = Annotated[str, StringConstraints(max_length=4_000)]


class Recording(Asked):
    """A forecast of one question that is to be written into the ledger.

    chance : said by the author in place of the answers' own; None takes the answers', as a model's forecast
    seen : the mark of the lines that were shown, "" where they are still to be shown
    """

    changes: Changes = Changes()
    question: Name
    author: Name
    why: Why = ""
    chance: Annotated[float, Field(ge=0, le=1)] | None = None
    seen: Name = ""


class QuestionShown(Record):
    """One entry of `questions:`.

    name : in the ledger; condition : what it is asked under, if anything
    chance, error : of yes; says : the same in words, or the distribution of a date
    why_not : why nothing answers it; state, outcome, latest : how it stands in the ledger, "" and {} unasked
    """

    key: str
    name: str
    text: str
    due: str
    criteria: str = ""
    condition: str = ""
    chance: float | None = None
    error: float | None = None
    says: str = ""
    why_not: str = ""
    state: str = ""
    outcome: str = ""
    latest: dict[str, str] = {}


class QuestionsShown(Record):
    """All questions of a scenario, answered from so many draws.

    ledger : its folder's name, "" without one; begin : how to begin one then
    author : who would write; closed : why nothing can be recorded of these answers, "" where it can
    told : what the ledger says beside, such as clocks that are doubted
    """

    draws: int
    wanted: int
    ledger: str = ""
    begin: str = ""
    author: str = ""
    forecaster: str = ""
    closed: str = ""
    told: list[str] = []
    questions: list[QuestionShown] = []


class LinesShown(Record):
    """Lines as they would be written, or were: without id, time and hash while they are not.

    mark : of what they say; written : ids of the lines that were written, none before
    """

    lines: list[str]
    mark: str
    author: str
    written: list[str] = []
    told: list[str] = []
