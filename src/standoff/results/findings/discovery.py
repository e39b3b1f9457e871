"""`findings/discovery.json`: in which region of the numbers a conclusion holds, or fails."""

from __future__ import annotations

from standoff.results.base_record import Record, Text
from standoff.results.findings.finding import Counted, Finding, ParameterFacts, Sparse, Value


class Limit(Record):
    """A box's limits in one parameter: null where it goes as far as the draws.

    inside : share of the usable draws whose value is within
    """

    parameter: Text
    low: Value | None
    high: Value | None
    inside: float


class TestedLimit(Limit):
    """A limit of the chosen box, tested.

    quasi_p : how often chance would give it; reproduced : share of random halves in which it comes back
    firm : whether both tests are passed
    """

    quasi_p: float
    reproduced: float
    firm: bool


class Region(Record):
    """Draws in a region: their number, the share of all cases there, the share of cases of them."""

    coverage: float
    density: float
    n: int


class ChosenBox(Region):
    limits: tuple[TestedLimit, ...]


class TreeLeaf(Region):
    limits: tuple[Limit, ...]


class SearchedBox(Region):
    """A box of the search; `restricted` is the number of parameters it limits."""

    restricted: int
    pasted: bool
    chosen: bool


class ConclusionRegion(Sparse, Counted):
    """One conclusion: the rarer of "holds" and "fails" is the case, of which there are `cases` draws.

    refused : why nothing was searched, or ""; all that follows is absent then
    base_share : share of cases over usable draws; chosen : place of the box in `trade_off`
    firm : the region that the firm limits alone make; restricted : parameters of the box
    """

    title: Text
    case: Text
    cases: int
    refused: Text
    base_share: float | None = None
    trade_off: tuple[SearchedBox, ...] = ()
    chosen: int | None = None
    stopped: Text | None = None
    box: ChosenBox | None = None
    firm: Region | None = None
    restricted: tuple[Text, ...] = ()
    tree: tuple[TreeLeaf, ...] = ()


class ReadingDiscovery(Record):
    """All conclusions of one reading, `order` as in the text."""

    order: tuple[Text, ...]
    conclusions: dict[Text, ConclusionRegion]
    parameters: dict[Text, ParameterFacts]


class DiscoveryFinding(Finding):
    """Boxes and trees reading by reading; `searched` is the most parameters looked at."""

    KIND = "discovery"

    draws_read: int
    searched: int
    readings: dict[Text, ReadingDiscovery]
