"""Works out what the report shows of one reading's game: who does what and why, tree, calendar.

Means over the first draws of the reading that were solved (docs/design/004).
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from standoff.compiler import WHOLE, Compiled, size_of
from standoff.expressions.records import date_of
from standoff.game import CHANCE, DECISION, DEGENERATE, SOLVED, BoundGame, Solution
from standoff.game.records import Floats, GameArrays
from standoff.results.run.files import record_json
from standoff.results.run.parts import Parts
from standoff.scenario.records import Dates
from standoff.solvers.tolerances import TIE
from standoff.study.summaries.composition import composition, plays_of
from standoff.study.summaries.estimates import quantiles
from standoff.study.summaries.explaining import (
    TRUTH,
    Profile,
    beliefs_of,
    conditioned,
    future_of,
    members_of,
    profile_of,
    reach_of,
    worth_of,
)
from standoff.study.summaries.signals import Place, signals_told

KINDS = {DECISION: "decision", CHANCE: "chance"}
MOST_DRAWS = 2000
COMPARED = 256  # draws in which play is compared between information sets
NEVER = 1e-9  # reach below which only mistakes lead to an information set: nothing is true of it
Json = dict[str, Any]


def details(
    compiled: Compiled,
    bound: BoundGame,
    solution: Solution,
    moves: Mapping[tuple[str, str], tuple[float, float, float, float]],
    columns: Mapping[str, Floats],
    *,
    parts: bool = True,
) -> Json:
    """The content of `details/<reading>.json`.

    Parameters
    ----------
    bound : `compiled.count.game` with the numbers of the first draws
    solution : play of these draws, with the probabilities of all actions kept
    moves : for each option of a dated move its probability, Monte Carlo error, 5 % and 95 % over draws
    columns : the parameters of the same draws, for dates that are uncertain
    parts : also what the play says of the model's own parts, which takes as long as all else
    """
    solved = np.flatnonzero((solution.status == SOLVED) | (solution.status == DEGENERATE))
    kept = BoundGame(bound.arrays, bound.cell[:, solved], bound.payoff[:, solved], bound.precision[:, solved])
    profile = profile_of(kept, solution.probability[solved])
    explained = _Explained(compiled.counted, profile)
    return {
        "reading": compiled.scenario.reading,
        "draws": len(solved),
        "sharp": compiled.scenario.play.sharp,
        "observed": compiled.observed is not None,
        "nodes": explained.nodes(),
        "edges": explained.edges(),
        "infosets": explained.infosets(),
        "chance": explained.chance(),
        "calendar": _calendar(compiled, moves, columns),
        "size": size_of(compiled),
        "parts": record_json(_parts(explained, unsolved=len(solution.status) - len(solved)))
        if parts
        else None,
    }


def _parts(explained: _Explained, *, unsolved: int) -> Parts:
    """What the play says of the model's own parts."""
    if not explained.profile.bound.n_draws:
        return Parts(unsolved=unsolved)
    moves, endings = composition(plays_of(explained.compiled, explained.profile))
    return Parts(
        draws=explained.profile.bound.n_draws,
        unsolved=unsolved,
        moves=moves,
        endings=endings,
        signals=signals_told(explained.compiled, explained.places(), explained.weight[:COMPARED]),
    )


@dataclass(frozen=True, slots=True)
class _Option:
    """An option at an information set: its number in the text, its probability and worth by draw."""

    number: int
    name: str
    share: Floats
    worth: Floats
    terms: dict[str, float]


