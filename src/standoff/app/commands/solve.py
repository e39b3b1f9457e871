"""`standoff solve`: one game, or one draw of a scenario, by one solution concept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.app.numbers import Number, Whole
from standoff.app.output.printing import say, say_json, tell

if TYPE_CHECKING:
    from standoff.app.choose_solver import Asked, Choice, Given
    from standoff.compiler import Compiled
    from standoff.game import BoundGame, Game
    from standoff.game.records import Floats
    from standoff.results.solved_game import SolvedGame
    from standoff.scenario.records import Scenario


@click.command("solve", short_help="Solve one game: a Gambit file, or one draw of a scenario.")
@click.argument("game", metavar="GAME.efg|GAME.nfg|SCENARIO")
@click.option("--concept", metavar="C", help="Which solution concept.  [default: by the game, and said]")
@click.option(
    "--precision", type=Number(infinite=True), metavar="L", help="Logit precision, for quantal response."
)
@click.option("--all", "every", is_flag=True, help="All equilibria of the kind, not one of them.")
@click.option(
    "--draw",
    type=Whole(0),
    default=0,
    show_default=True,
    metavar="D",
    help="Which draw of a scenario's numbers.",
)
@click.option(
    "--seed",
    type=Whole(0),
    default=0,
    show_default=True,
    metavar="N",
    help="The seed of draws and of sampling.",
)
@click.option("--reading", metavar="R", help="Which reading of a scenario.  [default: the file's own]")
@click.option("--chart", metavar="FILE", help="With qre_branch: draw it into FILE.svg or FILE.png.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/reference/solve.md).")
def command(
    game: str,
    concept: str | None,
    precision: float | None,
    every: bool,
    as_json: bool,
    chart: str | None,
    **draw: int | str | None,
) -> int:
    """Solve one game and print what is played, what it is worth, and what the check says.

    Probabilities carry the file's own names. Every answer is checked by code that no solver uses: the
    gain is the most that a player could add by changing its whole strategy.

    \b
    Concepts of one game:
      backward_induction      subgame-perfect, where nothing is hidden (--all: every solution)
      pure_equilibria         all Nash equilibria in pure strategies
      agent_pure_equilibria   the same where every information set chooses alone
      nash                    one Nash equilibrium of two players (--all: nash_all)
      nash_all                all of a small game, and which of them are credible
      subgame_perfect         credible in every subgame (--all, or moves at the same time:
                              subgame_perfect_all, every one)
      cfr_plus, cfr_sampled   constant-sum games of two players, large ones too
      sequential              the limit of quantal response, with the beliefs that go with it
      qre_branch              quantal response from precision 0 up (--precision L, --chart FILE)
    and of many draws at once:
      agent_quantal_response  logit play, or qre for short (--precision L; --all: others too, from
                              many starts, and the range of each ending)
      sharp_limit             the limit of logit play, where something is hidden
      solve                   as the scenario says: one of these two for each player

    \b
    Examples:
      standoff solve poker.efg
      standoff solve poker.efg --concept nash --all
      standoff solve poker.efg --concept qre --precision 2 --all
      standoff solve poker.efg --concept qre_branch --precision 20 --chart branch.svg
      standoff solve my-crisis --draw 12 --reading sceptic
    """
    from dataclasses import replace

    from standoff.app.choose_solver import Asked, choose
    from standoff.app.output.equilibria_progress import listing
    from standoff.app.output.solution import as_text
    from standoff.errors import shown

    reading = draw["reading"]
    asked = Asked(
        concept=concept,
        precision=precision,
        every=every,
        draw=int(draw["draw"] or 0),
        seed=int(draw["seed"] or 0),
        reading=None if reading is None else str(reading),
        tell=None if as_json else tell,
    )
    given = given_of(game, asked)
    for warning in given.warnings:
        tell(shown(f"note: {warning}"))
    chosen = choose(given, asked)
    with listing(quiet=as_json) as show:
        found = _timed(given, chosen, replace(asked, show=show))
    if chart is not None:
        from standoff.app.output.branch import write_chart

        write_chart(found, Path(chart))
        tell(f"chart written to {chart}")
    if as_json:
        say_json(found.as_json(), indent=2, sort_keys=True)
    else:
        say(as_text(found))
    return 0


def _timed(given: Given, chosen: Choice, asked: Asked) -> SolvedGame:
    """The record of the answer, with the solver's seconds and those of its kernels apart."""
    from standoff.app.choose_solver import solve_game
    from standoff.app.kernel_time import KernelClock, solver_seconds, warm_kernels
    from standoff.app.output.solution import report_of

    with KernelClock(tell) as clock:
        warm_kernels(given, chosen, asked)
        before = clock.seconds
        solved = solve_game(given, chosen, asked)
        meanwhile = clock.seconds - before
    found = report_of(given, chosen, solved)
    seconds = solver_seconds(found.seconds, meanwhile)
    return found.model_copy(update={"seconds": seconds, "kernel_seconds": clock.seconds})


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
    check_chance(compiled.game, bound, asked.draw)
    return compiled, columns, bound
