"""Best responses and gains from the definition, node by node: the check of every answer.

No solver uses this arithmetic: solvers work on sequences and matrices, this walks the unfolded
tree. A player's best reply is found from its last moves to its first: under perfect recall all
nodes of an information set lie behind the same number of own moves, so that the stage of those
with most own moves can be decided first, each by the others' reach of its nodes.
Source: Osborne and Rubinstein (1994), A Course in Game Theory, sec. 11.1 and 11.4; Koller, Megiddo
and von Stengel (1996), Games and Economic Behavior 14, sec. 3, for the recursion.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, StandoffError
from standoff.game.records import BoundGame, Floats
from standoff.solvers.tree_forms.tree import Indices, Tree, grow

SUM_NEAR = 1e-9  # probabilities of one information set add up to 1 within this


@dataclass(frozen=True, slots=True)
class BestResponse:
    """A player's best reply to the others' play.

    value : expected payoff at the root under the player's own beliefs
    action : int64[infoset], the chosen action's place among the information set's actions; -1 at
        other players' information sets
    """

    value: float
    action: Indices


def best_response(bound: BoundGame, profile: Floats, player: int, draw: int = 0) -> BestResponse:
    """The best whole strategy of one player against the others' play.

    Parameters
    ----------
    bound : the game with its numbers
    profile : float64[action], behaviour of all players in the game's action order
    player : whose reply is asked for, from 0
    draw : which draw of the game

    Returns
    -------
    BestResponse
        Where the graph was unfolded and an information set became several, `action` is the choice
        at the one that the others reach most.

    Raises
    ------
    StandoffError
        S622 for a player or draw that the game does not have, S630 for imperfect recall, S636 for
        play of the wrong shape.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import best_response
    >>> answer = Decision("B", {"fight": Terminal((-1, -1)), "yield": Terminal((2, 1))})
    >>> entry = build_tree(Decision("A", {"out": Terminal((0, 2)), "in": answer}), ("A", "B"))
    >>> found = best_response(entry.bound, np.array([1.0, 0.0, 0.5, 0.5]), player=0)
    >>> float(found.value), int(found.action[0])  # going in against a coin: (-1 + 2) / 2
    (0.5, 1)
    """
    if not 0 <= player < bound.arrays.n_players:
        what = f"player {player} was asked for, and the game has players 0 to {bound.arrays.n_players - 1}."
        raise StandoffError(Problem("S622", what))
    walk = Walk(grow(bound, draw))
    value, choice, weight = walk.reply(walk.play(profile), player)
    tree = walk.tree
    action = np.full(bound.arrays.n_infosets, -1, dtype=np.int64)
    for h in np.argsort(weight, kind="stable"):
        if tree.player[h] == player:
            action[tree.origin_infoset[h]] = choice[h]
    return BestResponse(value, action)


def gain(bound: BoundGame, profile: Floats, draw: int = 0) -> Floats:
    """float64[player], most that each player adds by changing its whole strategy alone.

    Parameters
    ----------
    bound : the game with its numbers
    profile : float64[action], behaviour of all players in the game's action order
    draw : which draw of the game

    Returns
    -------
    float64[player], in payoff units; 0 for every player at a Nash equilibrium

    Raises
    ------
    StandoffError
        S630 for imperfect recall, S636 for play of the wrong shape.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import gain
    >>> root = Decision("A", {"wait": Terminal((0,)), "act": Terminal((1,))})
    >>> gain(build_tree(root, ("A",)).bound, np.array([0.25, 0.75]))
    array([0.25])
    """
    return Walk(grow(bound, draw)).check(np.asarray(profile, dtype=float)).gain


@dataclass(frozen=True, slots=True)
class Found:
    """What the check of one profile found.

    value, gain, agent_gain : float64[player]
    valid : probabilities are finite, within [0, 1] and add up to 1
    spread : float64[player], highest less lowest payoff: the scale of gains
    size : float64[player], mean size of the payoffs that come about as played, and after the best reply:
        what a gain is small or large against where some payoffs are larger by far than all that happens
    """

    value: Floats
    gain: Floats
    agent_gain: Floats
    valid: bool
    spread: Floats
    size: Floats


@dataclass(frozen=True, slots=True)
class Fan:
    """Nodes and their children: `kid[k]` is a child of `node[row[k]]`."""

    node: Indices
    row: Indices
    kid: Indices


class Walk:
    """An unfolded tree made ready for many profiles: nodes by depth and by own moves."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        depth = np.zeros(tree.n_nodes, dtype=np.int64)
        for node in range(1, tree.n_nodes):
            depth[node] = depth[tree.parent[node]] + 1
        self.levels = _grouped(depth)
        self.depth = depth
        self.ends = np.diff(tree.first_child) == 0
        self.mover = np.append(tree.player, -1)[tree.infoset]  # place -1: nobody moves
        self.taken = _taken(tree)
        self.own = [self._fan(np.flatnonzero(self.mover == i)) for i in range(tree.n_players)]
        self.stages = [self._stages(i) for i in range(tree.n_players)]

    def _fan(self, nodes: Indices) -> Fan:
        first = self.tree.first_child
        width = np.diff(first)[nodes]
        return Fan(
            nodes,
            np.repeat(np.arange(len(nodes)), width),
            self.tree.child[np.repeat(first[nodes], width) + _counting(width)],
        )

    def _stages(self, player: int) -> list[tuple[Fan, list[Fan]]]:
        """From the last stage to the first: the player's nodes, and the others by falling depth."""
        tree, own = self.tree, np.zeros(self.tree.n_nodes, dtype=np.int64)
        for level in self.levels[1:]:
            above = tree.parent[level]
            own[level] = own[above] + (self.mover[above] == player)
        stages = []
        for stage in range(int(own.max()), -1, -1):
            here = np.flatnonzero(own == stage)
            mine = here[self.mover[here] == player]
            rest = here[(self.mover[here] != player) & ~self.ends[here]]
            levels = [rest[self.depth[rest] == d] for d in np.unique(self.depth[rest])[::-1]]
            stages.append((self._fan(mine), [self._fan(level) for level in levels]))
        return stages

    def play(self, profile: Floats) -> Floats:
        """float64[action of the tree] from the game's own actions."""
        profile = np.asarray(profile, dtype=float)
        n_actions = int(self.tree.origin_action.max(initial=-1)) + 1
        if profile.shape != (n_actions,):
            what = f"the play has the shape {profile.shape}."
            wanted = f"One probability an action was expected: ({n_actions},)."
            raise StandoffError(Problem("S636", what, wanted))
        return profile[self.tree.origin_action]

    def step(self, play: Floats, believer: int) -> Floats:
        """float64[node], probability of the edge into the node as the believer sees it."""
        step = self.tree.chance[:, 1 + believer].copy()
        moved = self.taken >= 0
        step[moved] = play[self.taken[moved]]
        return step

    def values(self, step: Floats, player: int) -> Floats:
        """float64[node], expected payoff from the root on, given that the node is reached."""
        tree = self.tree
        value = np.where(self.ends, tree.paid[:, player], 0.0)
        for level in self.levels[:0:-1]:
            np.add.at(value, tree.parent[level], step[level] * value[level])
        return value

    def reach(self, step: Floats, without: int = -1) -> Floats:
        """float64[node], probability of getting there, the moves of one player left out."""
        tree, reach = self.tree, np.ones(self.tree.n_nodes)
        for level in self.levels[1:]:
            above = tree.parent[level]
            factor = np.where(self.mover[above] == without, 1.0, step[level]) if without >= 0 else step[level]
            reach[level] = reach[above] * factor
        return reach

    def reply(self, play: Floats, player: int) -> tuple[float, Indices, Floats]:
        """Value of the best reply, its choices [infoset], and the others' reach of each infoset."""
        tree, step = self.tree, self.step(play, player)
        others = self.reach(step, player)
        value = np.where(self.ends, tree.paid[:, player], 0.0)
        choice = np.full(tree.n_infosets, -1, dtype=np.int64)
        weight = np.zeros(tree.n_infosets)
        for mine, levels in self.stages[player]:
            if len(mine.node):
                self._decide(mine, others, value, choice)
                np.add.at(weight, tree.infoset[mine.node], others[mine.node])
            for level in levels:
                self._pass_back(level, step, value)
        return float(value[0]), choice, weight

    def _decide(self, mine: Fan, others: Floats, value: Floats, choice: Indices) -> None:
        tree = self.tree
        infosets = tree.infoset[mine.node]
        weight = (others[mine.node])[mine.row] * value[mine.kid]
        worth = np.bincount(self.taken[mine.kid], weight, minlength=tree.n_actions)
        for h in np.unique(infosets):
            choice[h] = int(np.argmax(worth[tree.first_action[h] : tree.first_action[h + 1]]))
        value[mine.node] = value[tree.child[tree.first_child[mine.node] + choice[infosets]]]

    def _pass_back(self, level: Fan, step: Floats, value: Floats) -> None:
        worth = step[level.kid] * value[level.kid]
        value[level.node] = np.bincount(level.row, worth, minlength=len(level.node))

    def agent_gain(self, play: Floats, step: Floats, value: Floats, player: int) -> float:
        """Most that the player adds at one information set, others and other own sets as they are."""
        tree = self.tree
        mine = self.own[player]
        if not len(mine.node):
            return 0.0
        weight = self.reach(step)[mine.node][mine.row] * value[mine.kid]
        worth = np.bincount(self.taken[mine.kid], weight, minlength=tree.n_actions)
        sets = np.flatnonzero(tree.player == player)
        best = np.array([worth[tree.first_action[h] : tree.first_action[h + 1]].max() for h in sets])
        now = np.add.reduceat(worth * play, tree.first_action[:-1])[sets]
        return float(max(0.0, (best - now).max()))

    def check(self, profile: Floats) -> Found:
        """Values, gains and validity of one profile of the game's own actions."""
        tree, n_players = self.tree, self.tree.n_players
        play = self.play(profile)
        value, found, agent, size = (np.zeros(n_players) for _ in range(4))
        valid = _is_valid(tree, play)
        if valid:
            for i in range(n_players):
                step = self.step(play, i)
                nodes = self.values(step, i)
                value[i] = nodes[0]
                best, choice, _ = self.reply(play, i)
                found[i] = max(0.0, best - value[i])
                size[i] = self._size(step, i) + self._size(self.step(self._replied(play, choice), i), i)
                agent[i] = self.agent_gain(play, step, nodes, i)
        ends = tree.paid[self.ends]
        spread = np.ptp(ends, axis=0) if len(ends) else np.zeros(n_players)
        return Found(value, found, agent, valid, spread, size)

    def _replied(self, play: Floats, choice: Indices) -> Floats:
        """The play with a reply's choices in it."""
        replied, first = play.copy(), self.tree.first_action
        for h in np.flatnonzero(choice >= 0):
            replied[first[h] : first[h + 1]] = np.arange(first[h + 1] - first[h]) == choice[h]
        return replied

    def _size(self, step: Floats, player: int) -> float:
        """Mean size of the player's payoffs."""
        return float((self.reach(step) * np.abs(self.tree.paid[:, player]))[self.ends].sum())