class _Explained:
    """One reading's game with its play, ready to be written down.

    Where something was observed, draws count by the chance that they gave to it, and reach and the
    probabilities of options are those of play in which it happens.
    """

    def __init__(self, compiled: Compiled, profile: Profile) -> None:
        self.compiled, self.profile = compiled, profile
        self.arrays: GameArrays = compiled.game.arrays
        self.reach = reach_of(profile, TRUTH)
        self.through = profile.share[TRUTH] * self.reach[_parents(self.arrays)]
        self.weight = np.ones(profile.bound.n_draws)
        if compiled.observed is not None:
            self._condition()
        self.labels, self.packed = compiled.game.labels, compiled.trace.packed
        self.members = members_of(self.arrays)
        self.belief = beliefs_of(profile, self.members)
        self.values = _possible_values(compiled)
        self.worth: dict[int, Floats] = {}
        self.term_worth: dict[int, dict[str, Floats]] = {}
        self._weigh_terms()

    def _condition(self) -> None:
        """Put reach in the light of what was observed."""
        reach, through = conditioned(self.profile, self.compiled.count.contradicts)
        size = reach[0].mean() if reach.size else 0.0
        if size > 0.0:
            self.reach, self.through, self.weight = reach / size, through / size, reach[0] / size

    def _share(self, edges: list[int], nodes: list[int]) -> Floats:
        """float64[draw], probability of an option: all edges of the set that are it."""
        plain: Floats = self.profile.share[TRUTH, edges[0]]
        if self.compiled.observed is None:
            return plain
        here = self.reach[nodes].sum(axis=0)
        return np.where(here > 0.0, self.through[edges].sum(axis=0) / np.where(here > 0.0, here, 1.0), plain)

    def _mean(self, values: Floats) -> float:
        """Mean over draws, by their weight."""
        return float((values * self.weight).mean()) if values.size else 0.0

    def _quantile(self, values: Floats, q: float) -> float:
        if self.compiled.observed is None or not values.size:
            return _quantile(values, q)
        found = quantiles(values[self.weight > 0], self.weight[self.weight > 0])
        return float(found[0 if q < 0.5 else 2] or 0.0)

    def _weigh_terms(self) -> None:
        """What each action of each information set is worth, and what of that each term makes.

        One term at a time: a table of edges over draws for each of dozens of terms would not fit.
        """
        cells: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for edge, settled in enumerate(self.packed.terms):
            for source, cell in settled:
                term = self.compiled.trace.sources[source]
                if term is not None and term[0] in self.labels.player:
                    cells.setdefault(term, []).append((edge, cell))
        for (actor, name), places in cells.items():
            player = self.labels.player.index(actor)
            paid = np.zeros((self.arrays.n_edges, self.profile.bound.n_draws))
            for edge, cell in places:
                paid[edge] += self.profile.bound.cell[cell]
            future = future_of(self.profile, 1 + player, paid)
            for infoset, nodes in enumerate(self.members):
                if self.arrays.infoset_player[infoset] == player:
                    part = worth_of(self.profile, nodes, self.belief, paid, future)
                    self.worth[infoset] = self.worth.get(infoset, 0.0) + part
                    if np.any(part != 0):
                        self.term_worth.setdefault(infoset, {})[name] = (part * self.weight).mean(axis=1)

    def nodes(self) -> list[Json]:
        return [
            {
                "id": node,
                "kind": KINDS.get(int(self.arrays.kind[node]), "terminal"),
                "move": self.labels.node_move[node],
                "actor": self._actor(node),
                "infoset": int(self.arrays.infoset[node]) if self.arrays.infoset[node] >= 0 else None,
                "reach": _mean(self.reach[node]),
            }
            for node in range(self.arrays.n_nodes)
        ]

    def _actor(self, node: int) -> str | None:
        infoset = int(self.arrays.infoset[node])
        return self.labels.player[int(self.arrays.infoset_player[infoset])] if infoset >= 0 else None

    def edges(self) -> list[Json]:
        found = []
        for node in range(self.arrays.n_nodes):
            here = self.reach[node].mean()
            for edge in range(int(self.arrays.first_edge[node]), int(self.arrays.first_edge[node + 1])):
                through = float(self.through[edge].mean())
                share = through / here if here > 0 else self.profile.share[TRUTH, edge].mean()
                found.append(
                    {
                        "from": node,
                        "to": int(self.arrays.child[edge]),
                        "option": self.labels.edge_option[edge],
                        "probability": float(share),
                        "reach": through,
                        "endings": dict.fromkeys(self._endings(edge), 1.0),
                    }
                )
        return found

    def _endings(self, edge: int) -> list[str]:
        items = range(int(self.arrays.item_first[edge]), int(self.arrays.item_first[edge + 1]))
        names = [self.labels.item[int(self.arrays.item[i])] for i in items]
        return [name.removeprefix("ending:") for name in names if name.startswith("ending:")]

    def infosets(self) -> list[Json]:
        """Each with its options; a nest's own choice is told with the move that it is part of."""
        whole = [h for h, nest in enumerate(self.packed.infoset_nest) if nest == WHOLE]
        return [self._infoset(h, self.members[h]) for h in whole]

    def _infoset(self, infoset: int, nodes: list[int]) -> Json:
        move = self.compiled.trace.moves[self.packed.infoset_place[infoset]].name
        actor = self.labels.player[int(self.arrays.infoset_player[infoset])]
        precision = self.profile.bound.precision[self.arrays.infoset_player[infoset]]
        return {
            "id": infoset,
            "move": move,
            "actor": actor,
            "title": self.compiled.scenario.moves[move].title,
            "knows": self._knows(nodes),
            "reach": _mean(self.reach[nodes].sum(axis=0)),
            "precision": _mean(precision) if np.isfinite(precision).all() else None,
            "actions": self._actions(infoset, nodes),
            "beliefs": self._beliefs(nodes) if self.packed.infoset_key[infoset] is not None else [],
        }

    def places(self) -> dict[str, list[Place]]:
        """The information sets of each decision, with play and belief of the first draws."""
        found: dict[str, list[Place]] = {}
        for infoset, nest in enumerate(self.packed.infoset_nest):
            if nest == WHOLE:
                move = self.compiled.trace.moves[self.packed.infoset_place[infoset]].name
                found.setdefault(move, []).append(self._place(infoset, self.members[infoset], move))
        return found

    def _place(self, infoset: int, nodes: list[int], move: str) -> Place:
        here = range(int(self.packed.infoset_place[infoset]))
        masks = [[self.values[node][place] for node in nodes] for place in here]
        play = np.zeros((len(self.compiled.scenario.moves[move].options), COMPARED))
        play = play[:, : self.profile.bound.n_draws]
        for option in self._options(infoset, nodes):
            play[option.number] = option.share[:COMPARED]
        belief = {}
        for place in here:
            if len(set(masks[place])) > 1 and not any(mask & (mask - 1) for mask in masks[place]):
                shares = np.zeros((max(masks[place]).bit_length(), play.shape[1]))
                for node, mask in zip(nodes, masks[place], strict=True):
                    shares[mask.bit_length() - 1] += self.belief[node, :COMPARED]
                belief[place] = shares
        return Place(tuple(functools.reduce(operator.or_, own) for own in masks), play, belief)

    def _knows(self, nodes: list[int]) -> dict[str, str]:
        return knowledge(self.compiled, nodes, self.values)

    def _option(self, place: int, value: int) -> str:
        return _option_made(self.compiled, place, value)

    def _actions(self, infoset: int, nodes: list[int]) -> list[Json]:
        told = self._options(infoset, nodes)
        worth = np.stack([option.worth for option in told])
        best = worth >= worth.max(axis=0) - TIE * np.abs(worth).max(axis=0)
        best_share = (best / best.sum(axis=0) * self.weight).mean(axis=1)
        return [
            {
                "option": option.name,
                "mean": self._mean(share) if self.compiled.observed is None else self._met(share, nodes),
                "q05": self._quantile(share, 0.05),
                "q95": self._quantile(share, 0.95),
                "best_share": float(best_share[k]),
                "value": self._mean(option.worth),
                "terms": option.terms,
            }
            for k, option in enumerate(told)
            for share in (option.share,)
        ]

    def _options(self, infoset: int, nodes: list[int]) -> list[_Option]:
        """The options in the order of the text, those of nests among them: the move is one to the reader."""
        first, last = (int(x) for x in self.arrays.first_action[infoset : infoset + 2])
        zero = np.zeros((last - first, self.profile.bound.n_draws))
        worth, terms = self.worth.get(infoset, zero), self.term_worth.get(infoset, {})
        begin = [int(self.arrays.first_edge[node]) for node in nodes]
        found = []
        for k, option in enumerate(self.packed.infoset_options[infoset]):
            edges = [edge + k for edge in begin]
            share = self._share(edges, nodes)
            if option >= 0:
                paid = {name: float(means[k]) for name, means in terms.items()}
                found.append(_Option(option, self.labels.action[first + k], share, worth[k], paid))
                continue
            inner = int(self.arrays.infoset[self.arrays.child[edges[0]]])
            inside = self._options(inner, self.members[inner])
            found += [replace(one, share=share * one.share) for one in inside]
        return sorted(found, key=lambda one: one.number)

    def _met(self, share: Floats, nodes: list[int]) -> float:
        """Mean over draws by how often play comes to these nodes in the light of what was observed."""
        here = self.reach[nodes].sum(axis=0)
        return float((share * here).sum() / here.sum()) if here.sum() > 0 else self._mean(share)

    def _beliefs(self, nodes: list[int]) -> list[Json]:
        """For each move that the mover cannot tell: its belief beside the truth, given that it is here.

        Both are means over draws by how often play comes here: who believes what is so has the truth.
        """
        found = []
        total = self.reach[nodes].sum(axis=0)
        for place, move in enumerate(self.compiled.trace.moves[: int(self.packed.place[nodes[0]])]):
            masks = [self.values[node][place] for node in nodes]
            if len(set(masks)) == 1 or any(mask & (mask - 1) for mask in masks):
                continue
            for mask in sorted(set(masks)):
                here = [node for node, own in zip(nodes, masks, strict=True) if own == mask]
                met = float(total.mean()) > NEVER if total.size else False
                truth = float(self.reach[here].sum() / total.sum()) if met else None
                found.append(
                    {
                        "move": move.name,
                        "option": self._option(place, mask.bit_length() - 1),
                        "belief": self._met(self.belief[here].sum(axis=0), nodes),
                        "truth": truth,
                    }
                )
        return found

    def chance(self) -> list[Json]:
        """Chance moves about which a player believes something else than the truth."""
        found = []
        for move in self.compiled.scenario.moves.values():
            for option in move.options if move.believed and not move.private else ():
                edges = [e for e in self._edges_of(move.name) if self.labels.edge_option[e] == option]
                weight = np.array([self.reach[self._parent(e)].mean() for e in edges])
                if not len(edges) or weight.sum() == 0:
                    continue
                share = self.profile.share[:, edges].mean(axis=2) @ (weight / weight.sum())
                found.append(
                    {
                        "move": move.name,
                        "option": option,
                        "truth": float(share[TRUTH]),
                        "believed": {
                            actor: float(share[1 + self.labels.player.index(actor)])
                            for actor in move.believed
                            if actor in self.labels.player
                        },
                    }
                )
        return found

    def _edges_of(self, move: str) -> list[int]:
        nodes = [n for n, name in enumerate(self.labels.node_move) if name == move]
        return [e for n in nodes for e in range(self.arrays.first_edge[n], self.arrays.first_edge[n + 1])]

    def _parent(self, edge: int) -> int:
        return int(np.searchsorted(self.arrays.first_edge, edge, side="right")) - 1


