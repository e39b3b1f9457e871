"""Beliefs from what an information set's nodes do not share, against whole reach along all paths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.compiler import compile_scenario
from standoff.game.records import GameArrays
from standoff.scenario import load
from standoff.solvers import plan
from standoff.solvers.batch.belief_links import START
from standoff.solvers.batch.partition import Block, Structure, analyse
from tests.solvers.families import samples
from tests.solvers.games import Tree, bind, chance, decide, pay

Chances = dict[tuple[int, int], float]  # of an edge, by column


def chances(arrays: GameArrays, structure: Structure, rng: np.random.Generator) -> Chances:
    """Random play, one set's unlike another's, and random numbers for the chances of everybody's beliefs."""
    found: Chances = {}
    number = rng.uniform(0.1, 1.0, int(arrays.chance.max()) + 1)
    play = [rng.dirichlet(np.ones(n)) for n in np.diff(arrays.first_action)]
    for node, children in enumerate(structure.children):
        first, h = int(arrays.first_edge[node]), int(arrays.infoset[node])
        for k in range(len(children)):
            for column in range(arrays.chance.shape[1]):
                cell = arrays.chance[first + k, column]
                found[first + k, column] = float(number[cell]) if h < 0 else play[h][k]
    return found


def whole(block: Block, structure: Structure, edge: Chances, column: int) -> dict[int, float]:
    """Reach of every node from the block's root along all paths."""
    reach = {block.root: 1.0}
    for node in range(block.root, len(structure.children)):
        if node in reach:
            for child in structure.children[node]:
                over = [reach[p] * edge[e, column] for p, e in structure.parents[child] if p in reach]
                reach[child] = sum(over)
    return reach


def shares(reach: np.ndarray) -> np.ndarray:
    return reach / reach.sum()


def compare(arrays: GameArrays, rng: np.random.Generator) -> int:
    """Check every belief of a game; how many information sets have one."""
    structure, n = analyse(arrays), 0
    edge = chances(arrays, structure, rng)
    for block in structure.blocks:
        made = {START: 1.0}
        for k, link in enumerate(block.beliefs.links):
            made[k] = sum(made[before] * edge[e, link.column] for before, _, e in link.over)
        for h, ends in block.beliefs.ends.items():
            reach = whole(block, structure, edge, 1 + int(arrays.infoset_player[h]))
            want = shares(np.array([reach[node] for node in structure.members[h]]))
            np.testing.assert_allclose(shares(np.array([made[k] for k in ends])), want, rtol=1e-11)
            n += 1
    return n


@pytest.mark.parametrize("family", ["mixed", "near_symmetric", "signalling", "merged"])
def test_beliefs_equal_shares_of_whole_reach_in_random_games(family: str) -> None:
    rng = np.random.default_rng(5)
    assert sum(compare(sample.bound.arrays, rng) for sample in samples(family, 24, n_draws=1)) > 20


@pytest.mark.parametrize("name", ["falklands-1982", "learning-from-signs", "strategic-ambiguity"])
def test_beliefs_equal_shares_of_whole_reach_in_merged_scenarios(name: str) -> None:
    arrays = compile_scenario(load(name).reading()).game.arrays
    assert compare(arrays, np.random.default_rng(7)) > 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_what_all_nodes_share_stands_in_no_link(seed: int) -> None:
    """A type that one player knows, then n public moves of the other: no play moves the other's belief."""
    rng = np.random.default_rng(seed)

    def public(kind: int, said: tuple[int, ...]) -> Tree:
        if len(said) == 3:
            return decide(1, said, *(pay(*rng.normal(size=2)) for _ in range(2)))
        return decide(1, said, *(public(kind, (*said, k)) for k in range(2)))

    bound = bind(chance(2, (0.3, public(0, ())), (0.7, public(1, ()))), 2, 1.0)
    (block,) = (b for b in analyse(bound.arrays).blocks if b.iterated)
    assert len(block.upstream) == 7
    assert block.moving == ()
    assert len(block.beliefs.links) == 2
    assert plan(bound.arrays).n_unknown == 0
