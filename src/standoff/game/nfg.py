"""Writes one draw of a game as a Gambit strategic-form file (`.nfg`), by its reduced strategies.

A reduced strategy names an action only at the information sets that the player's own earlier
actions leave reachable; full strategies would repeat rows. Expected payoffs are sums over the histories
that a profile leaves open: of fractions where all numbers are known as they were written, in floats
elsewhere. Players may forget their own moves: a pure strategy is one action an information set. Source:
Kuhn (1953); Osborne and Rubinstein (1994), A Course in Game Theory, definition 95.1 (reduced strategic
form); Gambit project, "The strategic game (.nfg) file format", payoff version.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from standoff.errors import Problem, StandoffError
from standoff.game.efg import (
    LONG,
    GameText,
    count_histories,
    payoff_text,
    quote,
    refuse_unsayable,
    written_number,
)
from standoff.game.records import TERMINAL, BoundGame, Game
from standoff.game.strategic_form import (
    MOST_BITS,
    Bools,
    by_profile,
    float_payoffs,
    whole_payoffs,
    written_numbers,
)

MOST_PROFILES = 250_000
MOST_STEPS = 50_000_000  # histories x profiles
MOST_VISITS = 2_000_000  # nodes looked at for one player's strategies: some seconds
UNKNOWN = "not every number of the game is known as it was written"
TOO_LONG = f"its fractions have more than {MOST_BITS:,} binary digits"
FIX = "Write the game in extensive form (.efg)."
UNSAID = "*"  # stands for the action at an information set that the strategy never reaches

Strategy = dict[int, int]  # information set: action


def write_nfg(game: Game, bound: BoundGame, draw: int, title: str = "", comment: str = "") -> str:
    """The reduced strategic form of one draw; a strategy's name joins its actions with `/`.

    Parameters
    ----------
    game, bound : the compiled game and its numbers
    draw : which draw of `bound`
    title, comment : any text

    Returns
    -------
    str

    Raises
    ------
    StandoffError
        S604 if players disagree about chance or options have base weights; S685 if there are more than
        250,000 profiles.

    Source
    ------
    The Gambit project, "Game representation formats", the strategic game (.nfg) file format.

    Examples
    --------
    >>> from standoff.game.trees import Decision, Terminal, build_tree
    >>> built = build_tree(Decision("A", {"l": Terminal((0.5,)), "r": Terminal((1,))}), ("A",))
    >>> print(write_nfg(built.game, built.bound, 0, "choice"))
    NFG 1 R "choice" { "A" } { { "l" "r" } }
    ""
    <BLANKLINE>
    0.5
    1.0
    <BLANKLINE>
    """
    return nfg_text(game, bound, draw, title, comment).text


def nfg_text(game: Game, bound: BoundGame, draw: int, title: str = "", comment: str = "") -> GameText:
    """As `write_nfg`, and what had to be rounded.

    Parameters
    ----------
    game : as compiled or read
    bound : `game` with the numbers of some draws
    draw : the draw that is written
    title, comment : what the file says of itself

    Returns
    -------
    GameText
        The text of the strategic form, with a count of what is not exact in it.

    Examples
    --------
    >>> from standoff.game.trees import Chance, Decision, Terminal, build_tree
    >>> from fractions import Fraction
    >>> lot = Chance({"hit": (Fraction(1, 3), Terminal((1,))), "miss": (Fraction(2, 3), Terminal((0.1,)))})
    >>> built = build_tree(Decision("A", {"lot": lot, "sure": Terminal((1,))}), ("A",))
    >>> told = nfg_text(built.game, built.bound, 0)
    >>> told.text.split()[-2:], told.rounded
    (['0.4', '1.0'], 0)
    """
    refuse_unsayable(bound, draw)
    counts = [count_strategies(game, player) for player in range(game.arrays.n_players)]
    if None not in counts:
        _refuse_large(game, math.prod(n for n in counts if n is not None))
    strategies = [reduced_strategies(game, player) for player in range(game.arrays.n_players)]
    _refuse_large(game, math.prod(len(s) for s in strategies))
    names = " ".join(
        "{ " + " ".join(quote(n) for n in _names(game, i, s)) + " }" for i, s in enumerate(strategies)
    )
    players = " ".join(quote(name) for name in game.labels.player)
    rows, rounded, why = _rows(game, bound, draw, strategies)
    head = f"NFG 1 R {quote(title)} {{ {players} }} {{ {names} }}"
    return GameText("\n".join([head, quote(comment), "", *rows]) + "\n", rounded, why)


def _rows(
    game: Game, bound: BoundGame, draw: int, strategies: list[list[Strategy]]
) -> tuple[list[str], int, str]:
    """A line of payoffs for each profile, the first player's strategies fastest; what was rounded, why."""
    shape, allows = [len(s) for s in strategies], _allows(game, strategies)
    exact = written_numbers(bound, draw)
    whole = None if exact is None else whole_payoffs(game.arrays, exact, allows, shape)
    if whole is None:
        table = by_profile(float_payoffs(bound, draw, allows, shape))
        why = UNKNOWN if exact is None else TOO_LONG
        return [" ".join(map(written_number, row)) for row in table], sum(map(len, table)), why
    rounded, lines = 0, []
    for row in by_profile(whole.payoff):
        told = [payoff_text(Fraction(x, unit)) for x, unit in zip(row, whole.unit, strict=True)]
        rounded += told.count("")
        lines.append(" ".join(t or repr(x / unit) for t, x, unit in zip(told, row, whole.unit, strict=True)))
    return lines, rounded, LONG if rounded else ""


