"""Equal futures are one node.

Histories that no later payoff, chance or choice can tell apart are merged, exactly. The dots count
the nodes that are left and the plays that they stand for, on a scale of powers of ten.
"""

import altair as alt
import polars as pl

from standoff import compiler, scenario

NAMES = ("selected-reliability", "guarantee-window", "burden-sharing", "tying-hands", "nato-ukraine-2024")
rows = []
for name in NAMES:
    size = compiler.size_of(compiler.compile_scenario(scenario.load(name).reading()))
    rows += [
        {"scenario": name, "counted": "nodes", "number": size["nodes"]},
        {"scenario": name, "counted": "plays", "number": size["histories"]},
    ]
table = pl.DataFrame(rows)
print(table.filter(pl.col("scenario") == "nato-ukraine-2024"))
chart = alt.Chart(table, width=380, height=alt.Step(24)).mark_point(filled=True, size=70)
x = alt.X("number:Q", scale=alt.Scale(type="log"), title="number, in powers of ten")
chart.encode(y=alt.Y("scenario:N", title=None), x=x, color="counted:N").save("merged_games.svg")
