"""What an actor believes after a move that says something.

A is strong or weak and knows which. A weak A sometimes bluffs; B sees the threat, not the strength.
The picture shows what B believes after a threat as precision grows: sharper play makes the threat
say more, up to the sequential equilibrium at the right.
"""

import altair as alt
import polars as pl

from standoff.game import Chance, Decision, Terminal, at_precision, build_tree
from standoff.solvers import explain, sequential, solve


def kind(war: float) -> Decision:
    """A side for which war is worth `war`."""
    after = Decision(
        "B", {"resist": Terminal((war, -1 - war)), "yield": Terminal((1, -1))}, infoset="threatened"
    )
    return Decision("A", {"threaten": after, "keep still": Terminal((0, 0))})


built = build_tree(
    Chance({"strong": (0.3, kind(0.5)), "weak": (0.7, kind(-1.5))}, name="strength"), ("A", "B")
)
threatened = [n for n, move in enumerate(built.game.labels.node_move) if move == "threatened"]
rows = []
for k in range(0, 41):
    bound = at_precision(built.bound, 0.1 * k)
    belief = explain(bound, solve(bound).probability).belief[0, threatened[0]]
    rows.append({"precision": 0.1 * k, "belief that A is strong": float(belief)})
limit = sequential(built.bound)
print("in the limit:", limit.belief[threatened].round(4), "status", limit.status)
chart = alt.Chart(pl.DataFrame(rows), width=420, height=240).mark_line()
scale = alt.Scale(domain=[0, 1])
chart.encode(x="precision:Q", y=alt.Y("belief that A is strong:Q", scale=scale)).save("who_believes_what.svg")
