"""How play sharpens as precision grows.

At precision 0 every option is as likely as any other; as precision grows, play follows the branch
of logit equilibria to an equilibrium. B learns to yield first; only then is it worth A's while to
go in. The dots are points of the branch, found by following it.
"""

import altair as alt
import polars as pl

from standoff.game import Decision, Terminal, build_tree
from standoff.solvers import qre_branch

answer = Decision("B", {"fight": Terminal((-1, -1)), "yield": Terminal((2, 1))})
entry = build_tree(Decision("A", {"out": Terminal((0, 2)), "in": answer}), ("A", "B"))
branch = qre_branch(entry.bound, highest=6.0)
names = entry.game.labels.action
rows = [
    {"precision": 0.1 * k, "option": names[i], "probability": float(p)}
    for k in range(61)
    for i, p in enumerate(branch.at(0.1 * k).probability)
]
table = pl.DataFrame(rows)
print(table.filter(pl.col("precision") == 6.0))
chart = alt.Chart(table, width=420, height=240).mark_line()
chart.encode(x="precision:Q", y="probability:Q", color="option:N").save("logit_curve.svg")
