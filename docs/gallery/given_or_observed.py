"""Fixing a move is not learning of it.

`given` fixes a move from outside: nothing is inferred from it. `observed` says that it was seen:
draws in which it was likely count for more. The same move, two different answers.
"""

import altair as alt
import polars as pl

import standoff

name, rows = "selected-reliability", []
move = {"challenge": "attack"}
asked = {"neither": {}, "given": {"given": move}, "observed": {"observed": move}}
for how, known in asked.items():
    run = standoff.run(name, draws=2000, seed=1, out=f"run-{how}", workers=1, **known)
    first = run.endings.filter(pl.col("reading") == run.endings["reading"][0])
    rows += [
        {"what is known": how, "ending": row["title"], "probability": row["probability"]}
        for row in first.iter_rows(named=True)
    ]
table = pl.DataFrame(rows)
print(table)
chart = alt.Chart(table, width=420, height=alt.Step(26)).mark_bar()
order = alt.Y("what is known:N", sort=list(asked), title=None)
chart.encode(y=order, x=alt.X("probability:Q", stack=True), color="ending:N").save("given_or_observed.svg")
