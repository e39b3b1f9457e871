"""The flagship: its draws against solving the same games one by one, and the whole run end to end.

The peer is pygambit 17.0.0b2, in an environment and a process of its own, with a time limit. It is
given what it can read: a game with one probability for each chance move, so the actors' own beliefs
are switched off here for both sides; payoffs are multiplied by each player's precision, so that
logit play at 1 is the same game. Values at the root are compared. The whole flagship may be too
large for the peer's limit, so a part of it, with its first moves fixed, is measured too.
"""

from __future__ import annotations

import dataclasses
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.registry import Benchmark, Line

PEER = "pygambit==17.0.0b2"
FLAGSHIP = "nato-ukraine-2024"
PART = 4_000  # terminal nodes of the unfolded part, at most
GAMES = {"part": 20, "whole": 3}
LIMIT = {"part": 120.0, "whole": 300.0}  # seconds that the peer may take
SEED = 1


@dataclass(frozen=True)
class Solved:
    """Our answer to a chunk of draws, with the CPU seconds that binding and solving took."""

    game: Any
    bound: Any
    solution: Any
    cpu: float
    histories: int


def against_gambit(short: bool) -> list[Line]:
    """Games a CPU second on the same draws, ours and the peer's."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="standoff-bench-") as name:
        python = _environment(Path(name) / "peer")
        for size in ("part", "whole"):
            ours = _ours(size, 8_192 if short else 65_536)
            games = Path(name) / size
            _export(ours, games, GAMES[size])
            limit = LIMIT[size] / (5 if short else 1)
            lines.append(_line(size, ours, _peer(python, games, limit), limit))
    return lines


def _environment(folder: Path) -> Path:
    """An environment with the peer alone in it."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-qq", PEER], check=True)
    return python


@cache
def _compiled(size: str) -> Any:
    """The flagship with beliefs switched off: whole, or with first moves fixed until it is small."""
    from standoff import compiler, scenario
    from standoff.game.efg import count_histories

    whole = scenario.load(FLAGSHIP).reading()
    moves = {name: dataclasses.replace(move, believed={}) for name, move in whole.moves.items()}
    made = compiler.compile_scenario(dataclasses.replace(whole, moves=moves))
    for name, move in whole.moves.items():
        if size == "whole" or count_histories(made.game) <= PART:
            break
        if len(move.sees) < len(whole.actors):
            continue  # what is hidden stays open: it is what makes the game hard
        moves[name] = dataclasses.replace(moves[name], fixed=move.options[0])
        made = compiler.compile_scenario(dataclasses.replace(whole, moves=moves))
    return made


def _ours(size: str, n_draws: int) -> Solved:
    from standoff.game import bind
    from standoff.game.efg import count_histories
    from standoff.solvers import plan, solve
    from standoff.study.rows import numbers_of

    made = _compiled(size)
    table = numbers_of(made, seed=SEED, first=0, n_draws=n_draws)
    road = plan(made.game.arrays)
    few = {name: values[:64] for name, values in table.items()}
    solve(bind(made.game, few, 64), plan=road)  # compiles the kernels, once
    start = time.process_time()
    bound = bind(made.game, table, n_draws)
    solution = solve(bound, plan=road, keep_probability=False)
    return Solved(made.game, bound, solution, time.process_time() - start, count_histories(made.game))


def _export(ours: Solved, folder: Path, n_games: int) -> None:
    """The first draws as `.efg` files with payoffs in units of 1 / precision."""
    from standoff.game.efg import write_efg

    folder.mkdir()
    for draw in range(n_games):
        text = write_efg(ours.game, ours.bound, draw)
        precision = ours.bound.precision[:, draw]
        (folder / f"{draw:04d}.efg").write_text(_scaled(text, precision), encoding="utf-8")


def _scaled(text: str, precision: Any) -> str:
    """Payoffs of terminal nodes (lines that begin with `t`) times each player's precision."""

    def scale(match: re.Match[str]) -> str:
        numbers = re.findall(r"[-+0-9.eE/]+", match[2])
        scaled = [repr(float(x) * float(p)) for x, p in zip(numbers, precision, strict=True)]
        return f"{match[1]}{{ {', '.join(scaled)} }}"

    # The peer wants the labels of nodes and information sets to be unique; numbers tell them apart.
    unnamed = re.sub(r'(?m)^([cpt]) "[^"]*"', r'\1 ""', text)
    unnamed = re.sub(r'(?m)^(p "" \d+ \d+|c "" \d+) "[^"]*"', r'\1 ""', unnamed)
    return re.sub(r"(?m)^(t .*)\{([^}]*)\}\s*$", scale, unnamed)


