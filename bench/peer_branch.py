"""The peer's process: the principal branch of one `.efg` file, by pygambit.

    python peer_branch.py FILE PRECISION ...

One JSON line a precision: where the tracer came to, and each action's probability; `error` where it
gave no answer.
"""

import json
import sys


def main() -> None:
    import pygambit

    game = pygambit.read_efg(sys.argv[1])
    for precision in map(float, sys.argv[2:]):
        try:
            point = pygambit.qre.logit_solve_lambda(game, lam=[precision])[-1]
        except (RuntimeError, ValueError, IndexError) as error:
            print(json.dumps({"precision": precision, "error": str(error)}), flush=True)
            continue
        play = [chance for player in point.profile for _, moves in player for _, chance in moves]
        row = {"precision": precision, "reached": point.lam, "play": play, "version": pygambit.__version__}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
