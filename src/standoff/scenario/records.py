"""The records that a scenario's text becomes: frozen, with every name resolved and every span kept.

`Scenario` is what one reading of the text says. It knows nothing of trees, information sets or
solvers; the compiler turns it into a game.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from standoff.draws import Correlation, Distribution
from standoff.errors import Span
from standoff.evidence.records import Claim as Claim  # made in the room of evidence, offered here too
from standoff.evidence.records import Document as Document
from standoff.evidence.records import Rests as Rests
from standoff.evidence.records import SetBy as SetBy
from standoff.expressions import Expression, both, either


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    title: str
    says: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Actors that are alike: what has `each` stands once for each of the members."""

    name: str
    title: str
    says: str
    members: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a repeated block: its number from 1 and, of a dated one, its first and last day."""

    number: int
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def n_days(self) -> int:
        """Days of a dated stage, both ends counted; 0 of a round."""
        return (self.last - self.first).days + 1 if self.first is not None and self.last is not None else 0


@dataclass(frozen=True, slots=True)
class Block:
    """A repeated block: its stages, and the names of the moves and carried states of one stage.

    moves, states : as they are called inside the block (`entry`, `join[france]`); starts : of each
    state its option before the first stage; ends : whether it has an `until`
    """

    name: str
    title: str
    says: str
    stages: tuple[Stage, ...]
    moves: tuple[str, ...]
    states: tuple[str, ...]
    starts: Mapping[str, str]
    ends: bool
    span: Span

    @property
    def dated(self) -> bool:
        return self.stages[0].first is not None

    @property
    def n_days(self) -> int:
        return sum(stage.n_days for stage in self.stages)

    def move(self, inner: str, number: int) -> str:
        """The name of a stage's move or state: `campaign.entry[2]`, `campaign.join[france,2]`."""
        return (
            f"{self.name}.{inner[:-1]},{number}]" if inner.endswith("]") else f"{self.name}.{inner}[{number}]"
        )

    def end(self, number: int) -> str:
        """The name of the move that says whether the block goes on after a stage."""
        return f"{self.name}[{number}]"


@dataclass(frozen=True, slots=True)
class Parameter:
    """Exactly one of `draw` (a distribution or a constant) and `derived` (an expression) is set.

    prior : what the number falls back to when every claim that it rests on is struck out, or None
    known_to : the actors that know its value, None where all do; a derived one is known to whom knows all
        that it is made of
    cells : into how many cells of equal probability the others cut its distribution
    """

    name: str
    draw: Distribution | None
    derived: Expression | None
    unit: str  # "", "payoff", "probability", "date", "days", "per_month", "share", ...
    says: str
    rests: Rests
    span: Span
    unverified: bool = False
    prior: Distribution | None = None
    prior_span: Span | None = None
    known_to: frozenset[str] | None = None
    cells: int = 3


def knowers(made: Parameter, actors: Mapping[str, Actor]) -> str:
    """Who knows a private number, in words.

    Examples
    --------
    >>> from standoff.draws import no_spans, parse_distribution
    >>> drawn = parse_distribution("uniform(0, 1)", no_spans, "x")
    >>> at = Span("x.yaml", 1, 1, 2)
    >>> made = Parameter("x", drawn, None, "", "", Rests("assumed"), at, known_to=frozenset({"b", "a"}))
    >>> knowers(made, {name: Actor(name, name.upper()) for name in "abc"})
    'A and B'
    """
    titles = [actor.title for name, actor in actors.items() if name in (made.known_to or ())]
    if not titles:
        return "nobody"
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"


@dataclass(frozen=True, slots=True)
class Dates:
    """When a move can be made: a window, a day, or a last day; each end a date or a parameter."""

    kind: Literal["within", "on", "by"]
    start: dt.date | str | None  # a string names a date parameter
    end: dt.date | str


