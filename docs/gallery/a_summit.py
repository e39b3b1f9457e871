"""A summit's forecast, and the weighted mean that it has to beat.

The spatial model of politics leaves many choices open. The dots are its forecasts under every set
of choices that differs from the default in one; the line is the mean of the positions, weighted by
capability and salience.
"""

import altair as alt
import polars as pl

from standoff.summit import compromise, gather, one_at_a_time, smp_ensemble

members = gather(
    ["north", "east", "south", "west"],
    position=[20.0, 45.0, 70.0, 90.0],
    salience=[0.9, 0.5, 0.6, 0.8],
    capability=[50.0, 30.0, 40.0, 20.0],
)
choices = one_at_a_time()
found = smp_ensemble(members, choices)
mean = compromise(members).mean.item()
table = pl.DataFrame({"choices": [c.label for c in choices], "position": found.expected[:, 0, 0]})
print("weighted mean", round(mean, 2))
print("spatial model from", round(table["position"].min(), 2), "to", round(table["position"].max(), 2))
x = alt.X("position:Q", scale=alt.Scale(domain=[0, 100]))
dots = alt.Chart(table, width=420, height=80).mark_circle(size=60, opacity=0.5).encode(x=x)
(dots + alt.Chart(pl.DataFrame({"position": [mean]})).mark_rule(color="#b0440b").encode(x=x)).save(
    "a_summit.svg"
)
