"""Where an answer flips, and how near that is.

The margin of a choice is what the best option is worth more than the second. Where it is 0, the
choice flips. `tipping` finds the nearest such point, in standard deviations from what is expected.
"""

import altair as alt
import numpy as np
import polars as pl

from standoff.exploration import prior, tipping

start = prior(["cost of war", "chance of help"], [4.0, 0.6], [1.0, 0.15], low=[0, 0], high=[np.inf, 1])


def margin(point: np.ndarray) -> np.ndarray:
    """Fighting against yielding: help makes a war worth 8, alone it is worth nothing."""
    return 8 * point[:, 1] - point[:, 0]


found = tipping(margin, start)
print("flips at", found.point.round(3), "which is", round(found.distance, 2), "standard deviations away")
grid = pl.DataFrame(
    [{"cost of war": c, "chance of help": h, "margin": 8 * h - c}
     for c in np.linspace(1, 8, 36) for h in np.linspace(0.05, 1, 39)]
)  # fmt: skip
dots = pl.DataFrame({"cost of war": [4.0, found.point[0]], "chance of help": [0.6, found.point[1]]})
axes = {"x": alt.X("cost of war:Q", scale=alt.Scale(zero=False)), "y": "chance of help:Q"}
shade = alt.Color("margin:Q", scale=alt.Scale(scheme="blueorange", domainMid=0))
chart = alt.Chart(grid, width=380, height=280).mark_square(size=90).encode(**axes, color=shade)
line = alt.Chart(dots).mark_line(point={"size": 90}, color="black").encode(**axes)
(chart + line).save("tipping_point.svg")