@dataclass(frozen=True, slots=True)
class Move:
    """A decision (`actor` set) or a chance move (`actor` None).

    chance and believed give one expression an option; the option that was written as `rest` has
    None. `believed_rests` says what an actor's own probabilities rest on. `sees` holds the actors
    that see the result, the mover among them.
    """

    name: str
    title: str
    actor: str | None
    options: tuple[str, ...]
    values: tuple[float, ...] | None  # the numbers of a grid's options, else None
    when: Expression | None
    chance: Mapping[str, Expression | None] | None
    believed: Mapping[str, Mapping[str, Expression | None]]
    sees: frozenset[str]
    together: frozenset[str]  # names of the moves made at the same time (symmetric, without self)
    dates: Dates | None
    says: str
    rests: Rests
    unverified: bool
    span: Span
    fixed: str | None = None  # set by a reading or by `--given`: this option is made, all know it
    off: bool = False  # switched off by a reading: the move is always skipped
    believed_rests: Mapping[str, Rests] = field(default_factory=dict)  # by actor
    open_when: Mapping[str, Expression] = field(default_factory=dict)  # by option; always open without one
    option_words: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # title and `says`, by option
    nests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # options by nest, in order
    private: str = ""  # the private number whose type it decides: made by the compiler, not written
    state: bool = False  # what follows from earlier moves for certain: a carried state, or a block's end
    block: str = ""  # the block that it belongs to
    stage: int = 0  # its stage there, from 1
    waits: tuple[str, float] | None = None  # the option that waits, and its base weight where it is open

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """Whether it is made, and which of its options are open, depends on these."""
        return (*((self.when,) if self.when is not None else ()), *self.open_when.values())

    @property
    def guard(self) -> Expression | None:
        """Where it is made: where `when` holds and an option is open."""
        if not self.open_when or any(option not in self.open_when for option in self.options):
            return self.when
        some = functools.reduce(either, self.open_when.values())
        return some if self.when is None else both(self.when, some)


@dataclass(frozen=True, slots=True)
class Term:
    """One named payoff term of one actor: an expression over moves and parameters."""

    actor: str
    name: str
    expression: Expression
    says: str
    rests: Rests
    span: Span


@dataclass(frozen=True, slots=True)
class Ending:
    """A class of terminal nodes: the first whose condition holds; None is `otherwise`."""

    name: str
    title: str
    condition: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Measure:
    """`P(event)`, `P(event | given)`, `E(x)` or `E(x | given)`: one number a draw.

    kind : of these "P" or "E"; or "D" for what is derived of other measures above it, draw by draw
    """

    name: str
    title: str
    kind: Literal["P", "E", "D"]
    what: Expression
    given: Expression | None
    span: Span