def known_at(compiled: Compiled) -> list[dict[str, str]]:
    """What the mover knows at each information set, as options of earlier moves that still matter."""
    values = _possible_values(compiled)
    return [knowledge(compiled, nodes, values) for nodes in members_of(compiled.game.arrays)]


def knowledge(compiled: Compiled, nodes: list[int], values: list[list[int]]) -> dict[str, str]:
    """Moves that still matter at an information set and have one and the same value in all its nodes."""
    packed, information = compiled.trace.packed, compiled.trace.information
    place = int(packed.place[nodes[0]])
    told = {}
    for earlier in sorted(information.matters[place] | information.key[place]):
        mask = 0
        for node in nodes:
            mask |= values[node][earlier]
        move = compiled.trace.moves[earlier]
        if mask and mask & (mask - 1) == 0:
            told[move.name] = _option_made(compiled, earlier, mask.bit_length() - 1)
    return told


def _option_made(compiled: Compiled, place: int, value: int) -> str:
    options = compiled.scenario.moves[compiled.trace.moves[place].name].options
    return options[value] if value < len(options) else "not made"


def _parents(arrays: GameArrays) -> npt.NDArray[np.int64]:
    """int64[edge], the node that each edge leaves."""
    return np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))


def _possible_values(compiled: Compiled) -> list[list[int]]:
    """For each node and move, the bits of all values that the move has in the histories to it."""
    packed, n_moves = compiled.trace.packed, len(compiled.trace.moves)
    arrays = packed.arrays
    values = [[0] * n_moves for _ in range(arrays.n_nodes)]
    for node in range(arrays.n_nodes):
        for edge in range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1])):
            after = list(values[node])
            if packed.option[edge] >= 0:  # the choice of a nest is no option yet
                after[packed.place[node]] |= 1 << int(packed.option[edge])
            for place, value in packed.skipped[edge]:
                after[place] |= 1 << value
            child = values[int(arrays.child[edge])]
            for place, mask in enumerate(after):
                child[place] |= mask
    return values


