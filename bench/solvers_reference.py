"""How many games of a folder agree with another program's logit answers to 1e-6.

    python bench/solvers_reference.py FOLDER [--json FILE]

FOLDER holds `games/*.efg` and `expected.json`: for each game `qre`, with an entry a precision that
holds `lam`, `behaviour` (by the depth-first index of an information set's first node) and
`trustworthy`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from standoff.game.records import STATUS
from standoff.solvers import solve
from tests.solvers import efg, games

NEAR = 1e-6


def compare(text: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Largest distance between our play and theirs, at their precision."""
    root, n_players = efg.read(text)
    bound = games.bind(root, n_players, entry["lam"])
    started = time.process_time()
    answer = solve(bound)
    seconds = time.process_time() - started
    arrays, worst = bound.arrays, 0.0
    for node, theirs in entry["behaviour"].items():
        h = arrays.infoset[int(node)]
        ours = answer.probability[0, arrays.first_action[h] : arrays.first_action[h + 1]]
        worst = max(worst, float(np.abs(ours - np.array(theirs, dtype=float)).max()))
    return {
        "nodes": arrays.n_nodes,
        "distance": worst,
        "status": STATUS[answer.status[0]],
        "residual": float(answer.residual[0]),
        "rounds": answer.rounds,
        "seconds": seconds,
        "trustworthy": bool(entry.get("trustworthy")),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    sys.setrecursionlimit(100_000)
    expected = json.loads((given.folder / "expected.json").read_text(encoding="utf-8"))
    rows = []
    for name, entry in expected.items():
        for precision, qre in (entry.get("qre") or {}).items():
            if not isinstance(qre, dict) or "behaviour" not in qre:
                continue
            text = (given.folder / "games" / f"{name}.efg").read_text(encoding="utf-8")
            rows.append({"game": name, "precision": precision, **compare(text, qre)})
            r = rows[-1]
            print(
                f"{name:22} {precision:>4} {r['nodes']:5} nodes  {r['distance']:8.1e}  {r['status']:13} "
                f"{r['rounds']:3} rounds{'' if r['trustworthy'] else '  (theirs is not trustworthy)'}"
            )
    sound = [r for r in rows if r["trustworthy"]]
    close = [r for r in sound if r["distance"] <= NEAR]
    print(f"{len(close)} of {len(sound)} trustworthy answers agree to {NEAR:g}")
    for r in sound:
        if r not in close:
            print(
                f"differs: {r['game']} at {r['precision']}, by {r['distance']:.2g}, "
                f"residual {r['residual']:.1e}"
            )
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
