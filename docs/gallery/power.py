"""Votes are not power.

In the Council of the six of 1958, Luxembourg had one vote of 17 and no power at all: no coalition
that misses the quota of 12 ever reaches it by that one vote.
"""

import altair as alt
import polars as pl

from standoff.summit import power_indices

names = ["Germany", "France", "Italy", "Netherlands", "Belgium", "Luxembourg"]
votes = [4, 4, 4, 2, 2, 1]
found = power_indices(votes, quota=12)
parts = {
    "votes": [v / sum(votes) for v in votes],
    "Shapley-Shubik": found.shapley_shubik,
    "Banzhaf": found.banzhaf,
}
table = pl.DataFrame(
    [{"member": n, "measure": m, "share": float(s)} for m, shares in parts.items()
     for n, s in zip(names, shares, strict=True)]
)  # fmt: skip
print(table.filter(pl.col("member") == "Luxembourg"))
chart = alt.Chart(table, width=360, height=alt.Step(12)).mark_bar()
y, x = alt.Y("member:N", sort=names, title=None), alt.X("share:Q", axis=alt.Axis(tickCount=5))
measure = alt.YOffset("measure:N", sort=list(parts))
chart.encode(x=x, y=y, yOffset=measure, color="measure:N").save("power.svg")
