"""`text.json`: titles, claims and documents, and what the numbers are about."""

from __future__ import annotations

import datetime as dt

from standoff.results.base_record import Option, Record, Text


class Reasons(Record):
    """What something rests on: names of claims for and against it."""

    because: list[Text] = []
    against: list[Text] = []
    set_by: Text = ""
    source: Text = ""


class Titled(Record):
    title: Text = ""
    says: Text = ""
    text: Text = ""
    because: list[Text] = []
    against: list[Text] = []
    set_by: Text = ""
    source: Text = ""
    unverified: bool = False
    actor: Text | None = None
    options: list[Option] = []
    beliefs: dict[Text, Reasons] = {}


class OptionText(Record):
    title: Text = ""
    says: Text = ""


class MoveText(Titled):
    """A move, with what tells its place in the game.

    seen_by : the actors that see its result, the mover among them; null in a run that is older than this
    together : names of the moves that are made at the same time
    block, stage : the repeated block that it belongs to, and its stage there from 1
    number : the private number whose value it stands for
    state : whether it only follows from earlier moves
    option_words : titles of options and what is said of them, where the text has any
    """

    seen_by: list[Text] | None = None
    together: list[Text] = []
    block: Text = ""
    stage: int = 0
    number: Text = ""
    state: bool = False
    option_words: dict[Option, OptionText] = {}


class Document(Record):
    title: Text = ""
    kind: Text = ""
    author: Text | None = ""
    published: dt.date | None = None
    link: Text | None = ""
    sha256: Text | None = ""
    note: Text | None = ""
    publisher: Text = ""
    container: Text = ""


class Claim(Record):
    document: Text = ""
    claimant: Text = ""
    says: Text = ""
    hedge: Text | None = ""
    unverified: bool = False
    start: int | None = None
    end: int | None = None
    span_sha256: Text = ""
    type: Text = ""
    condition: Text = ""
    about: Text = ""
    mechanism: Text = ""
    status: Text = "accepted"
    supports: list[Text] = []
    attacks: list[Text] = []
    restates: Text = ""

    @property
    def placed(self) -> bool:
        """Whether it says where in its document it stands."""
        return self.start is not None and self.end is not None


class Since(Record):
    """Something that is known since the day from which the scenario looks ahead."""

    text: Text = ""
    on: dt.date
    says: Text = ""
    source: Text = ""
    link: Text = ""


class Asked(Record):
    """A question that others can check later; given : the condition under which it is asked."""

    text: Text
    given: Text = ""
    criteria: Text = ""
    source: Text = ""
    due: dt.date


class AnswerText(Record):
    """What answers a part of the question.

    kind : `ending`, `measure` or `conclusion`; name : its name
    says : a sentence for a low, a middle and a high answer, or nothing; cuts : between them
    """

    asks: Text
    kind: Text
    name: Text
    says: list[Text] = []
    cuts: list[float] = []


class Idle(Record):
    """Something on which nothing depends in any reading: its name, and why, names in backticks."""

    name: Text
    says: Text


class Order(Record):
    """Names as they follow one another in the text (JSON keys are sorted)."""

    actors: list[Text] = []
    readings: list[Text] = []
    moves: list[Text] = []
    endings: list[Text] = []
    measures: list[Text] = []
    conclusions: list[Text] = []
    headlines: list[Text] = []  # measures that a reader looks at first
    terms: dict[Text, list[Text]] = {}


class Words(Record):
    """`text.json`: titles, claims and what the numbers are about."""

    name: Text = ""
    title: Text
    question: Text = ""
    as_of: dt.date
    horizon: dt.date
    hash: Text
    notes: Text | None = ""
    actors: dict[Text, Titled] = {}
    readings: dict[Text, Titled] = {}
    moves: dict[Text, MoveText] = {}
    terms: dict[Text, dict[Text, Titled]] = {}
    endings: dict[Text, Titled] = {}
    measures: dict[Text, Titled] = {}
    conclusions: dict[Text, Titled] = {}
    documents: dict[Text, Document] = {}
    claims: dict[Text, Claim] = {}
    happened: dict[Text, Since] = {}
    questions: dict[Text, Asked] = {}
    answers: list[AnswerText] = []
    idle: list[Idle] = []
    order: Order = Order()
