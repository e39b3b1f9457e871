"""In which corner of the numbers a conclusion holds.

PRIM peels a box until most of the draws inside are cases of interest. What it gives is a trade:
the smaller the box, the purer it is, and the fewer of the cases it holds.
"""

import altair as alt
import numpy as np
import polars as pl

from standoff.exploration import choose, plain_table, prim

x = np.random.default_rng(1).random((1500, 3))
cases = (x[:, 0] > 0.6) & (x[:, 1] < 0.5)
found = prim(plain_table(x, ["resolve", "cost", "idle"], failed=np.zeros(1500, bool)), cases)
box = found.boxes[choose(found)]
print("restricted:", [n for n, held in zip(("resolve", "cost", "idle"), box.restricted, strict=True) if held])
print("coverage", round(box.coverage, 3), "density", round(box.density, 3))
table = pl.DataFrame({"resolve": x[:, 0], "cost": x[:, 1], "holds": cases})
low, high = np.clip(box.low, 0, 1), np.clip(box.high, 0, 1)
edge = pl.DataFrame({"a": [low[0]], "b": [high[0]], "c": [low[1]], "d": [high[1]]})
dots = alt.Chart(table, width=300, height=300).mark_circle(size=14)
axes = {"x": alt.X("resolve:Q", title="resolve"), "y": alt.Y("cost:Q", title="cost")}
dots = dots.encode(**axes, color=alt.Color("holds:N", sort=[True, False]))
frame = alt.Chart(edge).mark_rect(fillOpacity=0, stroke="black", strokeWidth=2)
frame = frame.encode(x=alt.X("a:Q", title=""), x2="b:Q", y=alt.Y("c:Q", title=""), y2="d:Q")
(dots + frame).save("discovery.svg")
