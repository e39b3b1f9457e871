"""The peer's process: subgame-perfect play of `.efg` files, one by one, with OpenSpiel's game states.

    python peer_openspiel.py FOLDER SECONDS

OpenSpiel reads the file; backward induction is a recursion over its states, for it ships none for
games of three players that are not zero-sum. One JSON line a game goes to standard output as soon as
it is solved.
"""

import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    import pyspiel

    folder, limit = Path(sys.argv[1]), float(sys.argv[2])
    start = time.monotonic()
    for path in sorted(folder.glob("*.efg")):
        if time.monotonic() - start > limit:
            break
        before = cpu()
        game = pyspiel.load_efg_game(path.read_text(encoding="utf-8"))
        read = cpu()
        root = value(game.new_initial_state())
        row = {"game": path.stem, "reading": read - before, "solving": cpu() - read, "value": list(root)}
        print(json.dumps(row), flush=True)
    print(json.dumps({"done": True}), flush=True)


def value(state):  # type: ignore[no-untyped-def]  # the peer's own types
    """Every player's value under subgame-perfect play, the first of equal actions."""
    if state.is_terminal():
        return state.returns()
    if state.is_chance_node():
        parts = [(p, value(state.child(action))) for action, p in state.chance_outcomes()]
        return [sum(p * part[i] for p, part in parts) for i in range(len(parts[0][1]))]
    mover = state.current_player()
    return max((value(state.child(action)) for action in state.legal_actions()), key=lambda v: v[mover])


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
