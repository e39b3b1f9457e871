"""What each ending is made of: the moves of the plays that come to it, and its most frequent courses.

An ending settles on an edge of the graph on which play is counted. One pass backwards gives at each
node the chance that it settles from there on, one pass forwards the chance that it has settled before;
with the reach of the nodes these give for every edge the share of the ending's plays that go along it,
and so for every option of every move. Shares are over all plays of all draws together, so that a draw
counts by how likely the ending is in it. Where something was observed only plays that agree count.

The most frequent courses are found best first. What a beginning of a course can still come to is never
more than its own chance, times that of the ending from there on, so a course that is whole and comes
first is the most frequent one that is left.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.compiler import Compiled
from standoff.compiler.packing import events_on
from standoff.game.records import Floats
from standoff.results.run.parts import Course, EndingParts, MoveShares, OptionShare
from standoff.study.summaries.explaining import TRUTH, Profile, future_of, reach_of

COURSES = 3  # courses that are told of an ending
LEAST_COURSE = 0.01  # of an ending: a rarer course is not told
MOST_STEPS = 2000  # beginnings of courses that are looked at for an ending
BLOCK = 512  # edges at a time, so that the largest games fit into memory


@dataclass(frozen=True, slots=True)
class Plays:
    """The plays of a reading's first draws that agree with what was observed.

    flow : the profile, with nothing along edges that contradict what was observed
    reach, agrees : float64[node, draw], chance of coming to a node, and of agreeing from there on
    total : chance of agreeing at all, mean over draws
    parent : int64[edge]; events : by edge, what becomes known there as (place, value)
    shown : the moves that are told, by place: neither what follows by rule nor what a reading fixes
    """

    compiled: Compiled
    flow: Profile
    reach: Floats
    agrees: Floats
    total: float
    parent: npt.NDArray[np.int64]
    events: tuple[tuple[tuple[int, int], ...], ...]
    shown: Mapping[int, str]


def plays_of(compiled: Compiled, profile: Profile) -> Plays:
    """What is known of all plays together.

    Parameters
    ----------
    compiled : with the graph on which play is counted as its game
    """
    arrays, packed = profile.bound.arrays, compiled.trace.packed
    contradicts = compiled.count.contradicts
    share = np.where(contradicts[:, None], 0.0, profile.share[TRUTH])[None]
    flow = Profile(profile.bound, share)
    agrees = _agreeing(flow) if contradicts.any() else np.ones((arrays.n_nodes, profile.bound.n_draws))
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    places, options = packed.place.tolist(), packed.option.tolist()
    events = (events_on(places[p], options[e], packed.skipped[e]) for e, p in enumerate(parent.tolist()))
    total = float(agrees[0].mean()) if agrees[0].size else 0.0
    made = [(place, compiled.scenario.moves[move.name]) for place, move in enumerate(compiled.trace.moves)]
    shown = {p: m.name for p, m in made if not (m.state or m.private or m.off or m.fixed is not None)}
    reach = reach_of(flow, TRUTH)
    return Plays(compiled, flow, reach, agrees, total, parent, tuple(map(tuple, events)), shown)


def _agreeing(flow: Profile) -> Floats:
    """float64[node, draw]: chance that nothing from a node on contradicts what was observed."""
    arrays = flow.bound.arrays
    agrees = np.ones((arrays.n_nodes, flow.bound.n_draws))
    first = arrays.first_edge.tolist()
    for node in range(arrays.n_nodes - 1, -1, -1):
        edges = range(first[node], first[node + 1])
        if edges:
            agrees[node] = sum(flow.share[TRUTH, e] * agrees[arrays.child[e]] for e in edges)
    return agrees


def composition(plays: Plays) -> tuple[list[MoveShares], list[EndingParts]]:
    """What each move comes to in all plays, by name, and what each ending is made of, in the text's order.

    Both are empty where no draw agrees with what was observed.
    """
    if not plays.total > 0.0:
        return [], []
    whole = _by_move(plays, _along(plays, plays.reach, plays.agrees) / plays.total)
    moves = [_told(plays, place, own) for place, own in _named(plays, whole)]
    return moves, [_ending(plays, name, whole) for name in plays.compiled.scenario.endings]


def _ending(plays: Plays, name: str, whole: Mapping[int, Floats]) -> EndingParts:
    arrays = plays.flow.bound.arrays
    settles = _settling(plays, name)
    paid = settles[:, None] * plays.agrees[arrays.child]
    after = future_of(plays.flow, TRUTH, paid)
    chance = float(after[0].mean()) if after[0].size else 0.0
    if not chance > 0.0:
        return EndingParts(ending=name, probability=0.0)
    through = _along(plays, plays.reach, after, paid)
    before = _settled_before(plays, settles)
    if before is not None:
        through += _along(plays, before, plays.agrees)
    shares = _by_move(plays, through / chance)
    told = [_told(plays, place, own, whole[place]) for place, own in _named(plays, shares)]
    return EndingParts(
        ending=name,
        probability=chance / plays.total,
        moves=sorted(told, key=lambda one: (-round(one.differs, 9), one.move)),
        courses=_courses(plays, settles, after, chance),
    )


def _settling(plays: Plays, name: str) -> npt.NDArray[np.float64]:
    """float64[edge]: 1 where the ending settles."""
    arrays, labels = plays.flow.bound.arrays, plays.compiled.game.labels
    found = np.zeros(arrays.n_edges)
    edge = np.repeat(np.arange(arrays.n_edges), np.diff(arrays.item_first))
    wanted = [i for i, item in enumerate(labels.item) if item == f"ending:{name}"]
    found[edge[np.isin(arrays.item, wanted)]] = 1.0
    return found


def _settled_before(plays: Plays, settles: Floats) -> Floats | None:
    """float64[node, draw]: chance of coming to a node once the ending has settled; None: all is over then."""
    arrays, first = plays.flow.bound.arrays, plays.flow.bound.arrays.first_edge
    ends = arrays.child[settles > 0]
    if not (first[ends + 1] > first[ends]).any():
        return None
    found = np.zeros_like(plays.reach)
    parent, child = plays.parent.tolist(), arrays.child.tolist()
    settled = np.zeros(arrays.n_nodes, dtype=np.bool_)
    for edge in range(arrays.n_edges):  # a node's edges stand before those of its children
        node, to = parent[edge], child[edge]
        if settles[edge]:
            found[to] += plays.reach[node] * plays.flow.share[TRUTH, edge]
        elif settled[node]:
            found[to] += found[node] * plays.flow.share[TRUTH, edge]
        else:
            continue
        settled[to] = True
    return found


def _along(plays: Plays, reach: Floats, onwards: Floats, paid: Floats | None = None) -> Floats:
    """float64[edge]: chance of coming to an edge, times what stands at its end, and on itself if anything."""
    child = plays.flow.bound.arrays.child
    found = np.empty(len(child))
    for k in range(0, len(child), BLOCK):
        edges = slice(k, k + BLOCK)
        flow = reach[plays.parent[edges]] * plays.flow.share[TRUTH, edges]
        ahead = onwards[child[edges]] if paid is None else onwards[child[edges]] + paid[edges]
        found[edges] = (flow * ahead).mean(axis=1)
    return found


def _by_move(plays: Plays, through: Floats) -> dict[int, Floats]:
    """For each move by its place the share of each option, and at the end that it is not made."""
    moves = plays.compiled.scenario.moves
    found = {place: np.zeros(len(moves[name].options) + 1) for place, name in plays.shown.items()}
    for edge, events in enumerate(plays.events):
        for place, value in events:
            if place in found and value < len(found[place]) - 1:
                found[place][value] += through[edge]
    for own in found.values():
        own[-1] = max(0.0, 1.0 - own[:-1].sum())
        own /= own.sum()
    return found


def _named(plays: Plays, shares: Mapping[int, Floats]) -> Iterator[tuple[int, Floats]]:
    """The moves that are made in some play, by name."""
    for place in sorted(shares, key=lambda p: plays.shown[p]):
        if shares[place][:-1].any():
            yield place, shares[place]


def _told(plays: Plays, place: int, own: Floats, whole: Floats | None = None) -> MoveShares:
    name = plays.shown[place]
    options: Sequence[str | None] = (*plays.compiled.scenario.moves[name].options, None)
    listed = [
        OptionShare(option=option, share=float(share))
        for option, share in zip(options, own, strict=True)
        if option is not None or share > 1e-12  # what rounding leaves of 1 is no play
    ]
    differs = 0.0 if whole is None else float(np.abs(own - whole).sum() / 2)
    return MoveShares(move=name, differs=differs, options=listed)


def _courses(plays: Plays, settles: Floats, after: Floats, chance: float) -> list[Course]:
    """The most frequent whole courses to an ending, found best first."""
    arrays = plays.flow.bound.arrays
    order = itertools.count()
    start = np.ones(plays.flow.bound.n_draws)
    heap: list[tuple[float, int, int, bool, Floats, tuple[int, ...]]] = []
    heapq.heappush(heap, (-chance, next(order), 0, False, start, ()))
    found: list[Course] = []
    steps = 0
    while heap and len(found) < COURSES and steps < MOST_STEPS:
        least, _, node, over, flow, path = heapq.heappop(heap)
        edges = range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        if not edges:
            found.append(Course(share=-least / chance, moves=_made(plays, path)))
            continue
        steps += 1
        for edge in edges:
            ended = over or bool(settles[edge])
            onwards = plays.agrees if ended else after
            taken = flow * plays.flow.share[TRUTH, edge]
            to = int(arrays.child[edge])
            bound = float((taken * onwards[to]).mean())
            if bound >= LEAST_COURSE * chance:
                heapq.heappush(heap, (-bound, next(order), to, ended, taken, (*path, edge)))
    return sorted(found, key=lambda one: (-round(one.share, 9), sorted(one.moves.items())))


def _made(plays: Plays, path: Sequence[int]) -> dict[str, str]:
    """The moves that are made on a path, in the order of play."""
    shown, moves = plays.shown, plays.compiled.scenario.moves
    events = dict(event for edge in path for event in plays.events[edge])
    return {
        shown[place]: moves[shown[place]].options[value]
        for place, value in sorted(events.items())
        if place in shown and value < len(moves[shown[place]].options)
    }
