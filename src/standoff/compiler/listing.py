"""Prints a compiled game for people: `show_game` by moves and information sets, `show_arrays` raw."""

from __future__ import annotations

import dataclasses

import numpy as np

from standoff.compiler.records import Compiled
from standoff.expressions import key
from standoff.game import CHANCE, DECISION, Game, Rest
from standoff.game.efg import count_histories


def size_of(compiled: Compiled) -> dict[str, int]:
    """Counts of nodes, edges, information sets, those with something hidden, and histories."""
    arrays = compiled.game.arrays
    members = np.bincount(arrays.infoset[arrays.infoset >= 0], minlength=arrays.n_infosets)
    return {
        "nodes": arrays.n_nodes,
        "edges": arrays.n_edges,
        "infosets": arrays.n_infosets,
        "hidden_infosets": int((members > 1).sum()),
        "hidden_nodes": int(members[members > 1].sum()),
        "actions": arrays.n_actions,
        "cells": arrays.n_cells,
        "histories": count_histories(compiled.game),
    }


def show_game(compiled: Compiled) -> str:
    """The moves in order with their nodes, and every information set with its actions."""
    game, packed = compiled.game, compiled.trace.packed
    lines = [f"{compiled.scenario.title} · reading {compiled.scenario.reading}", ""]
    lines += [f"{name.replace('_', ' '):>16}  {count:,}" for name, count in size_of(compiled).items()]
    lines += ["", "moves in the order of play: nodes, and what must still be told apart there"]
    names = [move.name for move in compiled.trace.moves]
    for place, move in enumerate(compiled.trace.moves):
        n_nodes = int((packed.place == place).sum())
        kept = ", ".join(names[i] for i in sorted(compiled.trace.information.key[place])) or "nothing"
        who = move.actor or "chance"
        lines.append(f"  {place + 1:>2} {move.name:<28} {who:<16} {n_nodes:>6} nodes   keeps {kept}")
    lines += ["", "information sets: mover, what it can tell, nodes, actions"]
    for h, label in enumerate(game.labels.infoset):
        first, last = int(game.arrays.first_action[h]), int(game.arrays.first_action[h + 1])
        n_nodes = int((game.arrays.infoset == h).sum())
        player = game.labels.player[int(game.arrays.infoset_player[h])]
        lines.append(
            f"  {h:>4} {player:<14} {label}  [{n_nodes}]  {' | '.join(_options(game, range(first, last)))}"
        )
    return "\n".join(lines) + "\n"


def _options(game: Game, actions: range) -> list[str]:
    """The names of actions, with their base weights where the game has any."""
    weight = game.arrays.weight
    if weight is None:
        return [game.labels.action[a] for a in actions]
    return [f"{game.labels.action[a]} (base weight {weight[a]:.4g})" for a in actions]


def show_arrays(compiled: Compiled) -> str:
    """Every node with its edges as numbers, the cells with their formulas, then where play is counted."""
    game = compiled.game
    arrays = game.arrays
    lines = ["node kind infoset move: edges as option->child payoff=[row of each player]"]
    lines += _nodes(game)
    lines.append("payoff rows: sums of cells")
    for row in range(arrays.n_sums):
        cells = arrays.sum_cell[arrays.sum_first[row] : arrays.sum_first[row + 1]].tolist()
        lines.append(f"  {row} = {' + '.join(f'c{c}' for c in cells)}")
    lines.append("cells")
    for i, formula in enumerate(compiled.count.game.cells):
        said = f"rest of {list(formula.others)}" if isinstance(formula, Rest) else key(formula)
        lines.append(f"  c{i} = {said}" + (" (counted only)" if i >= len(game.cells) else ""))
    sizes = {f.name: getattr(arrays, f.name) for f in dataclasses.fields(arrays)}
    lines.append("arrays")
    lines += [f"  {n} {v.dtype}{list(v.shape)}" for n, v in sizes.items() if isinstance(v, np.ndarray)]
    lines += ["where play is counted, with the same information sets: edges with the items that they add to"]
    lines += [*_nodes(compiled.count.game), *_carried(compiled)]
    return "\n".join(lines) + "\n"


def _nodes(game: Game) -> list[str]:
    arrays, lines = game.arrays, []
    for node in range(arrays.n_nodes):
        kind = {DECISION: "decision", CHANCE: "chance"}.get(int(arrays.kind[node]), "terminal")
        lines.append(f"{node} {kind} {int(arrays.infoset[node])} {game.labels.node_move[node]}")
        for edge in range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1])):
            items = range(int(arrays.item_first[edge]), int(arrays.item_first[edge + 1]))
            told = " ".join(
                f"{game.labels.item[arrays.item[i]]}+={_cell(arrays.item_cell[i])}" for i in items
            )
            chance = f" p={arrays.chance[edge].tolist()}" if arrays.chance[edge, 0] >= 0 else ""
            lines.append(
                f"    {game.labels.edge_option[edge]}->{int(arrays.child[edge])}{chance}"
                f" payoff={arrays.payoff[edge].tolist()} {told}".rstrip()
            )
    return lines


def _carried(compiled: Compiled) -> list[str]:
    """What is carried beside the nodes: items that depend on more than these tell apart."""
    carried, labels = compiled.count.carried, compiled.count.game.labels
    entries = zip(carried.edge.tolist(), carried.item.tolist(), carried.node.tolist(), strict=True)
    lines = [f"edge {edge} adds carried v{node} to {labels.item[item]}" for edge, item, node in entries]
    for node in range(carried.n_nodes):
        parts = []
        for branch in range(int(carried.first[node]), int(carried.first[node + 1])):
            cells = carried.pay_cell[carried.pays[branch] : carried.pays[branch + 1]]
            paid = [_cell(int(cell)) for cell in cells]
            paid += [f"v{int(carried.to[branch])}"] if carried.to[branch] >= 0 else []
            parts.append(f"edge {int(carried.along[branch])} ({' + '.join(paid)})")
        lines.append(f"v{node} = {' + '.join(parts)}")
    return lines


def _cell(number: int) -> str:
    return "1" if number < 0 else f"c{number}"
