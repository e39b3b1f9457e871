"""A small scenario with claims, readings, comments and blank lines, as a file of one's own."""

from __future__ import annotations

from pathlib import Path

BARRIER = """\
# The barrier: who leaves before the storm?
standoff: 1
title: The barrier
as_of: 2031-03-01
horizon: 2031-12-31

documents:
  paper: {title: A leading article, kind: opinion}
  wire: {title: A wire report, kind: news}
claims:
  c1: {document: paper, claimant: author, says: The storm will very likely come.}
  c2: {document: wire, claimant: an engineer, says: It held before.}
  c3: {document: wire, claimant: the mayor, says: Nobody will leave.}
actors:
  city: {title: The city}

parameters:
  # how sure are we?
  p_storm: {draw: "beta(8, 2)", unit: probability, set_by: quote, because: [c1], prior: "beta(2, 2)"}
  p_break: {draw: "beta(2, 8)", unit: probability, set_by: elicited, because: [c2], prior: "uniform(0, 1)"}
  cost: {draw: "lognormal(median=2, sd=0.3)", unit: payoff, set_by: elicited}  # in days of work
  stake: {draw: 5, unit: payoff, set_by: assumed}
  landfall: {draw: "uniform(2031-05-01, 2031-09-01)", set_by: assumed}
  p_flood: {is: p_storm * p_break, unit: probability}

moves:
  leave: {by: city, options: [leave, stay]}
  storm: {on: landfall, chance: {hits: p_storm, misses: rest}}
  breach: {when: storm == hits, chance: {breaks: p_break, holds: rest}}
payoffs:
  city:
    effort: -cost if leave == leave
    drowned: -stake if breach == breaks and leave == stay
    shame: {is: -1 if leave == leave and storm == misses, because: [c3]}
endings:
  flooded: breach == breaks
  dry: otherwise
measures:
  struck_by_storm: P(storm == hits)
  left: P(leave == leave)
  left_if_dry: P(leave == leave | breach != breaks)
conclusions:
  it_floods: {holds_when: p_flood >= 0.5 or struck_by_storm >= 0.9, because: [c1]}
play: {precision: 1}

readings:
  calm:
    title: A calm season
    says: "Storms: rare"
    parameters:
      p_storm: {draw: "beta(2, 8)", set_by: elicited, because: [c2]}
    # a comment inside

# the end
"""


def barrier(folder: Path, text: str = BARRIER) -> Path:
    """The file in a folder."""
    path = folder / "barrier.yaml"
    path.write_text(text, encoding="utf-8")
    return path
