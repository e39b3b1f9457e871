"""Every equilibrium of a game with more than one.

Two allies want to act together but differ about where. Acting in the east, acting in the west and
a mixture of both are equilibria: a scenario that counts one of them should say which. `nash_all`
finds all three, in fractions; the ring marks the one that sharp logit play leads to.
"""

import altair as alt
import polars as pl

from standoff.game import Decision, Terminal, build_tree
from standoff.solvers import nash_all, sharp_limit


def second(east: tuple[int, int], west: tuple[int, int]) -> Decision:
    return Decision("B", {"east": Terminal(east), "west": Terminal(west)}, infoset="B")


root = Decision("A", {"east": second((3, 1), (0, 0)), "west": second((0, 0), (1, 2))})
meet = build_tree(root, ("A", "B"))
found = nash_all(meet.bound)
print("all of them:", found.complete)
for row in found.exact:
    print(*row)
points = pl.DataFrame({"A goes east": found.probability[:, 0], "B goes east": found.probability[:, 2]})
limit = sharp_limit(meet.bound).probability[0]
ring = pl.DataFrame({"A goes east": [limit[0]], "B goes east": [limit[2]]})
axes = {"x": "A goes east:Q", "y": "B goes east:Q"}
chart = alt.Chart(points, width=260, height=260).mark_point(filled=True, size=80).encode(**axes)
(chart + alt.Chart(ring).mark_point(size=400, color="#b0440b").encode(**axes)).save("several_equilibria.svg")
