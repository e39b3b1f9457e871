"""`standoff open`: the workbench, a page in the browser for writing, turning numbers and asking what if."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.app.numbers import Whole
from standoff.app.open_run import is_run
from standoff.app.output.printing import say, tell
from standoff.errors import Problem, RunError
from standoff.study.settings import DRAWS

if TYPE_CHECKING:
    from standoff.workbench.session import TextFiles
    from standoff.workbench.session.forecasts import Book

NEEDED = ("starlette", "uvicorn")
MOST_PORT = 65_535


@click.command("open", short_help="Work on a scenario in the browser.")
@click.argument("scenario", metavar="FILE|NAME|RUN")
@click.option(
    "--draws",
    type=Whole(1),
    help=f"Of a refined answer; a preview has 256.  [default: {DRAWS}, of a run its own]",
)
@click.option(
    "--seed", type=Whole(), help="Which draws, as of `standoff run`.  [default: 0, of a run its own]"
)
@click.option("--port", type=Whole(0), default=0, help="Of the address.  [default: a free one]")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--ledger", metavar="DIR", type=click.Path(path_type=Path), help="Where forecasts are written.")
def command(
    scenario: str, draws: int | None, seed: int | None, port: int, no_browser: bool, ledger: Path | None
) -> int:
    """Open a scenario in the browser: write, turn a number, strike a claim, ask what if, keep what is found.

    FILE is a scenario's file or folder; NAME one that comes with Standoff, and RUN the folder of a run:
    these are shown and never written, a run as the text that it read, with its draws and seed. The
    page is served by this machine to this machine alone and fetches nothing; the address that is printed
    works once. Ctrl-C ends it. Answers begin with a preview of 256 draws and are then
    those of `standoff run` with the same draws and seed. With `--ledger` what they say of the scenario's
    `questions:` can be written down as a forecast, each line shown before it is.

    \b
    Needs two more packages:
      pip install "standoff[open]"

    \b
    Examples:
      standoff open my-crisis                # a folder with scenario.yaml
      standoff open nato-ukraine-2024        # one that comes with Standoff
      standoff open runs/my-crisis-1a2b3c4d-seed0-4096   # what a run read
      standoff open strait.yaml --draws 4096 --no-browser
      standoff open strait.yaml --ledger forecasts
    """
    _check(port)
    from standoff.app.api.background import long_work
    from standoff.workbench.server.serving import serve
    from standoff.workbench.server.session_thread import SessionThread

    opened: list[str] = []

    def told(address: str) -> None:
        say(address)
        if not no_browser and not opened:
            import webbrowser

            webbrowser.open(address)
        opened.append(address)

    texts, n_draws, own_seed = _found(scenario)
    draws, seed = draws or n_draws, own_seed if seed is None else seed
    book = _book(ledger)
    try:
        serve(
            lambda: SessionThread(texts, draws=draws, seed=seed, work=long_work, book=book),
            port=port,
            tell=told,
        )
    except KeyboardInterrupt:
        tell("Closed.")
    return 0


def _found(where: str) -> tuple[TextFiles, int, int]:
    """The texts of a scenario, or those that a run read; draws and seed where none are asked for."""
    from standoff.results.run.manifest import read_manifest
    from standoff.study.repair import unchanged_copy
    from standoff.workbench.session import TextFiles

    told = read_manifest(Path(where)) if is_run(where) else None
    if told is None:
        return TextFiles.find(where), DRAWS, 0
    asked = [
        f"{how} {name}={option}"
        for how in ("given", "observed")
        for name, option in getattr(told, how).items()
    ]
    asked += [f"play {told.play}"] if told.play else []
    if asked:
        tell(f"The run was asked with {', '.join(asked)}; the page begins without, set it under What if.")
    home = Path(where) / "scenario"
    copy = home / told.source
    if not copy.resolve().is_relative_to(home.resolve()):
        what = f"The manifest in `{where}` names a scenario outside the run's folder."
        raise RunError(Problem("S703", what, "", "Run the scenario again, or open the scenario itself."))
    unchanged_copy(Path(where), told)
    return TextFiles.find(copy, of_run=True), told.draws, told.seed


def _book(folder: Path | None) -> Book | None:
    """The ledger that was named; S760 to S763 where it is none or cannot be read."""
    if folder is None:
        return None
    from standoff.app.api.ledger import author_of, clock
    from standoff.ledger import load
    from standoff.workbench.session.forecasts import Book

    load(folder)
    return Book(folder, author_of(None), clock)


def _check(port: int) -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        what = f"The workbench needs {' and '.join(f'`{name}`' for name in missing)}, not installed here."
        raise RunError(Problem("S951", what, "", '`pip install "standoff[open]"` installs what is missing.'))
    if port > MOST_PORT:
        what = f"The port {port} cannot be used."
        raise RunError(Problem("S954", what, f"Expected a number up to {MOST_PORT}.", "Leave `--port` out."))
