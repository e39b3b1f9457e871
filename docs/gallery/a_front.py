"""A front over a year: the chance that it has broken.

Losses follow the square law, and the hazard of a breakthrough grows with the ratio of strengths.
The lines are three of 500 draws of the rates, the area the middle 90 % of all.
"""

import altair as alt
import numpy as np
import polars as pl

from standoff.front import run

rng, n = np.random.default_rng(1), 500
rates = {
    "strength_attacker": 6.0,
    "strength_defender": 4.0,
    "loss_rate_attacker": rng.lognormal(np.log(4e-4), 0.4, n),
    "loss_rate_defender": rng.lognormal(np.log(5e-4), 0.4, n),
    "hazard": rng.lognormal(np.log(0.02), 0.6, n),
    "hazard_power": 2.0,
}
front = run("square", rates, start=0.0, end=365.0)
days = np.linspace(0, 365, 53)
broken = np.array([front.breaks_by(day) for day in days])
low, middle, high = np.quantile(broken, [0.05, 0.5, 0.95], axis=1)
print("median chance of a breakthrough within the year:", middle[-1].round(3))
band = pl.DataFrame({"day": days, "low": low, "high": high})
lines = pl.DataFrame(
    [{"day": d, "chance": float(broken[i, k]), "draw": str(k)} for i, d in enumerate(days) for k in range(3)]
)
axes = {"x": "day:Q", "y": alt.Y("low:Q", title="chance of a breakthrough by that day")}
area = alt.Chart(band, width=420, height=240).mark_area(opacity=0.3).encode(**axes, y2="high:Q")
(area + alt.Chart(lines).mark_line().encode(x="day:Q", y="chance:Q", color="draw:N")).save("a_front.svg")
