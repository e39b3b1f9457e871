"""A game tree, and what the players do in it.

A guarantor is firm or hollow, and only the guarantor knows which. The challenger sees one
situation where there are two: an information set, drawn as a dashed line. Precision 2 is play
that mostly, but not always, takes the better option.
"""

from pathlib import Path

from standoff.app.output.tree_picture import tree_picture
from standoff.game import Chance, Decision, Terminal, at_precision, build_tree
from standoff.solvers import solve


def crisis(honour: float) -> Decision:
    help_ = Decision("guarantor", {"fight": Terminal((-1, honour - 2)), "abandon": Terminal((2, -1))})
    return Decision("challenger", {"seize": help_, "wait": Terminal((0, 0))}, infoset="unsure")


root = Chance({"firm": (0.3, crisis(3)), "hollow": (0.7, crisis(0))}, name="kind")
built = build_tree(root, ("challenger", "guarantor"))
bound = at_precision(built.bound, 2.0)
solution = solve(bound)
print("value of each player:", solution.value[0].round(3))
Path("game_tree.svg").write_text(tree_picture(built.game, bound, title="Who knows what"), encoding="utf-8")
