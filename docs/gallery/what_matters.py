"""Which number moves the answer.

First-order indices say what share of an output's variance a number explains alone; total-order
indices add what it does together with others. Here two numbers act only together, so that the
first order is blind to them and the total order is not.
"""

import altair as alt
import numpy as np
import polars as pl

from standoff.exploration import saltelli, sobol

rng = np.random.default_rng(1)
names = ["stake", "resolve", "noise"]
design = saltelli(names, 2048, rng=rng, second_order=False)
u = design.points
output = u[:, 0] + 4 * (u[:, 1] - 0.5) * (u[:, 2] - 0.5)
found = sobol(design, output, rng=rng)
table = pl.DataFrame(
    [{"number": name, "order": order, "share of variance": float(value)}
     for order, values in (("first", found.first), ("total", found.total))
     for name, value in zip(names, values, strict=True)]
)  # fmt: skip
print(table)
chart = alt.Chart(table, width=360, height=alt.Step(16)).mark_bar()
y, x = alt.Y("number:N", sort=names, title=None), alt.X("share of variance:Q", axis=alt.Axis(tickCount=5))
chart.encode(x=x, y=y, yOffset="order:N", color="order:N").save("what_matters.svg")
