"""The list of everything that play can pay: payoff terms, and the ledger of endings and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from standoff.compiler.packing import NOBODY, Source
from standoff.compiler.pieces import Piece, amounts, ending, events, uncovered
from standoff.compiler.records import Ratio
from standoff.compiler.residuals import Parts
from standoff.compiler.tables import Tables, expression_of
from standoff.errors import Problem, Span, StandoffError
from standoff.expressions import Expression, condition, constant, endings_of, replace
from standoff.expressions.partial_evaluation import root_of
from standoff.scenario.records import Measure, Scenario

UNCOVERED = "uncovered"


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece with whom it pays; `start` is the state of its part before any move."""

    source: int
    piece: Piece
    start: int


class Ledger:
    """Collects pieces as parts, and names the items that they add to."""

    def __init__(self, scenario: Scenario, tables: Tables, parts: Parts, players: Mapping[str, int]) -> None:
        self.scenario, self.tables, self.parts, self.players = scenario, tables, parts, players
        self.sources: list[Source] = []
        self.entries: list[Entry] = []
        self.items: list[str] = []
        self.paid_at_once: list[tuple[int, int]] = []
        self.endings = {name: e.condition for name, e in scenario.endings.items()}

    def item(self, name: str) -> int:
        self.items.append(name)
        return len(self.items) - 1

    def add(self, source: Source, pieces: Sequence[Piece], span: Span) -> None:
        number = len(self.sources)
        self.sources.append(source)
        for piece in pieces:
            truths = [self.tables.truth(expression_of(t), span) for t in piece.truths]
            amount = self.tables.amount(expression_of(piece.amount), span)
            start, cell = self.parts.start(number, truths, amount)
            if start:
                self.entries.append(Entry(number, piece, start))
            elif cell:
                self.paid_at_once.append((number, cell))

    def payoffs(self) -> dict[str, int]:
        """All terms of all actors; returns the item with each actor's true expected payoff."""
        items = {}
        for actor in self.scenario.actors:
            terms = self.scenario.payoffs.get(actor, {})
            item = items[actor] = self.item(f"value:{actor}")
            player = self.players.get(actor, NOBODY)
            for name, term in terms.items():
                self.add(Source(player, (item,), (actor, name)), amounts(root_of(term.expression)), term.span)
        return items

    def event(self, name: str, pieces: Sequence[Piece], span: Span) -> int:
        item = self.item(name)
        self.add(Source(NOBODY, (item,)), pieces, span)
        return item

    def everything(self, name: str, span: Span) -> int:
        """An item that counts every history that is counted once."""
        return self.event(name, [Piece(())], span)

    def all_endings(self) -> dict[str, int]:
        spans = {name: e.span for name, e in self.scenario.endings.items()}
        items = {
            name: self.event(f"ending:{name}", [ending(name, self.endings)], spans[name])
            for name in self.endings
        }
        gap = uncovered(self.endings)
        if gap is not None:
            self.event(UNCOVERED, [gap], list(spans.values())[-1])
        return items

    def measure(self, measure: Measure, observed: int | None) -> Ratio:
        """The items of a measure; `observed` is the item with the chance of what was observed."""
        given = [Piece(())] if measure.given is None else events(measure.given, self.endings)
        if measure.kind == "P":
            what = events(measure.what, self.endings)
        else:
            terms = {
                actor: {name: t.expression for name, t in terms.items()}
                for actor, terms in self.scenario.payoffs.items()
            }
            what = self._amounts(replace(measure.what, payoffs=terms))
        both = [Piece((*w.truths, *g.truths), w.amount) for g in given for w in what if not _contradict(w, g)]
        numerator = self.event(f"measure:{measure.name}", both, measure.span)
        if measure.given is None:
            return Ratio(numerator, observed)
        return Ratio(numerator, self.event(f"given:{measure.name}", given, measure.span))

    def _amounts(self, whole: Expression) -> list[Piece]:
        """Pieces of a number; where it names endings, a set of pieces for each ending."""
        if not endings_of(whole):
            return amounts(root_of(whole))
        found = []
        for name in self.endings:
            told = {other: constant(1.0 if other == name else 0.0) for other in self.endings}
            truths = ending(name, self.endings).truths
            left = root_of(replace(whole, endings=told))
            found += [piece.also(truths) for piece in amounts(left)]
        return found

    def dated_moves(self, observed: int | None) -> dict[tuple[str, str], Ratio]:
        found = {}
        for move in self.scenario.moves.values():
            for option in move.options if move.dates is not None and not move.off else ():
                happened = Piece((root_of(condition(move.name, (option,))),))
                item = self.event(f"move:{move.name}={option}", [happened], move.span)
                found[move.name, option] = Ratio(item, observed)
        return found


def _contradict(first: Piece, second: Piece) -> bool:
    """Whether two pieces name different options of one move: they never hold together."""
    chosen = {t.name: set(t.options) for t in first.truths if t.kind == "chose"}
    return any(
        t.kind == "chose" and t.name in chosen and not chosen[t.name] & set(t.options) for t in second.truths
    )


def refuse_uncovered(scenario: Scenario) -> StandoffError:
    """The error for a history that no ending covers."""
    last = list(scenario.endings.values())[-1]
    return StandoffError(
        Problem(
            "S605",
            "some histories reach none of the endings.",
            "Together the endings must cover everything that can happen.",
            "Add a last ending `NAME: otherwise`.",
            last.span,
        )
    )
