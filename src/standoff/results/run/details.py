"""`details/READING.json`: the play of one reading explained: graph, information sets, calendar."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from standoff.results.base_record import Option, Record, Text
from standoff.results.run.fronts import FrontHistory
from standoff.results.run.parts import Parts
from standoff.results.run.summits import SummitHistory


class Node(Record):
    id: int
    kind: Literal["decision", "chance", "terminal"]
    move: Text = ""
    actor: Text | None = None
    infoset: int | None = None
    reach: float


class Edge(Record):
    source: int = Field(alias="from")
    to: int
    option: Option
    probability: float
    reach: float
    endings: dict[Text, float] = {}


class Action(Record):
    option: Option
    mean: float
    q05: float | None = None
    q95: float | None = None
    best_share: float | None = None
    value: float | None = None
    terms: dict[Text, float] = {}


class Belief(Record):
    move: Text
    option: Option
    belief: float
    truth: float | None = None


class Infoset(Record):
    id: int
    move: Text
    actor: Text
    title: Text = ""
    knows: dict[Text, Option] = {}
    reach: float
    precision: float | None = None
    actions: list[Action]
    beliefs: list[Belief] = []


class ChanceBelief(Record):
    move: Text
    option: Option
    truth: float
    believed: dict[Text, float] = {}


class DatedOption(Record):
    option: Option
    probability: float | None = None  # null where no draw was solved
    mc_error: float | None = None
    q05: float | None = None
    q95: float | None = None


class DatedMove(Record):
    move: Text
    title: Text = ""
    actor: Text | None = None
    kind: Text = "within"
    start: dt.date | None = None
    end: dt.date
    start_range: tuple[dt.date, dt.date] | None = None
    end_range: tuple[dt.date, dt.date] | None = None
    unverified: bool = False
    options: list[DatedOption] = []


class Details(Record):
    reading: Text
    draws: int
    sharp: bool = False
    observed: bool = False
    nodes: list[Node]
    edges: list[Edge]
    infosets: list[Infoset] = []
    chance: list[ChanceBelief] = []
    calendar: list[DatedMove] = []
    size: dict[Text, int] = {}
    fronts: list[FrontHistory] = []
    summits: list[SummitHistory] = []
    parts: Parts | None = None  # of a run that is older than they are