def _peer(python: Path, games: Path, limit: float) -> list[dict[str, Any]]:
    """What the peer solved within its limit, a row a game."""
    words = [str(python), str(Path(__file__).with_name("peer_gambit.py")), str(games), str(limit)]
    try:
        said = subprocess.run(words, capture_output=True, text=True, timeout=limit, check=True).stdout
    except subprocess.TimeoutExpired as stopped:
        said = (stopped.stdout or b"").decode() if isinstance(stopped.stdout, bytes) else stopped.stdout or ""
    return [row for line in said.splitlines() if "game" in (row := json.loads(line))]


def _line(size: str, ours: Solved, answers: list[dict[str, Any]], limit: float) -> Line:
    rate = ours.bound.n_draws / ours.cpu
    # Now and then the peer's path stops where it began, at precision 0, and says so in no other way.
    rows = [row for row in answers if abs(row["precision"] - 1.0) < 1e-6]
    note = f"{ours.histories:,} terminal nodes unfolded, {ours.game.arrays.n_nodes:,} nodes merged"
    note += (
        f", {(ours.solution.status == 0).mean():.2%} solved by us, {len(rows)} of {len(answers)} by the peer"
    )
    if not rows:
        note += f", within {limit:.0f} s"
        return Line(f"flagship, {size}", "games a CPU second", rate, 1 / limit, at_least=True, note=note)
    apart = max(
        abs(theirs - float(value * precision))
        for row in rows
        for theirs, value, precision in zip(
            row["value"],
            ours.solution.value[int(row["game"])],
            ours.bound.precision[:, int(row["game"])],
            strict=True,
        )
    )
    peer = len(rows) / sum(row["solving"] for row in rows)
    note += f"; largest difference of a value {apart:.1e}"
    return Line(f"flagship, {size}", "games a CPU second", rate, peer, note=note)


def end_to_end(short: bool) -> list[Line]:
    """`standoff run` on the flagship, all readings: wall, CPU and the peak of memory, children included."""
    draws = 10_000 if short else 100_000
    command = str(Path(sys.executable).with_name("standoff"))
    with tempfile.TemporaryDirectory(prefix="standoff-bench-") as name:
        warm = [command, "run", FLAGSHIP, "--draws", "100", "--out", f"{name}/warm"]
        subprocess.run(warm, capture_output=True, check=True)
        words = [command, "run", FLAGSHIP, "--draws", str(draws), "--seed", "1", "--out", f"{name}/run"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            peak = _peak(process)
        wall = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    what = f"{draws:,} draws, all readings"
    return [
        Line(f"{what}: wall time", "s", wall, note=f"exit code {process.returncode}"),
        Line(f"{what}: CPU time", "s", cpu),
        Line(f"{what}: peak memory of all processes", "GB", peak / 1e9),
    ]


def _peak(process: subprocess.Popen[bytes]) -> int:
    """The largest sum of resident memory (proportional, where shared) of a process and its children."""
    most = 0
    while process.poll() is None:
        most = max(most, sum(_memory(pid) for pid in _family(process.pid)))
        time.sleep(0.2)
    return most


def _family(pid: int) -> list[int]:
    family = [pid]
    for parent in family:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                family += [int(child) for child in task.read_text().split()]
            except OSError:
                continue  # it ended while we looked
    return family


def _memory(pid: int) -> int:
    """Proportional set size in bytes: a page that n processes share counts as 1 / n for each."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


BENCHMARKS = (
    Benchmark(
        "flagship",
        "Draws of nato-ukraine-2024, logit play, ours over draws side by side, the peer's one by one.",
        PEER,
        against_gambit,
    ),
    Benchmark(
        "run",
        "`standoff run nato-ukraine-2024` from the command to the report.",
        "none, the targets are 60 s and 1.5 GB on two cores",
        end_to_end,
    ),
)
