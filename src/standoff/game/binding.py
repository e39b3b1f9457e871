"""Puts the numbers of a chunk of draws into a compiled game."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, Span, StandoffError
from standoff.expressions import Expression, evaluate_all
from standoff.game.records import CHANCE, BoundGame, ExactNumbers, Floats, Game, GameArrays, Rest

CHANCE_TOLERANCE = 1e-9


def bind(game: Game, columns: Mapping[str, Floats], n_draws: int) -> BoundGame:
    """A game with the numbers of `n_draws` draws.

    Parameters
    ----------
    game : the compiled game
    columns : float64[draw] for each parameter that the game's cells and precisions name
    n_draws : number of draws; every column has this length

    Returns
    -------
    BoundGame
        Cells, payoff rows and precisions as float64[row, draw].

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.game import Decision, Terminal, bind, build_tree
    >>> root = Decision("A", {"stop": Terminal((0,)), "go": Terminal(("prize - 1",))})
    >>> game = build_tree(root, ("A",), columns={"prize": np.array([2.0])}).game
    >>> bind(game, {"prize": np.array([4.0, 5.0, 6.0])}, 3).payoff.tolist()
    [[3.0, 4.0, 5.0]]
    """
    arrays = game.arrays
    cell = np.empty((len(game.cells), n_draws))
    formulas = {i: formula for i, formula in enumerate(game.cells) if isinstance(formula, Expression)}
    cell[list(formulas)] = evaluate_all(list(formulas.values()), columns, n_draws)
    for i, formula in enumerate(game.cells):
        if isinstance(formula, Rest):
            cell[i] = 1.0 - cell[list(formula.others)].sum(axis=0)
    payoff = np.zeros((arrays.n_sums, n_draws))
    for row in range(arrays.n_sums):
        for i in arrays.sum_cell[arrays.sum_first[row] : arrays.sum_first[row + 1]]:
            payoff[row] += cell[i]
    precision = np.full((arrays.n_players, n_draws), np.inf)
    for player, name in enumerate(game.precision):
        if name is not None:
            precision[player] = columns[name]
    return BoundGame(arrays, cell, payoff, precision, _exact(game))


def _exact(game: Game) -> ExactNumbers | None:
    """The numbers as written, payoff rows added up; None where the game keeps none."""
    if not game.exact:
        return None
    arrays = game.arrays
    rows: list[Fraction | None] = []
    for row in range(arrays.n_sums):
        parts = [game.exact[i] for i in arrays.sum_cell[arrays.sum_first[row] : arrays.sum_first[row + 1]]]
        known = [part for part in parts if part is not None]
        rows.append(sum(known, Fraction(0)) if len(known) == len(parts) else None)
    return ExactNumbers(game.exact, tuple(rows))


@dataclass(frozen=True, slots=True)
class ChanceTable:
    """The cells of one chance move after some histories, as they are or as a player believes them.

    believer : name of the player, empty for the truth
    """

    move: str
    believer: str
    options: tuple[str, ...]
    cells: tuple[int, ...]


def chance_tables(game: Game) -> Iterator[ChanceTable]:
    """Every list of cells that are the chances of one node, each once, in the order of the nodes.

    Parameters
    ----------
    game : the compiled game

    Returns
    -------
    Tables of one node and one believer each; nodes with the same cells share one.

    Examples
    --------
    >>> from standoff.game import Chance, Terminal, build_tree
    >>> root = Chance({"rain": (0.25, Terminal((1,))), "sun": (0.75, Terminal((0,)))}, name="weather")
    >>> [table.options for table in chance_tables(build_tree(root, ("A",)).game)]
    [('rain', 'sun')]
    """
    arrays, seen = game.arrays, set()
    for node in np.flatnonzero(arrays.kind == CHANCE):
        edges = range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        for believer in range(arrays.chance.shape[1]):
            cells = tuple(int(arrays.chance[edge, believer]) for edge in edges)
            if cells not in seen:
                seen.add(cells)
                options = tuple(game.labels.edge_option[edge] for edge in edges)
                whose = game.labels.player[believer - 1] if believer else ""
                yield ChanceTable(game.labels.node_move[int(node)], whose, options, cells)


def bad_chances(game: Game, bound: BoundGame) -> npt.NDArray[np.bool_]:
    """Draws in which some chance move's probabilities leave [0, 1] or do not make 1.

    Parameters
    ----------
    game : the compiled game
    bound : its numbers

    Returns
    -------
    bool[draw]

    Examples
    --------
    >>> from standoff.game import Chance, Terminal, build_tree
    >>> root = Chance({"rain": (0.25, Terminal((1,))), "sun": (0.75, Terminal((0,)))}, name="weather")
    >>> built = build_tree(root, ("A",))
    >>> bad_chances(built.game, built.bound).tolist()
    [False]
    """
    bad = np.zeros(bound.n_draws, dtype=np.bool_)
    for table in chance_tables(game):
        bad |= _bad(bound.cell[list(table.cells)])
    return bad


def check_chance(
    game: Game, bound: BoundGame, first_draw: int = 0, *, places: Mapping[str, Span | None] | None = None
) -> None:
    """Refuse probabilities outside [0, 1], or that do not add up to 1, in any draw.

    Parameters
    ----------
    game : the compiled game
    bound : its numbers
    first_draw : the number of the first draw, for messages
    places : where each chance move is written, for messages

    Raises
    ------
    StandoffError
        S601, one problem a chance move, naming the first draw at fault and its values.

    Examples
    --------
    >>> from standoff.game import Chance, Terminal, build_tree
    >>> root = Chance({"rain": (0.25, Terminal((1,))), "sun": (0.75, Terminal((0,)))}, name="weather")
    >>> built = build_tree(root, ("A",))
    >>> check_chance(built.game, built.bound) is None
    True
    """
    problems: dict[str, Problem] = {}
    for table in chance_tables(game):
        bad = np.flatnonzero(_bad(bound.cell[list(table.cells)]))
        if not len(bad) or table.move in problems:
            continue
        values = ", ".join(
            f"{option} {bound.cell[c, bad[0]]:.6g}"
            for option, c in zip(table.options, table.cells, strict=True)
        )
        whose = f", as {table.believer} believes," if table.believer else ""
        problems[table.move] = Problem(
            "S601",
            f"the probabilities of chance move `{table.move}`{whose} are {values} in draw "
            f"{first_draw + bad[0]}.",
            "Each must lie in [0, 1] and together they must make 1.",
            "Narrow the parameters that they are made of, or use clip(x, 0, 1) and `rest`.",
            (places or {}).get(table.move),
        )
    if problems:
        raise StandoffError(list(problems.values()))


def _bad(probability: Floats) -> npt.NDArray[np.bool_]:
    """bool[draw]: where these are no probabilities."""
    low = (probability < -CHANCE_TOLERANCE).any(axis=0) | (probability > 1 + CHANCE_TOLERANCE).any(axis=0)
    off = np.abs(probability.sum(axis=0) - 1.0) > CHANCE_TOLERANCE
    return np.asarray(low | off | ~np.isfinite(probability).all(axis=0))


def check_structure(arrays: GameArrays) -> None:
    """Refuse arrays that break the contract of `GameArrays`: an internal check, run once a game.

    Parameters
    ----------
    arrays : of a game

    Raises
    ------
    ValueError
        Names the first rule that is broken.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> root = Decision("A", {"stop": Terminal((0,)), "go": Terminal((1,))})
    >>> check_structure(build_tree(root, ("A",)).game.arrays) is None
    True
    """
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    rules = {
        "children have larger numbers than their parents": bool((arrays.child > parent).all()),
        "a node has edges exactly if it is not terminal": bool(
            ((np.diff(arrays.first_edge) > 0) == (arrays.kind != 2)).all()
        ),
        "exactly the decision nodes have an information set": bool(
            ((arrays.infoset >= 0) == (arrays.kind == 0)).all()
        ),
        "each node of an information set has its actions": bool(_actions_agree(arrays)),
        "exactly chance edges have probabilities": bool(
            ((arrays.chance >= 0).all(axis=1) == (arrays.kind[parent] == CHANCE)).all()
        ),
        "every node but the root has a parent": len(set(arrays.child.tolist())) == arrays.n_nodes - 1,
    }
    for rule, holds in rules.items():
        if not holds:
            raise ValueError(f"game arrays break a rule: {rule}")


def _actions_agree(arrays: GameArrays) -> bool:
    decisions = np.flatnonzero(arrays.infoset >= 0)
    n_edges = np.diff(arrays.first_edge)[decisions]
    n_actions = np.diff(arrays.first_action)[arrays.infoset[decisions]]
    return bool((n_edges == n_actions).all())
