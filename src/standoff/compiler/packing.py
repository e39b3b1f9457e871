"""Numbers the nodes and lays the game out as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from standoff.compiler.expansion import UNKNOWN, Edge, Node, PlayedMove
from standoff.compiler.residuals import ONE_CELL
from standoff.expressions import Expression
from standoff.game.records import CHANCE, DECISION, TERMINAL, Floats, GameArrays, Ints, Rest

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Source:
    """Whom a settled part pays: a player's payoff, ledger items, or both.

    player : number of the player, NOBODY if the part is not a payoff of one who decides
    items : ledger items to which it adds
    term : (actor, term) if it is a payoff term, else None
    """

    player: int
    items: tuple[int, ...]
    term: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """Arrays, and for each node and edge where it came from in the walk.

    place : int32[node], place of the node's move in the order of play
    option : int32[edge]; below 0 where a nest is chosen, -1 - its number
    skipped : for each edge the other moves that became known on it, as (place, value)
    terms : for each edge (source, cell) of all payoff terms paid on it
    infoset_key : for each information set what its mover can tell, None where it knows its node
    infoset_nest : the nest of whose options the choice is, WHOLE for all that is open
    infoset_options : the options of its actions; below 0 for a nest, as on an edge
    """

    arrays: GameArrays
    place: Ints
    option: Ints
    skipped: tuple[tuple[tuple[int, int], ...], ...]
    terms: tuple[tuple[tuple[int, int], ...], ...]
    infoset_key: tuple[tuple[int, ...] | None, ...]
    infoset_place: tuple[int, ...]
    infoset_nest: tuple[int, ...]
    infoset_options: tuple[tuple[int, ...], ...]


def pack(
    nodes: Sequence[Node],
    moves: Sequence[PlayedMove],
    sources: Sequence[Source],
    rows: Sequence[Sequence[Sequence[int]]],
    players: Mapping[str, int],
    counts: tuple[int, int],
) -> Packed:
    """Lay out the nodes, given in postorder with the root last.

    Parameters
    ----------
    rows : for each chance row, for each believer (0 the truth, 1 + player), a cell an option
    counts : number of ledger items and of cells
    """
    order = _reachable(nodes)
    number = {old: new for new, old in enumerate(order)}
    edges = [(number[old], edge) for old in order for edge in nodes[old].edges]
    sums: dict[tuple[int, ...], int] = {}
    payoff = np.full((len(edges), len(players)), -1, dtype=np.int32)
    item_rows: list[list[tuple[int, int]]] = []
    for i, (_, edge) in enumerate(edges):
        paid: dict[int, list[int]] = {}
        ledger: dict[int, list[int]] = {}
        for source, cell in edge.paid:
            if sources[source].player != NOBODY:
                paid.setdefault(sources[source].player, []).append(cell)
            for item in sources[source].items:
                ledger.setdefault(item, []).append(cell)
        for player, cells in paid.items():
            payoff[i, player] = sums.setdefault(tuple(sorted(cells)), len(sums))
        item_rows.append([(item, cell) for item, cells in sorted(ledger.items()) for cell in sorted(cells)])
    infosets = _infosets(nodes, order, moves)
    place = np.array([nodes[old].place for old in order], dtype=np.int32)
    chance = _chance(edges, rows, len(players))
    arrays = GameArrays(
        kind=np.array([_kind(nodes[old], moves) for old in order], dtype=np.int8),
        first_edge=_offsets([len(nodes[old].edges) for old in order]),
        child=_ints([number[edge.child] for _, edge in edges]),
        infoset=infosets.of_node,
        infoset_player=_ints([players[moves[p].actor or ""] for p in infosets.place]),
        first_action=_offsets([len(options) for options in infosets.options]),
        chance=chance,
        payoff=payoff,
        sum_first=_offsets([len(cells) for cells in sums]),
        sum_cell=_ints([cell for cells in sums for cell in cells]),
        item_first=_offsets([len(row) for row in item_rows]),
        item=_ints([item for row in item_rows for item, _ in row]),
        item_cell=_ints([cell if cell != ONE_CELL else -1 for row in item_rows for _, cell in row]),
        group=_groups(chance),
        n_items=counts[0],
        n_cells=counts[1],
        weight=_weights(infosets, moves),
    )
    return Packed(
        arrays=arrays,
        place=place,
        option=_ints([edge.option for _, edge in edges]),
        skipped=tuple(edge.skipped for _, edge in edges),
        terms=tuple(tuple(p for p in edge.paid if sources[p[0]].term) for _, edge in edges),
        infoset_key=tuple(infosets.key),
        infoset_place=tuple(infosets.place),
        infoset_nest=tuple(infosets.nest),
        infoset_options=tuple(infosets.options),
    )


@dataclass(frozen=True, slots=True)
class _Infosets:
    of_node: Ints
    place: list[int]
    key: list[tuple[int, ...] | None]
    nest: list[int]
    options: list[tuple[int, ...]]


def _infosets(nodes: Sequence[Node], order: Sequence[int], moves: Sequence[PlayedMove]) -> _Infosets:
    """Number the information sets in the order of the moves and of their first nodes."""
    keys: dict[tuple[int, int, object], list[int]] = {}
    for new, old in enumerate(order):
        node = nodes[old]
        if node.place < len(moves) and moves[node.place].actor is not None:
            own = ("node", new) if node.infoset is None else node.infoset
            keys.setdefault((node.place, node.nest, own), []).append(new)
    of_node = np.full(len(order), -1, dtype=np.int32)
    ordered = sorted(keys.items(), key=lambda pair: (pair[0][0], pair[1][0]))
    for i, (_, members) in enumerate(ordered):
        of_node[members] = i
    firsts = [nodes[order[members[0]]] for _, members in ordered]
    options = [tuple(edge.option for edge in node.edges) for node in firsts]
    for (_, members), known in zip(ordered, options, strict=True):
        alike = all(tuple(e.option for e in nodes[order[new]].edges) == known for new in members)
        assert alike, "which options are open follows from what the mover knows"
    return _Infosets(
        of_node,
        [node.place for node in firsts],
        [node.infoset for node in firsts],
        [node.nest for node in firsts],
        options,
    )


def _weights(infosets: _Infosets, moves: Sequence[PlayedMove]) -> Floats | None:
    """float64[action], base weights where some move has an option that waits: a set's add up to 1.

    What waits keeps its weight, whatever else is open; the actions beside it (options, or nests of open
    ones) share the rest alike, as they share all where it is closed.
    """
    if all(moves[place].waits is None for place in infosets.place):
        return None
    found: list[float] = []
    for place, options in zip(infosets.place, infosets.options, strict=True):
        waits, weight = moves[place].waits or (None, 0.0)
        others = sum(option != waits for option in options)
        rest = 1.0 if others == len(options) else 1.0 - weight
        found += [rest / others if option != waits else weight if others else 1.0 for option in options]
    return np.array(found, dtype=np.float64)


def _kind(node: Node, moves: Sequence[PlayedMove]) -> int:
    if node.place >= len(moves):
        return TERMINAL
    return CHANCE if moves[node.place].actor is None else DECISION


def _chance(
    edges: Sequence[tuple[int, Edge]], rows: Sequence[Sequence[Sequence[int]]], n_players: int
) -> Ints:
    chance = np.full((len(edges), 1 + n_players), -1, dtype=np.int32)
    for i, (_, edge) in enumerate(edges):
        if edge.row != UNKNOWN:
            chance[i] = [rows[edge.row][believer][edge.option] for believer in range(1 + n_players)]
    return chance


def _groups(chance: Ints) -> Ints:
    """Players of one group hold the same beliefs about every chance move."""
    known: dict[bytes, int] = {}
    return _ints(
        [
            known.setdefault(np.ascontiguousarray(chance[:, 1 + player]).tobytes(), len(known))
            for player in range(chance.shape[1] - 1)
        ]
    )


def _reachable(nodes: Sequence[Node]) -> list[int]:
    """Numbers of the nodes, root first, every child after all its parents."""
    return list(range(len(nodes) - 1, -1, -1))


def merge_equal(
    nodes: Sequence[Node], moves: Sequence[PlayedMove], seen: Mapping[int, int]
) -> tuple[list[Node], list[int]]:
    """Merge nodes whose edges are the same: futures that are equal though written differently.

    seen : value of each observed move, by place; edges that contradict it are not those that agree

    Returns the nodes that are left, and for each that was given the number of the one it became.

    Only chance nodes and decision nodes whose mover knows its node are merged; within an
    information set with several nodes each must stay, because its belief counts them.
    """
    known: dict[object, int] = {}
    renamed: dict[int, int] = {}
    kept: list[Node] = []
    for old, node in enumerate(nodes):
        edges = [
            Edge(e.option, renamed[e.child], tuple(sorted(e.paid)), e.row, e.skipped) for e in node.edges
        ]
        decided = node.place < len(moves) and moves[node.place].actor is not None
        signature: object = (
            node.place,
            node.nest,
            tuple((e.option, e.child, e.paid, e.row, _contradicts(node.place, e, seen)) for e in edges),
        )
        if decided and node.infoset is not None:
            signature = ("kept", old)
        if signature not in known:
            known[signature] = len(kept)
            kept.append(Node(node.place, node.infoset, edges, node.nest))
        renamed[old] = known[signature]
    return kept, [renamed[old] for old in range(len(nodes))]


def _contradicts(place: int, edge: Edge, seen: Mapping[int, int]) -> bool:
    """Whether a move that was observed has another value on an edge; it may be skipped there."""
    known = events_on(place, edge.option, edge.skipped)
    return any(seen.get(where, value) != value for where, value in known)


def events_on(place: int, option: int, skipped: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """What becomes known on an edge, as (place, value): of a nest's choice nothing yet."""
    return skipped if option < 0 else ((place, option), *skipped)


