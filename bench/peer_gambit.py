"""The peer's process: solves `.efg` files one by one with pygambit's logit solver at precision 1.

    python peer_gambit.py FOLDER SECONDS [limit]

With `limit` it follows the branch on to the equilibrium that it tends to. Payoffs in the files are
already multiplied by the players' precisions. One JSON line a game goes to standard output as soon as
it is solved, so that whoever stops this process keeps what was done.
"""

import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    import pygambit

    folder, limit = Path(sys.argv[1]), float(sys.argv[2])
    start = time.monotonic()
    for path in sorted(folder.glob("*.efg")):
        if time.monotonic() - start > limit:
            break
        before = cpu()
        game = pygambit.read_efg(path)
        read = cpu()
        if len(sys.argv) > 3:
            profile, reached = pygambit.nash.logit_solve(game).equilibrium, float("inf")
        else:
            point = pygambit.qre.logit_solve_lambda(game, lam=[1.0])[-1]
            profile, reached = point.profile, point.lam
        solved = cpu()
        root = [float(profile.payoffs[player]) for player in game.players]
        row = {
            "game": path.stem,
            "reading": read - before,
            "solving": solved - read,
            "value": root,
            "version": pygambit.__version__,
            "precision": reached if reached < float("inf") else None,
        }
        print(json.dumps(row), flush=True)
    print(json.dumps({"done": True}), flush=True)


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
