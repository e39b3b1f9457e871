"""The records that a scenario's text becomes: frozen, with every name resolved and every span kept.

`Scenario` is what one reading of the text says. It knows nothing of trees, information sets or
solvers; the compiler turns it into a game.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from standoff.draws import Correlation, Distribution
from standoff.errors import Span
from standoff.expressions import Expression

SetBy = Literal["quote", "elicited", "data", "assumed"]


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    title: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    title: str
    kind: str
    author: str = ""
    published: dt.date | None = None
    link: str = ""
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A paraphrase with its locator. `unverified` marks an allegation: printed so everywhere."""

    name: str  # `c4`, or `document.c4` when it comes from a claims file
    document: str
    claimant: str
    says: str
    hedge: str = ""
    unverified: bool = False
    start: int | None = None  # code points into the document
    end: int | None = None
    span_sha256: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Rests:
    """What a number or a conclusion rests on."""

    set_by: SetBy
    because: tuple[str, ...] = ()  # names of claims
    against: tuple[str, ...] = ()
    source: str = ""  # free text: a table, a publication


@dataclass(frozen=True, slots=True)
class Parameter:
    """Exactly one of `draw` (a distribution or a constant) and `derived` (an expression) is set."""

    name: str
    draw: Distribution | None
    derived: Expression | None
    unit: str  # "", "payoff", "probability", "date", "days", "per_month", "share", ...
    says: str
    rests: Rests
    span: Span
    unverified: bool = False


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
    None. `sees` holds the actors that see the result, the mover among them.
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
    """`P(event)`, `P(event | given)`, `E(x)` or `E(x | given)`: one number a draw."""

    name: str
    title: str
    kind: Literal["P", "E"]
    what: Expression
    given: Expression | None
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
    past: str = ""  # a table of past months, by name


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
class Summit:
    """A collective decision over an ordered ladder of options, the first of which is the status quo.

    rule : who must agree; quota : a share of members or a sum of votes; cost : of objecting;
    model : what `position()` is read from; moves : those that some number names.
    """

    name: str
    title: str
    says: str
    options: tuple[str, ...]
    values: tuple[float, ...]
    members: Mapping[str, Member]
    rule: str
    quota: float | None
    cost: Expression | None
    model: str
    moves: tuple[str, ...]
    rests: Rests
    span: Span


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
