"""A slow, plain second reading of a scenario: the whole tree, textbook information sets, one draw.

It shares with the compiler only the expressions: no merging, no residuals, no arrays. Every
history is enumerated; an information set is everything that its mover has seen; play is the logit
fixed point by repeated substitution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from standoff.expressions import evaluate, settle, truth_of
from standoff.scenario.records import Move, Scenario


@dataclass
class Node:
    kind: str
    actor: str | None = None
    infoset: tuple = ()
    edges: list = field(default_factory=list)  # (option, child, {believer: probability})
    history: dict = field(default_factory=dict)


class Oracle:
    def __init__(self, scenario: Scenario, values: dict[str, float]) -> None:
        self.scenario, self.values = scenario, values
        self.moves = list(scenario.moves.values())
        self.columns = {k: np.array([float(v)]) for k, v in values.items()}
        self._paid: dict[tuple[str, int], float] = {}  # of an actor at a terminal node
        self.root = self._grow({}, 0)
        self.precision = {a: values[p] for a, p in scenario.play.precision.items()}

    def number(self, expression, history) -> float:
        return float(evaluate(settle(expression, history), self.columns, 1)[0])

    def _grow(self, history: dict, place: int) -> Node:
        if place == len(self.moves):
            return Node("terminal", history=history)
        move = self.moves[place]
        guarded = move.when is not None and not truth_of(settle(move.when, history))
        open_ = [o for o in move.options if self._is_open(move, o, history)]
        if move.off or guarded or not open_:
            return self._grow({**history, move.name: None}, place + 1)
        if move.fixed is not None:
            return self._grow({**history, move.name: move.fixed}, place + 1)
        if move.actor is None:
            return self._chance(move, history, place)
        seen = tuple(
            (m.name, history[m.name])
            for m in self.moves[:place]
            if move.actor in m.sees and m.name not in move.together
        )
        return self._decision(move, history, place, (move.name, seen), open_)

    def _is_open(self, move: Move, option: str, history: dict) -> bool:
        condition = move.open_when.get(option)
        return condition is None or bool(truth_of(settle(condition, history)))

    def _decision(self, move: Move, history: dict, place: int, infoset: tuple, open_: list[str]) -> Node:
        """A choice among open options; among nests first, and then within the one that was chosen."""
        node = Node("decision", move.actor, infoset, history=history)
        if not move.nests:
            node.edges = [(o, self._grow({**history, move.name: o}, place + 1), None) for o in open_]
            return node
        for nest, held in move.nests.items():
            inside = [o for o in held if o in open_]
            if inside:
                below = Node("decision", move.actor, (*infoset, nest), history=history)
                below.edges = [(o, self._grow({**history, move.name: o}, place + 1), None) for o in inside]
                node.edges.append((nest, below, None))
        return node

    def _chance(self, move: Move, history: dict, place: int) -> Node:
        tables = {"": self._shares(move.chance, history)}
        for actor, believed in move.believed.items():
            tables[actor] = self._shares(believed, history)
        node = Node("chance", history=history)
        for o in move.options:
            shares = {believer: table[o] for believer, table in tables.items()}
            node.edges.append((o, self._grow({**history, move.name: o}, place + 1), shares))
        return node

    def _shares(self, written, history) -> dict[str, float]:
        shares = {o: self.number(e, history) for o, e in written.items() if e is not None}
        for o, e in written.items():
            if e is None:
                shares[o] = 1 - sum(shares.values())
        return shares

    def payoff(self, actor: str, history: dict) -> float:
        return sum(self.number(t.expression, history) for t in self.scenario.payoffs.get(actor, {}).values())

    def solve(self, rounds: int = 5000, tolerance: float = 1e-13) -> None:
        """Find the profile: {infoset: {option: probability}}."""
        self.members: dict[tuple, list[Node]] = {}
        self._collect(self.root)
        self.profile = {
            h: {o: 1 / len(ns[0].edges) for o, _, _ in ns[0].edges} for h, ns in self.members.items()
        }
        for _ in range(rounds):
            worst = 0.0
            fresh = {}
            self._reached = {actor: self._all_reach(actor) for actor in self.precision}
            self._valued = {actor: {} for actor in self.precision}
            for h, nodes in self.members.items():
                answer = self._answer(nodes)
                worst = max(worst, *(abs(answer[o] - self.profile[h][o]) for o in answer))
                fresh[h] = answer
            self.profile = {
                h: {o: 0.5 * self.profile[h][o] + 0.5 * p for o, p in fresh[h].items()} for h in fresh
            }
            if worst < tolerance:
                return
        raise AssertionError(f"the oracle did not converge: {worst}")

    def _collect(self, node: Node) -> None:
        if node.kind == "decision":
            self.members.setdefault(node.infoset, []).append(node)
        for _, child, _ in node.edges:
            self._collect(child)

    def _answer(self, nodes) -> dict[str, float]:
        actor = nodes[0].actor
        reach = self._reached[actor]
        total = sum(reach[id(n)] for n in nodes)
        worth = {
            o: sum(reach[id(n)] / total * self._known_value(n.edges[k][1], actor) for n in nodes)
            for k, (o, _, _) in enumerate(nodes[0].edges)
        }
        top = max(worth.values())
        weight = {o: math.exp(self.precision[actor] * (w - top)) for o, w in worth.items()}
        return {o: w / sum(weight.values()) for o, w in weight.items()}

    def _shares_of(self, node: Node, believer: str):
        for option, child, shares in node.edges:
            if node.kind == "chance":
                yield child, shares.get(believer, shares[""])
            else:
                yield child, self.profile[node.infoset][option]

    def _reach(self, node: Node, p: float, believer: str, found: dict[int, float]) -> None:
        found[id(node)] = p
        for child, share in self._shares_of(node, believer):
            self._reach(child, p * share, believer, found)

    def _all_reach(self, believer: str) -> dict[int, float]:
        found: dict[int, float] = {}
        self._reach(self.root, 1.0, believer, found)
        return found

    def _known_value(self, node: Node, actor: str) -> float:
        """The value under this round's profile, worked out once a node."""
        known = self._valued[actor]
        if id(node) not in known:
            if node.kind == "terminal":
                known[id(node)] = self._value(node, actor)
            else:
                shares = self._shares_of(node, actor)
                known[id(node)] = sum(share * self._known_value(child, actor) for child, share in shares)
        return known[id(node)]

    def _value(self, node: Node, actor: str) -> float:
        if node.kind == "terminal":
            at = actor, id(node)
            if at not in self._paid:
                self._paid[at] = self.payoff(actor, node.history)
            return self._paid[at]
        return sum(share * self._value(child, actor) for child, share in self._shares_of(node, actor))

    def endings(self) -> dict[str, float]:
        found = dict.fromkeys(self.scenario.endings, 0.0)
        for history, p in self._terminals(self.root, 1.0):
            found[self._ending(history)] += p
        return found

    def _ending(self, history) -> str:
        for ending in self.scenario.endings.values():
            if ending.condition is None or truth_of(settle(ending.condition, history)):
                return ending.name
        raise AssertionError(f"no ending covers {history}")

    def _terminals(self, node: Node, p: float):
        if node.kind == "terminal":
            yield node.history, p
        for child, share in self._shares_of(node, ""):
            yield from self._terminals(child, p * share)

    def chance_of(self, test) -> float:
        """True probability of the histories for which `test(history)` holds."""
        return sum(p for history, p in self._terminals(self.root, 1.0) if test(history))

    def true_value(self, actor: str) -> float:
        return sum(p * self.payoff(actor, h) for h, p in self._terminals(self.root, 1.0))

    def value(self, actor: str) -> float:
        return self._value(self.root, actor)
