"""`standoff.solve`: one game solved by one concept, a Gambit file or one draw of a scenario."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from typing_extensions import TypedDict

from standoff.app.api.names import Where, keywords
from standoff.errors import StandoffWarning

if TYPE_CHECKING:
    from standoff.app.choose_solver import Asked, Given
    from standoff.compiler import Compiled
    from standoff.game import BoundGame, Game
    from standoff.game.records import Floats
    from standoff.results.solved_game import SolvedGame
    from standoff.scenario.records import Scenario


class DrawOptions(TypedDict, total=False):
    """Which draw of a scenario's numbers, of which seed, under which reading."""

    draw: int
    seed: int
    reading: str | None


def solve(
    game: Where,
    *,
    concept: str | None = None,
    precision: float | None = None,
    every: bool = False,
    **of: Unpack[DrawOptions],
) -> SolvedGame:
    """One game solved by one concept: a Gambit file, or one draw of a scenario.

    Parameters
    ----------
    game : a `.efg` or `.nfg` file, or what `load` takes
    concept : a name of `standoff.solvers.SOLVERS`, or `qre`; chosen by the game where none is given
    precision : of logit play, in 1 / payoff unit
    every : all equilibria of the kind, not one of them
    of : `draw`, `seed`, `reading` of a scenario

    Returns
    -------
    SolvedGame
        Equilibria by the file's own names; `as_json()` is what `standoff solve --json` prints, but for
        the seconds, and `profile()` is what is played.

    Raises
    ------
    StandoffError
        S904 and S905 for what the concept or the game does not take; what reading and solving raise.

    Examples
    --------
    >>> found = solve("selected-reliability", draw=3)
    >>> found.equilibria[0].status, len(found.equilibria[0].play) == found.size.infosets
    ('solved', True)
    """
    from standoff.app.choose_solver import Asked, choose, solve_game
    from standoff.app.output.solution import report_of

    of = keywords("solve", of, DrawOptions)
    draw, seed, reading = of.get("draw", 0), of.get("seed", 0), of.get("reading")
    asked = Asked(concept, precision, every, draw, seed, reading, tell=None)
    given = given_of(os.fspath(game), asked)
    for said in given.warnings:
        warnings.warn(said, StandoffWarning, stacklevel=2)
    chosen = choose(given, asked)
    return report_of(given, chosen, solve_game(given, chosen, asked))


def given_of(game: str, asked: Asked) -> Given:
    """The game that a word names: a Gambit file, or one draw of a scenario."""
    return _game_file(game, asked) if game.lower().endswith((".efg", ".nfg")) else _scenario(game, asked)


def _game_file(path: str, asked: Asked) -> Given:
    from standoff.app.choose_solver import Given, may_forget
    from standoff.errors import Problem, RunError
    from standoff.game import read_game

    if asked.draw or asked.reading is not None:
        what = f"`{path}` is a game file: it has neither draws nor readings."
        raise RunError(Problem("S904", what, fix="Leave `--draw` and `--reading` out."))
    written = read_game(Path(path), forgetful=may_forget(asked))
    held = (written.game, written.bound)
    return Given(path, written.title, held, lambda: held, written.warnings)


def _scenario(name: str, asked: Asked) -> Given:
    from standoff import scenario as language
    from standoff.app.choose_solver import Given
    from standoff.compiler import expected_totals
    from standoff.errors import Problem, RunError
    from standoff.game import BoundGame
    from standoff.study.settings import Settings, check_settings

    if asked.draw < 0:
        raise RunError(Problem("S904", f"`--draw` is {asked.draw}.", "Draws are counted from 0."))
    loaded = language.load(name)
    reading = loaded.base if asked.reading is None else asked.reading
    check_settings(Settings(readings=(reading,), seed=asked.seed), loaded)
    scenario = loaded.reading(reading)
    title = f"{scenario.title} (reading {reading}, draw {asked.draw})"
    compiled, columns, bound = _bound(scenario, asked, merge=True)

    def whole() -> tuple[Game, BoundGame]:
        unmerged, _, tree = _bound(scenario, asked, merge=False)
        return unmerged.game, tree

    def totals(play: Floats) -> Floats:
        n = len(play)  # the one draw's numbers for every row
        cell, payoff, precision = (x.repeat(n, axis=1) for x in (bound.cell, bound.payoff, bound.precision))
        many = BoundGame(bound.arrays, cell, payoff, precision)
        return expected_totals(compiled, many, {k: v.repeat(n) for k, v in columns.items()}, play)

    return Given(name, title, (compiled.game, bound), whole, (), compiled.count.game.labels.item, totals)


def _bound(scenario: Scenario, asked: Asked, *, merge: bool) -> tuple[Compiled, dict[str, Floats], BoundGame]:
    """The compiled reading, the numbers of the draw that was asked for, the game with them."""
    from standoff.compiler import compile_scenario
    from standoff.game import bind, check_chance
    from standoff.study.rows import numbers_of

    compiled = compile_scenario(scenario, merge=merge)
    columns = numbers_of(compiled, seed=asked.seed, first=asked.draw, n_draws=1)
    bound = bind(compiled.game, columns, 1)
    places = {name: move.span for name, move in scenario.moves.items()}
    check_chance(compiled.game, bound, asked.draw, places=places)
    return compiled, columns, bound
