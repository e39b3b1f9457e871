"""The command `standoff`: its table of commands, and how it ends when something goes wrong.

Commands are named here with their one line of help and imported only when they are called, so
that `standoff --help` loads nothing but click.

Exit codes: 0 done, 2 a mistake of the user's (told on stderr), 3 a run that is finished but of which more
than 5 % of the draws of a reading failed, 70 a fault of Standoff's (the
traceback goes to a file whose path is told), 130 stopped with Ctrl-C, 141 the reader of a pipe
went away.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from standoff.app.interrupt import interrupted, interruptible
from standoff.app.output.printing import say, tell
from standoff.errors import Problem, StandoffError, shown

USAGE, FAULT, STOPPED, PIPE = 2, 70, 130, 141

# name -> one line of help; `standoff.app.commands.NAME` holds the click command as `command`
COMMANDS = {
    "new": "Begin a scenario: a commented text that already runs.",
    "check": "Read a scenario and name everything that is wrong with it.",
    "show": "Print a scenario as it is understood: text, game or arrays.",
    "open": "Work on a scenario in the browser.",
    "run": "Solve a scenario over many draws and write its report.",
    "solve": "Solve one game: a Gambit file, or one draw of a scenario.",
    "convert": "Turn a game file into another kind, or into a picture of its tree.",
    "explore": "Work out what a run's answers hinge on; add it to the report.",
    "strike": "What the answers become without a claim.",
    "compare": "Set the readings of a run, or two runs, side by side.",
    "report": "Write the report of a run again, or parts of it to take away.",
    "fit": "Fit a front to data, compare laws, score forecasts.",
    "evidence": "Propose claims from a text, check, audit and export them.",
    "ledger": "Write down forecasts, resolve them, score them, prove them.",
    "score": "Score a scenario against what happened since.",
    "library": "List the scenarios that come with Standoff.",
    "summit": "Forecast a summit from a table of its members.",
    "schema": "Print the JSON Schema of the language, for editors.",
}


class Commands(click.Group):
    """A group that knows its commands by a static table and imports one when it is called."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"standoff.app.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from standoff.errors import nearest

            ctx.fail(f"There is no command `{args[0]}`. {nearest(args[0], list(COMMANDS))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        say(f"standoff {version('standoff')}")
        ctx.exit()


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`standoff COMMAND --help` explains a command, with examples.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Turn an argument about a crisis into a model that can be run, challenged and scored.

    A scenario is a text file: who decides, what each wants and knows, what chance decides, each
    number with its uncertainty and the claim that it rests on. Standoff solves it as a game over
    thousands of draws of the uncertain numbers.

    \b
    Three commands to begin with:
      standoff new my-crisis                # a commented scenario that already runs
      standoff run my-crisis                # solve it, print what follows, write a report
      standoff run my-crisis --draws 100000 --seed 1
    """
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())


# Our matrices are small and many: threads of the linear algebra library wait for each other, and on a
# busy machine made findings twenty times slower. Work is shared out by processes instead.
BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; see the codes above."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for name in BLAS_THREADS:  # before numpy is loaded
        os.environ.setdefault(name, "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without the letter shows its number
    try:
        with interruptible():
            done = command.main(args=words, prog_name="standoff", standalone_mode=False)
        sys.stdout.flush()
        code = done if isinstance(done, int) else 0
    except click.ClickException as error:
        told = io.StringIO()
        error.show(told)
        tell(told.getvalue().rstrip("\n"))
        code = error.exit_code
    except StandoffError as error:
        tell(str(error))
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        tell("Stopped.")
        code = STOPPED
    except BrokenPipeError:
        code = _leave_pipe()
    except SystemExit as ended:  # click ends with 1 where the reader of a pipe has gone, and only there
        code = _leave_pipe() if ended.code == 1 else int(ended.code or 0)
    except OSError as error:
        code = _name_file(error, words)
    except Exception as error:
        if interrupted(error):
            tell("Stopped.")
        code = STOPPED if interrupted(error) else _apologise(error, words)
    _let_go()
    sys.exit(code)


def _let_go() -> None:
    """Streams that take nothing more are let go, so that closing them cannot change the exit code."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _leave_pipe() -> int:
    """The reader has gone: nothing more can be said, also not while Python closes down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE


def _name_file(error: OSError, words: Sequence[str]) -> int:
    """A file that the system refuses is the user's to mend, if it has a name."""
    if error.filename is None and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG):
        what = f"What is printed cannot be written: {(error.strerror or 'error').lower()}."
        mend = "Make room where the output goes; the files of a finished run are whole."
        tell(Problem("S753", what, fix=mend).text())
        return USAGE
    if error.filename is None:
        return _apologise(error, words)
    what = f"`{error.filename}` cannot be used: {error.strerror or type(error).__name__}."
    tell(Problem("S903", what, fix="Check that it is there and its permissions.").text())
    return USAGE


def _apologise(error: Exception, words: Sequence[str]) -> int:
    told = "".join(traceback.format_exception(error))
    try:
        where = f"The details are in {_keep(told, words)}; please send them with your scenario."
    except OSError:
        where = f"The details, which no file could take:\n{told}"
    last = shown(str(error).strip().split("\n")[0])
    sorry = "Sorry: this is a fault of Standoff's, not of your scenario."
    tell(f"{sorry}\n{type(error).__name__}: {last}\n{where}")
    return FAULT


def _keep(told: str, words: Sequence[str]) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", prefix="standoff-fault-", suffix=".txt", delete=False, encoding="utf-8"
    ) as stream:
        stream.write(f"standoff {' '.join(words)}\nPython {sys.version}\n\n{told}")
    return Path(stream.name)


if __name__ == "__main__":
    main()