AnswerKind = Literal["ending", "measure", "conclusion"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers a part of the question on the first page.

    says : sentences for an answer below, between and from the cuts on; None where none are written
    """

    asks: str
    kind: AnswerKind
    name: str
    says: tuple[str, str, str] | None
    cuts: tuple[float, float]
    span: Span


@dataclass(frozen=True, slots=True)
class Happened:
    """What is known since the scenario's day: an event that came true. It never enters play."""

    name: str
    event: Expression
    on: dt.date
    says: str
    source: str
    link: str
    span: Span


@dataclass(frozen=True, slots=True)
class Question:
    """A question that others ask, and what of the scenario answers it. It never enters play.

    kind : "P" an event (given another one, or none), "E" a mean, "D" a measure by its name, "date" a
        date parameter
    """

    name: str
    kind: str
    asks: Expression
    given: Expression | None
    text: str
    criteria: str
    source: str
    due: dt.date
    span: Span


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A proposition over measures (and parameters); the answer is the share of draws it holds in."""

    name: str
    title: str
    holds_when: Expression
    rests: Rests
    says: str
    span: Span


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure that is looked at first, and why."""

    measure: str
    says: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A part of the crisis that can be taken out, to see what moves without it.

    because : the claims that it stands for; nulls : in how many ways it can be taken out, 1 or 2
    moves : its own moves as the text names them, beside those that taking it out changes
    judged_in : the readings that decide about it, none where all do
    """

    name: str
    title: str
    says: str
    because: tuple[str, ...]
    nulls: int
    moves: tuple[str, ...]
    judged_in: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Play:
    """Logit play with one precision an actor (names of parameters), or the sharp limit."""

    sharp: bool
    precision: Mapping[str, str] = field(default_factory=dict)  # actor -> parameter name


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something dated that changes an input of a front; amounts and dates may differ by draw.

    what : the model's input, as `defender_stock`; amount : per unit of the model's clock, or all at
    once if `once`; start, end : dates (end None: it goes on)
    """

    name: str
    what: str
    amount: Expression
    start: Expression
    end: Expression | None
    once: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Front:
    """A front: which model, its numbers as expressions over parameters and earlier public moves.

    `moves` are those that some number names: the front runs once for each way they can go.
    `model_span` and the spans of the expressions place what the model itself refuses.
    """

    name: str
    title: str
    says: str
    model: str
    start: dt.date
    parameters: Mapping[str, Expression]
    schedules: tuple[Schedule, ...]
    moves: tuple[str, ...]
    rests: Rests
    span: Span
    model_span: Span
    past: str = ""  # a table of past months: a shipped one's name, or a file beside the scenario
    past_span: Span | None = None
    past_table: tuple[str, str] = ("", "")  # of such a file: its path as shown, and its text


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a summit; numbers are expressions over parameters and earlier public moves.

    position : what it wants, on the scale of the options; limit : the highest option that it accepts
    (None: it follows from the position); votes : its weight under a weighted rule
    """

    name: str
    title: str
    position: Expression
    limit: Expression | None
    salience: Expression | None
    capability: Expression | None
    votes: float
    rests: Rests
    span: Span


@dataclass(frozen=True, slots=True)
class Body:
    """Who decides at a summit, and how; `when` is None for the summit's own body, which comes last.

    members : names of those who sit; rule : who must agree; quota : a share of members or a sum of
    votes; cost : of objecting; veto : those whose objection alone blocks
    """

    name: str
    title: str
    when: Expression | None
    members: tuple[str, ...]
    rule: str
    quota: float | None
    cost: Expression | None
    veto: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summit:
    """A collective decision over an ordered ladder of options, the first of which is the status quo.

    bodies : the first whose `when` holds decides; the last is the summit's own. proposer : the name
    of a member, or empty; proposes : what the one who proposes likes best (None: nobody does, and the
    highest option that passes is adopted); model : what `position()` is read from; disagreement : what
    no agreement costs each member; moves : those that some number or condition names.
    """

    name: str
    title: str
    says: str
    options: tuple[str, ...]
    values: tuple[float, ...]
    members: Mapping[str, Member]
    bodies: tuple[Body, ...]
    proposer: str
    proposes: Expression | None
    model: str
    disagreement: Expression | None
    moves: tuple[str, ...]
    rests: Rests
    span: Span

    @property
    def body(self) -> Body:
        """The summit's own body: the one that decides where no other does."""
        return self.bodies[-1]

    def formulas(self) -> tuple[Expression, ...]:
        """All expressions over numbers; the conditions of bodies are not among them."""
        found = [self.proposes, self.disagreement, *(body.cost for body in self.bodies)]
        for m in self.members.values():
            found += [m.position, m.limit, m.salience, m.capability]
        return tuple(f for f in found if f is not None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One reading of a scenario's text, checked: every name in it exists and has the right type.

    `sha256` is of the text (all files of a folder, in order of name). `reading` names the reading
    that this record expresses, `readings` all that the text has, in order.
    """

    name: str
    title: str
    question: str
    as_of: dt.date
    horizon: dt.date
    sha256: str
    files: tuple[str, ...]
    reading: str
    readings: Mapping[str, str]  # name -> title
    actors: Mapping[str, Actor]
    documents: Mapping[str, Document]
    claims: Mapping[str, Claim]
    parameters: Mapping[str, Parameter]  # in the order of the text; derived ones after their inputs
    correlations: tuple[Correlation, ...]
    moves: Mapping[str, Move]  # in the order in which they are made
    payoffs: Mapping[str, Mapping[str, Term]]
    endings: Mapping[str, Ending]
    measures: Mapping[str, Measure]
    conclusions: Mapping[str, Conclusion]
    play: Play
    notes: str = ""
    fronts: Mapping[str, Front] = field(default_factory=dict)
    summits: Mapping[str, Summit] = field(default_factory=dict)
    as_written: Scenario | None = None  # before the compiler added moves for the types of private numbers
    groups: Mapping[str, Group] = field(default_factory=dict)
    blocks: Mapping[str, Block] = field(default_factory=dict)
    happened: Mapping[str, Happened] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    headlines: Mapping[str, Headline] = field(default_factory=dict)  # by measure
    void_correlations: tuple[Correlation, ...] = ()  # of numbers that this reading says and the file draws

    @property
    def written_correlations(self) -> tuple[Correlation, ...]:
        """Those of the file: a reading that leaves one void draws the other number as the file does."""
        return (*self.correlations, *self.void_correlations)

    mechanisms: Mapping[str, Mechanism] = field(default_factory=dict)
