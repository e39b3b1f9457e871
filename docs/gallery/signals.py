"""Tying one's hands or sinking costs: two ways of being believed.

After Fearon (1997). A defender of high resolve can pay a cost that it never gets back, or say
something that only costs if it yields later. Tied hands are worth more to the defender, and bring
more wars.
"""

import altair as alt
import numpy as np
import polars as pl

from standoff.summit import sunk_costs, tied_hands

cost = np.linspace(0.15, 0.5, 36)
rows = []
for how, signal in (("sunk costs", sunk_costs(0.6, cost, 0.3)), ("tied hands", tied_hands(0.6, cost, 0.3))):
    rows += [
        {"cost of war": float(c), "signal": how, "probability of war": float(war), "value": float(value)}
        for c, war, value in zip(cost, signal.war, signal.value, strict=True)
    ]
table = pl.DataFrame(rows)
print(table.group_by("signal", maintain_order=True).agg(pl.col("probability of war", "value").mean()))
chart = alt.Chart(table, width=210, height=210).mark_line()
x = alt.X("cost of war:Q", axis=alt.Axis(tickCount=5))
war = chart.encode(x=x, y="probability of war:Q", color="signal:N")
(war | chart.encode(x=x, y="value:Q", color="signal:N")).save("signals.svg")
