"""An ensemble of a small crisis game, beside the EMA Workbench's evaluators on the same game.

    python -m bench ensemble [--short]

Three stages (challenge, resist, the ally joins), twelve uniform numbers, sharp play, two chance moves of
war. We compile the scenario below and solve it as any other; the peer calls a Python function that does
the same backward induction for one draw. The function's answers on our draws are compared with ours, so
that both play the same game. CPU seconds of everything after the set-up: sampling, solving, collecting.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.exploration_speed import peer_python
from bench.registry import Benchmark, Line
from standoff.compiler import compile_scenario
from standoff.scenario import load
from standoff.study.rows import numbers_of, prepare_reading, rows_of
from standoff.study.settings import PART

BOUNDS = {
    "prize": (1.0, 5.0),
    "demand_cost": (0.0, 1.0),
    "war_cost_a": (0.5, 4.0),
    "war_cost_d": (0.5, 4.0),
    "war_cost_ally": (0.2, 3.0),
    "yield_loss": (0.5, 4.0),
    "ally_interest": (0.0, 3.0),
    "abandon_loss": (0.0, 2.0),
    "odds_alone": (0.4, 0.9),
    "odds_joined": (0.1, 0.6),
    "honour": (0.0, 1.0),
    "wait_cost": (0.0, 1.0),
}
SCENARIO = """
standoff: 1
title: Three stages
question: Does the challenge end in war?
as_of: 2031-01-01
horizon: 2031-12-31
actors:
  challenger: {title: Challenger}
  defender: {title: Defender}
  ally: {title: Ally}
parameters:
PARAMETERS
moves:
  challenge: {by: challenger, options: [go, hold]}
  resist: {by: defender, when: challenge == go, options: [fight, give]}
  join: {by: ally, when: resist == fight, options: [stand, stay]}
  war:
    when: resist == fight
    chance: {won: odds_joined if join == stand else odds_alone, lost: rest}
payoffs:
  challenger:
    gained: prize if war == won or resist == give
    fought: -war_cost_a if resist == fight
    asked: -demand_cost if challenge == go
    waited: -wait_cost if challenge == hold
  defender:
    lost: -yield_loss if war == won or resist == give
    fought: -war_cost_d if resist == fight
    honour: honour if resist == fight
  ally:
    interest: -ally_interest if war == won
    joined: -war_cost_ally if join == stand
    left: -abandon_loss if join == stay
endings:
  quiet: challenge == hold
  given: resist == give
  war_won: war == won
  war_lost: otherwise
play: sharp
"""
GAME = """
def game(prize, demand_cost, war_cost_a, war_cost_d, war_cost_ally, yield_loss, ally_interest,
         abandon_loss, odds_alone, odds_joined, honour, wait_cost):
    joins = -odds_joined * ally_interest - war_cost_ally > -odds_alone * ally_interest - abandon_loss
    odds = odds_joined if joins else odds_alone
    fights = -odds * yield_loss - war_cost_d + honour > -yield_loss
    if fights:
        goes = odds * prize - war_cost_a - demand_cost > -wait_cost
    else:
        goes = prize - demand_cost > -wait_cost
    return {"quiet": 0.0 if goes else 1.0, "given": 1.0 if goes and not fights else 0.0,
            "war_won": odds if goes and fights else 0.0, "war_lost": 1 - odds if goes and fights else 0.0}
"""
PEER_CODE = (
    GAME
    + """
import sys, time, json, logging
from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator, MultiprocessingEvaluator
bounds, n = json.loads(sys.argv[1]), int(sys.argv[2])

def cpu():
    import resource
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)

if __name__ == "__main__":
    model = Model("crisis", function=game)
    model.uncertainties = [RealParameter(name, *ends) for name, ends in bounds.items()]
    model.outcomes = [ScalarOutcome(name) for name in ("quiet", "given", "war_won", "war_lost")]
    start = cpu()
    with SequentialEvaluator(model) as evaluator:
        _, found = evaluator.perform_experiments(scenarios=n)
    serial = cpu() - start
    start = cpu()
    with MultiprocessingEvaluator(model, n_processes=2) as evaluator:
        evaluator.perform_experiments(scenarios=n)
    told = {"serial": serial, "processes": cpu() - start}
    told["mean"] = {name: float(values.mean()) for name, values in found.items()}
    print(json.dumps(told))
"""
)
ENDINGS = ("quiet", "given", "war_won", "war_lost")


def run(short: bool) -> list[Line]:
    """Our draws a CPU second, beside the peer's two evaluators."""
    n_ours, n_peer = (200_000, 2_000) if short else (1_000_000, 20_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rate, rows, columns = _ours(folder, n_ours)
        away = _away(rows, columns)
        python = peer_python(folder / "peers")
        peer = _peer(python, folder, n_peer)
    note = f"largest difference from the peer's function on 2,000 of our draws {away:.1g}"
    lines = []
    for evaluator in ("serial", "processes"):
        theirs = None if peer is None else n_peer / peer[evaluator]
        what = f"three-stage game, 12 numbers, peer EMA Workbench ({evaluator})"
        lines.append(Line(what, "draws a CPU second", rate, theirs, note=note if peer else "peer missing"))
    return lines


def _ours(folder: Path, n_draws: int) -> tuple[float, Any, Any]:
    numbers = "".join(
        f"  {name}: {{draw: 'uniform({low}, {high})', set_by: assumed}}\n"
        for name, (low, high) in BOUNDS.items()
    )
    file = folder / "three.yaml"
    file.write_text(SCENARIO.replace("PARAMETERS\n", numbers), encoding="utf-8")
    made = prepare_reading(compile_scenario(load(file).reading()))
    settings = {"seed": 0, "chunk": PART}
    rows_of(made, first=0, n_draws=PART, **settings)  # kernels are compiled before the clock starts
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for first in range(0, n_draws, PART):  # as a run does
            rows_of(made, first=first, n_draws=min(PART, n_draws - first), **settings)
        best = max(best, n_draws / (time.process_time() - start))
    rows = rows_of(made, first=0, n_draws=2000, **settings)
    return best, rows, numbers_of(made.compiled, seed=0, first=0, n_draws=2000)


def _away(rows: Any, columns: Any) -> float:
    """The largest difference of an ending between us and the peer's function, on our own draws."""
    scope: dict[str, Any] = {}
    exec(GAME, scope)
    largest = 0.0
    for i in range(2000):
        told = scope["game"](**{name: float(columns[name][i]) for name in BOUNDS})
        largest = max(largest, *(abs(told[name] - rows[f"ending:{name}"][i]) for name in ENDINGS))
    return largest


def _peer(python: str | None, folder: Path, n: int) -> dict[str, Any] | None:
    if python is None:
        return None
    file = folder / "peer_ema.py"
    file.write_text(PEER_CODE, encoding="utf-8")
    words = [python, str(file), json.dumps(BOUNDS), str(n)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode != 0:
        sys.stderr.write(done.stderr[-2000:])
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))


BENCHMARKS = (
    Benchmark(
        name="ensemble",
        says="Draws of a whole ensemble: sampled, solved, checked, read off.",
        peer="EMA Workbench 2.5.3, serial and multiprocessing",
        run=run,
    ),
)
