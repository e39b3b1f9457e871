"""`standoff open`: the workbench, a page in the browser for writing, turning numbers and asking what if."""

from __future__ import annotations

import importlib.util

import click

from standoff.app.numbers import Whole
from standoff.app.output.printing import say, tell
from standoff.errors import Problem, RunError
from standoff.study.settings import DRAWS

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
def command(scenario: str, draws: int, seed: int, port: int, no_browser: bool) -> int:
    """Open a scenario in the browser: write, turn a number, strike a claim, ask what if, keep what is found.

    FILE is a scenario's file or folder; NAME one that comes with Standoff, which is shown and never
    written. The page is served by this machine to this machine alone and fetches nothing; the address
    that is printed works once. Ctrl-C ends it. Answers begin with a preview of 256 draws and are then
    those of `standoff run` with the same draws and seed.

    \b
    Needs two more packages:
      pip install "standoff[open]"

    \b
    Examples:
      standoff open my-crisis                # a folder with scenario.yaml
      standoff open nato-ukraine-2024        # one that comes with Standoff
      standoff open strait.yaml --draws 4096 --no-browser
    """
    _check(port)
    from standoff.workbench.server.serving import serve
    from standoff.workbench.session import TextFiles

    opened: list[str] = []

    def told(address: str) -> None:
        say(address)
        if not no_browser and not opened:
            import webbrowser

            webbrowser.open(address)
        opened.append(address)

    texts = TextFiles.find(scenario)
    try:
        serve(texts, draws=draws, seed=seed, port=port, tell=told)
    except KeyboardInterrupt:
        tell("Closed.")
    return 0


def _check(port: int) -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        what = f"The workbench needs {' and '.join(f'`{name}`' for name in missing)}, not installed here."
        raise RunError(Problem("S951", what, "", '`pip install "standoff[open]"` installs what is missing.'))
    if port > MOST_PORT:
        what = f"The port {port} cannot be used."
        raise RunError(Problem("S954", what, f"Expected a number up to {MOST_PORT}.", "Leave `--port` out."))