def contradictions(packed: Packed, seen: Mapping[int, int]) -> npt.NDArray[np.bool_]:
    """bool[edge]: what was observed is not what happens there."""
    found = np.zeros(packed.arrays.n_edges, dtype=np.bool_)
    parent = np.repeat(np.arange(packed.arrays.n_nodes), np.diff(packed.arrays.first_edge))
    for edge in range(packed.arrays.n_edges if seen else 0):
        events = events_on(int(packed.place[parent[edge]]), int(packed.option[edge]), packed.skipped[edge])
        found[edge] = any(seen.get(place, value) != value for place, value in events)
    return found


def with_infosets_of(packed: Packed, coarse: Packed, node: Sequence[int]) -> Packed:
    """A graph with the information sets, and so the actions, of a coarser one.

    node : for each node the coarser graph's node in which it lies
    """
    arrays = replace(
        packed.arrays,
        infoset=coarse.arrays.infoset[list(node)],
        infoset_player=coarse.arrays.infoset_player,
        first_action=coarse.arrays.first_action,
        weight=coarse.arrays.weight,
    )
    return replace(
        packed,
        arrays=arrays,
        infoset_key=coarse.infoset_key,
        infoset_place=coarse.infoset_place,
        infoset_nest=coarse.infoset_nest,
        infoset_options=coarse.infoset_options,
    )


