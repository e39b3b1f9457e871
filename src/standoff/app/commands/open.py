"""`standoff open`: the workbench, a page in the browser for writing, turning numbers and asking what if."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.app.numbers import Whole
from standoff.app.output.printing import say, tell
from standoff.errors import Problem, RunError
from standoff.study.settings import DRAWS

if TYPE_CHECKING:
    from standoff.workbench.session.forecasts import Book

NEEDED = ("starlette", "uvicorn")
MOST_PORT = 65_535


@click.command("open", short_help="Work on a scenario in the browser.")
@click.argument("scenario", metavar="FILE|NAME")
@click.option(
    "--draws", type=Whole(1), default=DRAWS, show_default=True, help="Of a refined answer; a preview has 256."
)
@click.option("--seed", type=Whole(), default=0, show_default=True, help="Which draws, as of `standoff run`.")
@click.option("--port", type=Whole(0), default=0, help="Of the address.  [default: a free one]")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--ledger", metavar="DIR", type=click.Path(path_type=Path), help="Where forecasts are written.")
def command(scenario: str, draws: int, seed: int, port: int, no_browser: bool, ledger: Path | None) -> int:
    """Open a scenario in the browser: write, turn a number, strike a claim, ask what if, keep what is found.

    FILE is a scenario's file or folder; NAME one that comes with Standoff, which is shown and never
    written. The page is served by this machine to this machine alone and fetches nothing; the address
    that is printed works once. Ctrl-C ends it. Answers begin with a preview of 256 draws and are then
    those of `standoff run` with the same draws and seed. With `--ledger` what they say of the scenario's
    `questions:` can be written down as a forecast, each line shown before it is.

    \b
    Needs two more packages:
      pip install "standoff[open]"

    \b
    Examples:
      standoff open my-crisis                # a folder with scenario.yaml
      standoff open nato-ukraine-2024        # one that comes with Standoff
      standoff open strait.yaml --draws 4096 --no-browser
      standoff open strait.yaml --ledger forecasts
    """
    _check(port)
    from standoff.app.api.background import long_work
    from standoff.workbench.server.serving import serve
    from standoff.workbench.server.session_thread import SessionThread
    from standoff.workbench.session import TextFiles

    opened: list[str] = []

    def told(address: str) -> None:
        say(address)
        if not no_browser and not opened:
            import webbrowser

            webbrowser.open(address)
        opened.append(address)

    texts, book = TextFiles.find(scenario), _book(ledger)
    try:
        serve(
            lambda: SessionThread(texts, draws=draws, seed=seed, work=long_work, book=book),
            port=port,
            tell=told,
        )
    except KeyboardInterrupt:
        tell("Closed.")
    return 0


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