def _calendar(
    compiled: Compiled,
    moves: Mapping[tuple[str, str], tuple[float, float, float, float]],
    columns: Mapping[str, Floats],
) -> list[Json]:
    found = []
    for move in compiled.scenario.moves.values():
        if move.dates is None:
            continue
        options = [(o, moves[move.name, o]) for o in move.options if (move.name, o) in moves]
        found.append(
            {
                "move": move.name,
                "title": move.title,
                "actor": move.actor,
                "kind": move.dates.kind,
                **_dates(move.dates, columns),
                "unverified": move.unverified,
                "options": [
                    {"option": o, "probability": p, "mc_error": error, "q05": low, "q95": high}
                    for o, (p, error, low, high) in options
                ],
            }
        )
    return found


def _dates(dates: Dates, columns: Mapping[str, Floats]) -> Json:
    told: Json = {}
    for end, date in (("start", dates.start), ("end", dates.end)):
        if isinstance(date, str):
            days = (_quantile(columns[date], q) for q in (0.05, 0.5, 0.95))
            low, middle, high = (date_of(day).isoformat() for day in days)
            told[end], told[f"{end}_range"] = middle, [low, high]
        else:
            told[end], told[f"{end}_range"] = (date.isoformat() if date else None), None
    return told


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else 0.0


def _quantile(values: Floats, q: float) -> float:
    return float(np.quantile(values, q)) if values.size else 0.0
