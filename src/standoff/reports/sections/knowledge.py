"""Who knows and believes what of each move, once it is made: moves by actors.

An actor makes the move, sees what comes of it, holds a belief over it, or holds none that the model needs.
Beliefs are means over the situations in which the actor decides later, each by how often play comes there;
what an actor expects of a chance that all see is its belief before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.text.cases import span
from standoff.reports.text.moments import MADE, Card, Moment, course
from standoff.reports.text.numbers import NARROW, plain_name
from standoff.reports.text.titles import actor_title
from standoff.results.run.details import Details
from standoff.results.run.folder import RunFiles

MOVES, KNOWS, BELIEVES, IGNORANT = "moves", "knows", "believes", "does not know"
MARKS = {MOVES: "■", KNOWS: "●", BELIEVES: "◐", IGNORANT: "○"}
EQUAL = 1e-6  # of chances that a run's files keep with ten digits
LIKE = 0.005  # of a chance: beliefs that differ from it by less are right
Key = tuple[str, str, str]  # actor, move, option


@dataclass(frozen=True, slots=True)
class Cell:
    """What one actor has of one move; `words` stand behind the mark."""

    kind: str
    words: str

    @property
    def mark(self) -> str:
        return MARKS[self.kind]


@dataclass(frozen=True, slots=True)
class KnowledgeRow:
    number: int
    title: str
    mover: str
    when: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class KnowledgePart:
    """The table: a row a move, a column an actor; `kinds` are those that come up, with their marks."""

    actors: tuple[str, ...]
    rows: tuple[KnowledgeRow, ...]
    kinds: tuple[tuple[str, str], ...]

    @property
    def ignorance(self) -> bool:
        """Whether somebody does not know of a move."""
        return IGNORANT in [kind for _, kind in self.kinds]


def knowledge_part(files: RunFiles) -> KnowledgePart | None:
    """Who knows what; nothing where nobody decides, or a run is older than the facts that it needs."""
    words = files.words.moves
    actors = [name for name in files.words.order.actors or files.words.actors if name in files.words.actors]
    if not actors or any(said.seen_by is None for said in words.values()):
        return None
    beliefs, expected = _beliefs(files), _expected(files)
    rows = []
    for number, moment in enumerate(course(files).moments, 1):
        for card in moment.cards:
            cells = tuple(_cell(files, card, actor, beliefs, expected) for actor in actors)
            rows.append(_row(number, moment, card, cells))
    found = {cell.kind for row in rows for cell in row.cells}
    kinds = tuple((MARKS[kind], kind) for kind in MARKS if kind in found)
    return KnowledgePart(tuple(actor_title(files, actor) for actor in actors), tuple(rows), kinds)


def _row(number: int, moment: Moment, card: Card, cells: tuple[Cell, ...]) -> KnowledgeRow:
    return KnowledgeRow(number, card.title, card.mover_title, moment.when, cells)


def _cell(
    files: RunFiles,
    card: Card,
    actor: str,
    beliefs: dict[Key, list[tuple[float, float]]],
    expected: dict[Key, list[tuple[float, float]]],
) -> Cell:
    moves = [files.words.moves[name] for name in card.moves]
    if any(said.actor == actor for said in moves):
        return Cell(MOVES, MOVES)
    if all(actor in (said.seen_by or ()) for said in moves):
        before = _expects(files, card, actor, expected)
        return Cell(KNOWS, f"expects {before}, then knows" if before else KNOWS)
    if card.of_number:
        return Cell(BELIEVES, "knows its range only")
    held = _told(files, card, actor, beliefs) or _expects(files, card, actor, expected)
    return Cell(BELIEVES, f"believes {held}") if held else Cell(IGNORANT, IGNORANT)


def _told(files: RunFiles, card: Card, actor: str, held: dict[Key, list[tuple[float, float]]]) -> str:
    """`resolute 25 of 100 (true: 57)`: the option that is likeliest in truth, over copies and readings.

    Of equal ones it is the first in the text, as in the picture of the game.
    """
    found: dict[str, list[tuple[float, float]]] = {}
    for key, pairs in held.items():
        if _is_of(key, card, actor):
            found.setdefault(key[2], []).extend(pairs)
    if not found:
        return ""
    top = {one: max(truth for _, truth in pairs) for one, pairs in found.items()}
    equal = [one for one in top if top[one] >= max(top.values()) - EQUAL]
    named = [one for move in card.moves for one in files.words.moves[move].options if one in equal]
    option = next(iter(named), min(equal))
    belief = span(min(b for b, _ in found[option]), max(b for b, _ in found[option]))
    truth = span(min(t for _, t in found[option]), max(t for _, t in found[option]))
    true = "" if all(abs(b - t) < LIKE for b, t in found[option]) else f" (true: {truth})"
    return f"{plain_name(option)} {belief} of{NARROW}100{true}"


def _expects(files: RunFiles, card: Card, actor: str, expected: dict[Key, list[tuple[float, float]]]) -> str:
    """What it expects of a chance otherwise than it is, and under how many readings: else it expects that."""
    told = _told(files, card, actor, expected)
    n_readings = max((len(pairs) for key, pairs in expected.items() if _is_of(key, card, actor)), default=0)
    where = (
        "" if n_readings == len(files.details) else f" under {n_readings} of {len(files.details)} readings"
    )
    return told + where if told else ""


def _is_of(key: Key, card: Card, actor: str) -> bool:
    return key[0] == actor and key[1] in card.moves


def _beliefs(files: RunFiles) -> dict[Key, list[tuple[float, float]]]:
    """What actors believe of what they did not see when they decide: one pair (belief, truth) a reading."""
    found: dict[Key, list[tuple[float, float]]] = {}
    for details in files.details.values():
        for key, (weight, belief, truth) in _weighed(details).items():
            found.setdefault(key, []).append((belief / weight, truth / weight))
    return found


def _weighed(details: Details) -> dict[Key, tuple[float, float, float]]:
    total: dict[Key, tuple[float, float, float]] = {}
    for infoset in details.infosets:
        for one in infoset.beliefs if infoset.reach > MADE else ():
            key = (infoset.actor, one.move, one.option)
            weight, belief, truth = total.get(key, (0.0, 0.0, 0.0))
            true = one.belief if one.truth is None else one.truth
            total[key] = (
                weight + infoset.reach,
                belief + infoset.reach * one.belief,
                truth + infoset.reach * true,
            )
    return total


def _expected(files: RunFiles) -> dict[Key, list[tuple[float, float]]]:
    """What actors expect of a chance otherwise than it is."""
    found: dict[Key, list[tuple[float, float]]] = {}
    for details in files.details.values():
        for one in details.chance:
            for actor, belief in one.believed.items():
                if abs(belief - one.truth) >= LIKE:
                    found.setdefault((actor, one.move, one.option), []).append((belief, one.truth))
    return found
