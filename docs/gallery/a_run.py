"""A run of a scenario: endings under each reading.

`selected-reliability` asks how often alliances are honoured in the wars that we see. A run solves
the game for every draw of the numbers that nobody knows; the bars are mean probabilities of the
endings, the lines go from the 5 % to the 95 % quantile over draws.
"""

import altair as alt

import standoff

found = standoff.run("selected-reliability", draws=2000, seed=1, out="reliability", workers=1)
endings = found.endings.select("reading", "title", "probability", "q05", "q95")
print(endings)
base = alt.Chart(endings, width=380, height=alt.Step(24)).encode(y=alt.Y("title:N", title=None, sort=None))
bars = base.mark_bar(color="#8fb8d8").encode(x=alt.X("probability:Q", title="probability"))
lines = base.mark_rule().encode(x="q05:Q", x2="q95:Q")
(bars + lines).facet(row=alt.Row("reading:N", title=None)).save("a_run.svg")
