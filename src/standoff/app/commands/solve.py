"""`standoff solve`: one game, or one draw of a scenario, by one solution concept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from standoff.app.api.game import DrawOptions, given_of
from standoff.app.numbers import Number, Whole
from standoff.app.output.printing import say, say_json, tell

if TYPE_CHECKING:
    from standoff.app.choose_solver import Asked, Choice, Given
    from standoff.results.solved_game import SolvedGame


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
    **draw: Unpack[DrawOptions],
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

    asked = Asked(
        concept=concept,
        precision=precision,
        every=every,
        draw=draw.get("draw", 0),
        seed=draw.get("seed", 0),
        reading=draw.get("reading"),
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