def _refuse_large(game: Game, n_profiles: int) -> None:
    if n_profiles > MOST_PROFILES or n_profiles * count_histories(game) > MOST_STEPS:
        what = f"the reduced strategic form has {_many(n_profiles)} profiles of strategies."
        expected = f"Expected at most {MOST_PROFILES:,}, and at most {MOST_STEPS:,} times the endings."
        raise StandoffError(Problem("S685", what, expected, FIX))


def _many(n: int) -> str:
    return f"{n:,}" if n < 10**15 else f"about 10^{len(str(n)) - 1}"


def count_strategies(game: Game, player: int) -> int | None:
    """How many reduced strategies a player has, without listing them; None where recall is imperfect.

    The number below an action is the product over the information sets that it alone leads to, and
    that of an information set the sum over its actions. Source: von Stengel (1996), GEB 14,
    220-246, section 3 (sequences of a player form a tree).

    Examples
    --------
    >>> from standoff.game.trees import Decision, Terminal, build_tree
    >>> low = Decision("A", {"l": Terminal(), "r": Terminal()})
    >>> count_strategies(build_tree(Decision("A", {"in": low, "out": Terminal()}), ("A",)).game, 0)
    3
    """
    before = _own_moves_before(game, player)
    if before is None:
        return None
    arrays = game.arrays
    below: dict[tuple[int, int] | None, int] = {}  # own action: strategies after it
    for infoset in sorted(before, key=lambda h: before[h][1], reverse=True):  # the last ones first
        n_actions = int(arrays.first_action[infoset + 1] - arrays.first_action[infoset])
        own = sum(below.get((infoset, action), 1) for action in range(n_actions))
        below[before[infoset][0]] = below.get(before[infoset][0], 1) * own
    return below.get(None, 1)


def _own_moves_before(game: Game, player: int) -> dict[int, tuple[tuple[int, int] | None, int]] | None:
    """For each information set of a player its last own move before, and how many there are; or None."""
    arrays = game.arrays
    last: list[tuple[tuple[int, int] | None, int] | None] = [None] * arrays.n_nodes
    last[0] = (None, 0)
    before: dict[int, tuple[tuple[int, int] | None, int]] = {}
    for node in range(arrays.n_nodes):
        here, infoset = last[node], int(arrays.infoset[node])
        if here is None:
            return None
        own = infoset >= 0 and int(arrays.infoset_player[infoset]) == player
        if own and before.setdefault(infoset, here) != here:
            return None
        edges = range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        for action, edge in enumerate(edges):
            child = int(arrays.child[edge])
            made = ((infoset, action), here[1] + 1) if own else here
            if last[child] not in (None, made):
                if arrays.kind[child] != TERMINAL:
                    return None
                continue
            last[child] = made
    return before


def reduced_strategies(game: Game, player: int) -> list[Strategy]:
    """All reduced strategies of a player: information set to action, reachable sets only.

    Raises
    ------
    StandoffError
        S685 if there are too many to list within some seconds.
    """
    found: list[Strategy] = []
    stack: list[Strategy] = [{}]
    visits = 0
    while stack:
        visits += game.arrays.n_nodes
        if visits > MOST_VISITS:
            who = game.labels.player[player]
            what = f"player `{who}` has more than {len(found) + len(stack):,} reduced strategies."
            raise StandoffError(Problem("S685", what, "Expected a smaller game.", FIX))
        strategy = stack.pop()
        undecided = _undecided(game, player, strategy)
        if undecided is None:
            found.append(strategy)
            continue
        first = game.arrays.first_action
        for action in range(int(first[undecided + 1] - first[undecided]) - 1, -1, -1):
            stack.append({**strategy, undecided: action})
    return found


def _undecided(game: Game, player: int, strategy: Strategy) -> int | None:
    """The first information set that the strategy reaches and says nothing of."""
    arrays = game.arrays
    reached = np.zeros(arrays.n_nodes, dtype=np.bool_)
    reached[0] = True
    open_sets = []
    for node in np.flatnonzero(arrays.kind != TERMINAL).tolist():
        if not reached[node]:
            continue
        edges = slice(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        infoset = int(arrays.infoset[node])
        if infoset >= 0 and arrays.infoset_player[infoset] == player:
            if infoset not in strategy:
                open_sets.append(infoset)
                continue
            edges = slice(edges.start + strategy[infoset], edges.start + strategy[infoset] + 1)
        reached[arrays.child[edges]] = True
    return min(open_sets, default=None)


def _names(game: Game, player: int, strategies: list[Strategy]) -> list[str]:
    arrays = game.arrays
    own = np.flatnonzero(arrays.infoset_player == player).tolist()
    names = []
    for strategy in strategies:
        said = [
            game.labels.action[int(arrays.first_action[h]) + strategy[h]] if h in strategy else UNSAID
            for h in own
        ]
        names.append("/".join(said) or UNSAID)
    return names if len(set(names)) == len(names) else [f"{k} {name}" for k, name in enumerate(names, 1)]


def _allows(game: Game, strategies: list[list[Strategy]]) -> list[list[Bools]]:
    """Of each information set and action: which of its player's strategies take it."""
    arrays = game.arrays
    counts = np.diff(arrays.first_action).tolist()
    owners = arrays.infoset_player.tolist()
    return [
        [np.array([s.get(h) == a for s in strategies[owners[h]]]) for a in range(counts[h])]
        for h in range(arrays.n_infosets)
    ]
