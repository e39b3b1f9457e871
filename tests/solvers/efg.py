"""A minimal reader of Gambit's `.efg` text into a `Tree`, for checks against published numbers."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from standoff.game.records import CHANCE, DECISION, TERMINAL
from tests.solvers.games import Edge, Tree, end

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]|[^\s{}",]+')


def _number(token: str) -> float:
    return float(Fraction(token)) if "/" in token else float(token)


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens, self.at = _TOKEN.findall(text), 0
        self.chances: dict[str, list[str]] = {}
        self.actions: dict[tuple[str, str], list[str]] = {}
        self.outcomes: dict[str, list[float]] = {}

    def next(self) -> str:
        self.at += 1
        return str(self.tokens[self.at - 1])

    def peek(self) -> str:
        return str(self.tokens[self.at]) if self.at < len(self.tokens) else ""

    def text(self) -> str:
        return self.next()[1:-1] if self.peek().startswith('"') else ""

    def listed(self) -> list[str]:
        out: list[str] = []
        if self.peek() != "{":
            return out
        self.next()
        while self.peek() != "}":
            out.append(self.next())
        self.next()
        return out

    def outcome(self) -> list[float] | None:
        number = self.next()
        if number == "0":
            return None
        if self.peek().startswith('"'):
            self.text()
        if self.peek() == "{":
            self.outcomes[number] = [_number(t) for t in self.listed()]
        return self.outcomes.get(number)

    def node(self) -> tuple[Tree, list[float] | None]:
        kind = self.next()
        self.text()
        if kind == "t":
            return end(), self.outcome()
        if kind == "c":
            h = self.next()
            self.text()
            self.chances[h] = self.listed() or self.chances[h]
            odds = [_number(t) for t in self.chances[h] if not t.startswith('"')]
            paid = self.outcome()
            node = Tree(CHANCE)
            for p in odds:
                child, worth = self.node()
                node.edges.append(Edge(child, worth, [p / sum(odds)] * 99))
            return node, paid
        player, h = self.next(), self.next()
        self.text()
        self.actions[player, h] = self.listed() or self.actions[player, h]
        n = len(self.actions[player, h])
        paid = self.outcome()
        node = Tree(DECISION, [], int(player) - 1, h)
        for _ in range(n):
            child, worth = self.node()
            node.edges.append(Edge(child, worth))
        return node, paid


def read(text: str) -> tuple[Tree, int]:
    """The tree and the number of players. Payoffs stand on the edge into the node that has them."""
    reader = _Reader(text)
    head = [reader.next() for _ in range(3)]
    if head[:2] != ["EFG", "2"]:
        raise ValueError(f"not an extensive-form file: {head}")
    reader.text()
    players = reader.listed()
    if reader.peek().startswith('"'):
        reader.text()
    root, _ = reader.node()
    _cut(root, len(players))
    return root, len(players)


def _cut(node: Tree, n_players: int) -> None:
    for e in node.edges:
        if e.chance is not None:
            e.chance = list(e.chance[: 1 + n_players])
        _cut(e.child, n_players)


def infoset_keys(root: Tree) -> dict[int, Any]:
    """Depth-first index of the first node of each information set."""
    keys: dict[int, Any] = {}
    seen = set()
    for k, node in enumerate(_walk(root)):
        if node.kind != TERMINAL and node.infoset is not None and (node.player, node.infoset) not in seen:
            seen.add((node.player, node.infoset))
            keys[k] = (node.player, node.infoset)
    return keys


def _walk(node: Tree) -> Any:
    yield node
    for e in node.edges:
        yield from _walk(e.child)
