"""Writes one draw of a compiled game as a Gambit extensive-form file (`.efg`).

The merged graph is unfolded to a tree; payoffs paid on the way are added up at the terminal nodes,
where the format has them. Source: Gambit project, "The extensive game (.efg) file format".
"""

from __future__ import annotations

import numpy as np

from standoff.errors import Problem, StandoffError
from standoff.game.records import CHANCE, TERMINAL, BoundGame, Floats, Game

MOST_TERMINALS = 500_000


def count_histories(game: Game) -> int:
    """How many terminal nodes the unfolded tree has (exact, whatever its size)."""
    arrays = game.arrays
    count = [0] * arrays.n_nodes
    for node in range(arrays.n_nodes - 1, -1, -1):
        edges = range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        count[node] = sum(count[int(arrays.child[e])] for e in edges) if len(edges) else 1
    return count[0]


def write_efg(game: Game, bound: BoundGame, draw: int, title: str = "") -> str:
    """The text of the `.efg` file of one draw.

    Parameters
    ----------
    game, bound : the compiled game and its numbers
    draw : which draw of `bound`

    Raises
    ------
    StandoffError
        S604 where the format cannot say it: players that disagree about chance, or a tree of more
        than 500,000 terminal nodes.
    """
    if len(set(game.arrays.group.tolist())) > 1 or _subjective(bound, draw):
        raise StandoffError(
            Problem(
                "S604",
                "the players believe different probabilities of a chance move.",
                "A Gambit file has one probability for all.",
                "Export a reading whose beliefs are switched off (`beliefs: {move: off}`).",
            )
        )
    if count_histories(game) > MOST_TERMINALS:
        raise StandoffError(
            Problem("S604", f"the tree has more than {MOST_TERMINALS:,} terminal nodes once it is unfolded.")
        )
    return _Writer(game, bound, draw).text(title)


def _subjective(bound: BoundGame, draw: int) -> bool:
    chance = bound.arrays.chance
    told = chance[chance[:, 0] >= 0]
    probability = bound.cell[:, draw][told]
    return bool((np.abs(probability - probability[:, :1]) > 0).any())


class _Writer:
    """Walks the graph depth first from the root and writes each history as a node of its own."""

    def __init__(self, game: Game, bound: BoundGame, draw: int) -> None:
        self.game, self.arrays = game, game.arrays
        self.cell, self.payoff = bound.cell[:, draw], bound.payoff[:, draw]
        self.lines: list[str] = []
        self.n_chance = self.n_terminal = 0

    def text(self, title: str) -> str:
        players = " ".join(_quote(name) for name in self.game.labels.player)
        self.lines = [f"EFG 2 R {_quote(title)} {{ {players} }}", '""', ""]
        stack = [(0, np.zeros(self.arrays.n_players))]
        while stack:
            node, paid = stack.pop()
            if self.arrays.kind[node] == TERMINAL:
                self._terminal(paid)
                continue
            edges = list(range(int(self.arrays.first_edge[node]), int(self.arrays.first_edge[node + 1])))
            if self.arrays.kind[node] == CHANCE:
                self._chance(node, edges)
            else:
                self._decision(node, edges)
            for edge in reversed(edges):
                rows = self.arrays.payoff[edge]
                more = np.where(rows >= 0, self.payoff[np.maximum(rows, 0)], 0.0) if len(self.payoff) else 0.0
                stack.append((int(self.arrays.child[edge]), paid + more))
        return "\n".join(self.lines) + "\n"

    def _terminal(self, paid: Floats) -> None:
        self.n_terminal += 1
        numbers = ", ".join(repr(float(x)) for x in paid)
        self.lines.append(f't "" {self.n_terminal} "" {{ {numbers} }}')

    def _chance(self, node: int, edges: list[int]) -> None:
        self.n_chance += 1
        probability = [float(self.cell[self.arrays.chance[e, 0]]) for e in edges]
        said = " ".join(
            f"{_quote(self.game.labels.edge_option[e])} {text}"
            for e, text in zip(edges, _decimals(probability), strict=True)
        )
        label = _quote(self.game.labels.node_move[node])
        self.lines.append(f"c {label} {self.n_chance} {label} {{ {said} }} 0")

    def _decision(self, node: int, edges: list[int]) -> None:
        infoset = int(self.arrays.infoset[node])
        player = int(self.arrays.infoset_player[infoset]) + 1
        said = " ".join(_quote(self.game.labels.edge_option[e]) for e in edges)
        label = _quote(self.game.labels.infoset[infoset])
        self.lines.append(f'p "" {player} {infoset + 1} {label} {{ {said} }} 0')


def _decimals(probability: list[float]) -> list[str]:
    """Decimals that add up to 1 exactly, as Gambit demands: 15 places, the largest takes the rest."""
    scaled = [round(p * 10**15) for p in probability]
    scaled[scaled.index(max(scaled))] += 10**15 - sum(scaled)
    return [f"{n // 10**15}.{n % 10**15:015d}" for n in scaled]


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