def forgetful_check(walk: Walk, profile: Floats) -> Found:
    """As `Walk.check` where a player forgets its own moves: every whole pure strategy is tried in turn."""
    tree, n_players = walk.tree, walk.tree.n_players
    arrays = tree.bound.arrays
    profile = np.asarray(profile, dtype=float)
    start, found, agent = (np.zeros(n_players) for _ in range(3))
    valid = _is_valid(tree, walk.play(profile))
    for i in range(n_players if valid else 0):

        def worth(play: Floats, i: int = i) -> float:
            return float(walk.values(walk.step(walk.play(play), i), i)[0])

        start[i] = worth(profile)
        sets = np.flatnonzero(arrays.infoset_player == i).tolist()
        firsts = [int(arrays.first_action[h]) for h in sets]
        sizes = [int(arrays.first_action[h + 1]) - a for h, a in zip(sets, firsts, strict=True)]
        for places in product(*(range(size) for size in sizes)):
            play, changed = profile.copy(), 0
            for a, size, k in zip(firsts, sizes, places, strict=True):
                changed += int(profile[a + k] < 1.0)
                play[a : a + size] = np.arange(size) == k
            more = worth(play) - start[i]
            found[i] = max(found[i], more)
            if changed == 1:
                agent[i] = max(agent[i], more)
    ends = tree.paid[walk.ends]
    spread = np.ptp(ends, axis=0) if len(ends) else np.zeros(n_players)
    return Found(start, found, agent, valid, spread, spread)


def _is_valid(tree: Tree, play: Floats) -> bool:
    if not np.isfinite(play).all() or (play < 0).any() or (play > 1 + SUM_NEAR).any():
        return False
    if not len(play):
        return True
    return bool((np.abs(np.add.reduceat(play, tree.first_action[:-1]) - 1.0) <= SUM_NEAR).all())


def _taken(tree: Tree) -> npt.NDArray[np.int64]:
    """int64[node], action of the tree by which the node is entered, -1 after chance and at the root."""
    above = np.maximum(tree.parent, 0)
    held = tree.infoset[above]
    entered = tree.first_action[np.maximum(held, 0)] + tree.branch
    return np.where((held >= 0) & (tree.parent >= 0), entered, -1)


def _grouped(key: Indices) -> list[Indices]:
    order = np.argsort(key, kind="stable")
    return np.split(order, np.cumsum(np.bincount(key))[:-1])


def _counting(width: Indices) -> Indices:
    """0, 1, ... within each stretch of the given widths."""
    starts = np.cumsum(width) - width
    return np.arange(int(width.sum())) - np.repeat(starts, width)
