"""The base rates that come with Standoff, with what they leave open.

Each is a count of past cases, k of n. The line is the range that the count leaves (5 to 95 % of
its prior, a beta distribution with half a case added on either side).
"""

import altair as alt
import numpy as np
import polars as pl

from standoff.draws import base_rates, no_spans, parse_distribution

rows = []
for name, rate in base_rates().items():
    if rate.n and not rate.per:  # cases were counted, and not days or months
        low, middle, high = parse_distribution(rate.prior, no_spans, name).quantile(
            np.array([0.05, 0.5, 0.95])
        )
        rows.append({"name": name, "low": float(low), "median": float(middle), "high": float(high)})
table = pl.DataFrame(rows).sort("median")
print(table)
base = alt.Chart(table, width=360, height=alt.Step(16)).encode(y=alt.Y("name:N", sort=None, title=None))
lines = base.mark_rule().encode(x=alt.X("low:Q", title="share of cases"), x2="high:Q")
(lines + base.mark_point(filled=True).encode(x="median:Q")).save("base_rates.svg")