def cells_used(packed: Packed, formulas: Sequence[Expression | Rest]) -> set[int]:
    """The cells that some edge of the game reads, with those that they are made of."""
    arrays = packed.arrays
    used = set(arrays.chance.ravel().tolist()) | set(arrays.sum_cell.tolist())
    used |= set(arrays.item_cell.tolist()) | {cell for paid in packed.terms for _, cell in paid}
    for cell in sorted(used - {-1}, reverse=True):
        formula = formulas[cell]
        used |= set(formula.others) if isinstance(formula, Rest) else set()
    return used - {-1}


def renumber_cells(
    packed: Packed, formulas: Sequence[Expression | Rest], kept: Sequence[int]
) -> tuple[Packed, tuple[Expression | Rest, ...]]:
    """Keep only these cells, in this order."""
    arrays = packed.arrays
    renamed = np.full(len(formulas) + 1, -1, dtype=np.int32)
    renamed[list(kept)] = np.arange(len(kept))
    fresh = replace(
        arrays,
        chance=renamed[arrays.chance],
        sum_cell=renamed[arrays.sum_cell],
        item_cell=renamed[arrays.item_cell],
        n_cells=len(kept),
    )
    terms = tuple(tuple((source, int(renamed[cell])) for source, cell in paid) for paid in packed.terms)
    found = [formulas[cell] for cell in kept]
    return replace(packed, arrays=fresh, terms=terms), tuple(
        Rest(tuple(int(renamed[o]) for o in f.others)) if isinstance(f, Rest) else f for f in found
    )


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int32)


def _offsets(counts: Sequence[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
