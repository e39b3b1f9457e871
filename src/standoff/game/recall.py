"""Perfect recall: at every node of an information set its player has made the same choices before.

It is enough to compare the last own choice of each node with that of the set's first node: if the
sets before are in order, the last choice tells all earlier ones. Absent-mindedness, one set twice on
one path, is looked for by itself and told first: agents cannot be told apart there. Source: Kuhn (1953),
"Extensive games and the problem of information", definition 17; Piccione and Rubinstein (1997),
Games and Economic Behavior 20, 3-24.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from standoff.errors import Problem, Span
from standoff.game.layout import Sapling, set_names

Choices = tuple[tuple[int, int], ...]  # (set, action) of one player, from the root on
MOST = 20
TAKERS = ("`--concept qre`", "`qre_branch`", "`sharp_limit`", "`pure_equilibria`", "`agent_pure_equilibria`")


def recall_problems(tree: Sapling, span: Callable[[int], Span | None]) -> list[Problem]:
    """One problem for each information set that forgets; absent-mindedness is told apart.

    Parameters
    ----------
    tree : a complete tree
    span : the place of a node

    Returns
    -------
    list of Problem
        S682 (an information set twice on one path), then S681 (imperfect recall) of the other sets, at
        most 20.
    """
    twice = _twice(tree)
    problems = [_absent(tree, set_, span(node)) for set_, node in list(twice.items())[:MOST]]
    for set_, first, other in _forgetful(tree):
        if len(problems) == MOST:
            break
        if set_ not in twice:
            problems.append(_problem(tree, set_, (first, other), span))
    return problems


def _twice(tree: Sapling) -> dict[int, int]:
    """Information sets that a path crosses twice, each with the first node at which one does."""
    path: list[int] = []  # nodes from the root on
    crossed: Counter[int] = Counter()  # how often the path crosses each set
    found: dict[int, int] = {}
    for node, set_ in enumerate(tree.set_of):
        while path and path[-1] != tree.parent[node]:
            crossed[tree.set_of[path.pop()]] -= 1
        if set_ >= 0 and tree.sets[set_].player >= 0 and crossed[set_]:
            found.setdefault(set_, node)
        path.append(node)
        crossed[set_] += 1
    return found


def _absent(tree: Sapling, set_: int, place: Span | None) -> Problem:
    who, name = tree.player[tree.sets[set_].player], set_names(tree)[set_]
    return Problem(
        "S682",
        f"information set `{name}` of player `{who}` stands twice on one path: absent-mindedness.",
        "Expected every path to cross an information set at most once; no solver here admits the other.",
        "Give the later node an information set of its own.",
        place,
    )


def _forgetful(tree: Sapling) -> Iterator[tuple[int, int, int]]:
    """(set, its first node, a node before which its player chose otherwise), a set once."""
    last: list[tuple[tuple[int, int] | None, ...]] = []
    first: dict[int, int] = {}
    told: set[int] = set()
    none_made: tuple[tuple[int, int] | None, ...] = (None,) * len(tree.player)
    for node, set_ in enumerate(tree.set_of):
        parent = tree.parent[node]
        own = none_made if parent < 0 else last[parent]
        if parent >= 0 and (player := tree.sets[tree.set_of[parent]].player) >= 0:
            own = (*own[:player], (tree.set_of[parent], tree.nth[node]), *own[player + 1 :])
        last.append(own)
        if set_ < 0 or (player := tree.sets[set_].player) < 0:
            continue
        start = first.setdefault(set_, node)
        if last[start][player] != own[player] and set_ not in told:
            told.add(set_)
            yield set_, start, node


def _choices(tree: Sapling, node: int) -> Choices:
    """All choices of the node's player on the way to it."""
    player = tree.sets[tree.set_of[node]].player
    made = []
    while (parent := tree.parent[node]) >= 0:
        if tree.sets[tree.set_of[parent]].player == player:
            made.append((tree.set_of[parent], tree.nth[node]))
        node = parent
    return tuple(reversed(made))


def _problem(tree: Sapling, set_: int, nodes: tuple[int, int], span: Callable[[int], Span | None]) -> Problem:
    names = set_names(tree)
    who, name = tree.player[tree.sets[set_].player], names[set_]
    first, other = _choices(tree, nodes[0]), _choices(tree, nodes[1])
    k = next(k for k in range(max(len(first), len(other)) + 1) if first[k : k + 1] != other[k : k + 1])

    def said(choices: Choices) -> str:
        if k >= len(choices):
            return "has made no further choice" if k else "has made no choice"
        s, action = choices[k]
        return f"has chosen `{tree.sets[s].action[action]}` at `{names[s]}`"

    place = span(nodes[0])
    where = (
        f"at its first node (line {place.line})" if place is not None else f"at its first node ({nodes[0]})"
    )
    return Problem(
        "S681",
        f"player `{who}` has imperfect recall at information set `{name}`: here it {said(other)}, "
        f"{where} it {said(first)}.",
        "Expected all nodes of an information set to follow the same choices of its player.",
        "Split the information set, or give the forgotten choice to another player; `standoff solve` "
        f"takes it as it is with {' or '.join(', '.join(TAKERS).rsplit(', ', 1))}.",
        span(nodes[1]),
    )
