"""`python bench/fuzz.py`: what `check` accepts, taken through to the report; nothing may crash or hang.

Mutants of every scenario of the library (`tests/scenario/mutations.py`) are read and compiled; those that
are accepted are run with a few draws, and their report is written. A mutant that ends in anything but a
result or an error with a code, or takes too long, is printed with the command that makes it again. The
charts are made and checked, but drawn for every tenth mutant only. Options:

    --mutants 600       accepted ones, over all scenarios
    --seed 1            which
    --draws 30          of each run
    --seconds 60        of processor time after which a mutant counts as hanging
    --only NAME ...     scenarios of the library, all without
    --one NAME:NUMBER   one mutant alone, its text on stdout and what it ends in on stderr
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from standoff import library
from standoff.errors import StandoffError
from standoff.scenario import LoadedScenario, load
from standoff.study.runs import compile_reading
from tests.scenario.mutations import mutant

DRAWN = '<svg class="marks" width="1" height="1"><g></g></svg>'
TRIES = 60  # texts for one accepted mutant


def names() -> list[str]:
    """The scenarios of the library."""
    return list(library.names())


def made(name: str, number: int, seed: int, folder: Path) -> LoadedScenario | None:
    """The mutant of this number, if it is accepted as `check` accepts: read, and every reading compiled."""
    home = folder / name
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(library.find(name), home)
    path = home / "scenario.yaml"
    path.write_text(mutant(path.read_text("utf-8"), random.Random(f"{seed} {name} {number}")), "utf-8")
    try:
        loaded = load(str(home))
        for reading in loaded.readings:
            compile_reading(loaded, reading, {})
    except StandoffError:
        return None
    return loaded


def ending(loaded: LoadedScenario, folder: Path, *, draws: int, drawn: bool) -> str:
    """What a mutant ends in: `ok`, the codes of its refusal, or the traceback of a crash."""
    from standoff import reports, study
    from standoff.reports.figures import altair_svg
    from standoff.study.settings import SERIAL, Settings

    if not drawn:
        altair_svg.drawn = lambda asked: [DRAWN.encode()] * len(asked)  # type: ignore[assignment]
    try:
        found = study.run(loaded, Settings(draws=draws, out=folder / "run", executor=SERIAL))
        reports.write_report(found.path)
        reports.summary_text(found.path)
    except StandoffError as error:
        return " ".join(sorted({problem.code for problem in error.problems}))
    except Exception:
        return traceback.format_exc()
    return "ok"


def in_a_child(loaded: LoadedScenario, folder: Path, *, draws: int, seconds: int, drawn: bool) -> str:
    """The ending of a mutant in a process of its own, which a crash or a hang cannot outlive."""
    told = folder / "ending.txt"
    told.unlink(missing_ok=True)
    shutil.rmtree(folder / "run", ignore_errors=True)
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
        told.write_text(ending(loaded, folder, draws=draws, drawn=drawn), "utf-8")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if told.exists() and status == 0:
        return told.read_text("utf-8")
    signalled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return f"hangs: more than {seconds} s" if signalled == signal.SIGXCPU else f"dies: wait status {status}"


def main() -> int:
    """Run the fuzz; the exit code is 1 where something crashed or hung."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mutants", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=30)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--only", nargs="*", default=None)
    parser.add_argument("--one", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if asked.one:
            name, number = asked.one.split(":")
            loaded = made(name, int(number), asked.seed, folder)
            print((folder / name / "scenario.yaml").read_text("utf-8"))
            said = "refused" if loaded is None else ending(loaded, folder, draws=asked.draws, drawn=True)
            print(said, file=sys.stderr)
            return 0
        return _many(asked, folder)


def _many(asked: argparse.Namespace, folder: Path) -> int:
    known = asked.only or names()
    ends: Counter[str] = Counter()
    bad, number, started = 0, 0, time.monotonic()
    while ends.total() < asked.mutants:
        name, number = known[number % len(known)], number + 1
        try:
            loaded = made(name, number, asked.seed, folder)
        except Exception:
            loaded, crashed = None, traceback.format_exc()
            bad += 1
            print(f"\npython bench/fuzz.py --seed {asked.seed} --one {name}:{number}\n{crashed[-1500:]}")
        if loaded is None:
            if number > asked.mutants * TRIES:
                break
            continue
        drawn = ends.total() % 10 == 9
        end = in_a_child(loaded, folder, draws=asked.draws, seconds=asked.seconds, drawn=drawn)
        ends[end if len(end) < 40 else "crash"] += 1
        if len(end) >= 40 or end.startswith(("hangs", "dies")):
            bad += 1
            print(
                f"\npython bench/fuzz.py --seed {asked.seed} --one {name}:{number}\n{end[-1500:]}", flush=True
            )
        if ends.total() % 20 == 0:
            took = time.monotonic() - started
            print(
                f"{ends.total()} of {asked.mutants} ({number} texts, {took:,.0f} s): {dict(ends)}", flush=True
            )
    print(f"{ends.total()} accepted mutants of {number} texts: {dict(ends)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
