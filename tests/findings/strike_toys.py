"""Small scenarios whose answers without a claim are known, and a context over a run of one of them."""

from __future__ import annotations

from pathlib import Path

from standoff import scenario, study
from standoff.findings.context import Context, open_context
from standoff.study import Settings

BARRIER = """
standoff: 1
title: The barrier
as_of: 2031-03-01
horizon: 2031-12-31
documents:
  paper: {title: A leading article, kind: opinion}
  wire: {title: A wire report, kind: news}
claims:
  c1: {document: paper, claimant: author, says: The storm will very likely come.}
  c2: {document: paper, claimant: author, hedge: certain, says: The barrier will hold.}
  c3: {document: wire, claimant: an engineer, says: It held before., unverified: true}
  c4: {document: wire, claimant: an engineer, says: The pumps fail in a flood.}
  c5: {document: wire, claimant: the mayor, says: Nobody will leave.}
  c6: {document: paper, claimant: author, restates: c4, says: Pumps are weak.}
actors:
  city: {title: The city}
parameters:
  p_storm: {draw: "beta(8, 2)", unit: probability, set_by: quote, because: [c1], prior: "beta(2, 2)"}
  p_break: {draw: "beta(2, 8)", unit: probability, set_by: quote, because: [c2, c3], prior: "uniform(0, 1)"}
  p_pumps: {draw: "beta(6, 4)", unit: probability, set_by: elicited, because: [c4]}
  cost: {draw: "lognormal(median=2, sd=0.3)", unit: payoff, set_by: elicited, because: [c5]}
  idle: {draw: "beta(2, 2)", unit: probability, set_by: elicited, because: [c1]}
moves:
  leave: {by: city, options: [leave, stay], because: [c5]}
  storm: {chance: {hits: p_storm, misses: rest}}
  breach: {when: storm == hits, chance: {breaks: p_break, holds: rest}}
  pumps: {when: breach == breaks, chance: {fail: p_pumps, run: rest}, because: [c4]}
payoffs:
  city:
    effort: -cost if leave == leave
    drowned: -5 if pumps == fail and leave == stay
    shame: {is: -1 if leave == leave and storm == misses, because: [c5]}
endings:
  flood: pumps == fail
  wet: breach == breaks
  dry: otherwise
measures:
  struck_by_storm: P(storm == hits)
  left: P(leave == leave)
conclusions:
  it_floods: {holds_when: struck_by_storm >= 0.5, because: [c1]}
play: {precision: 1}
readings:
  calm:
    parameters:
      p_storm: {draw: "beta(2, 8)", set_by: elicited, because: [c5]}
"""


def context_over(
    folder: Path, text: str = BARRIER, *, draws: int = 2000, seed: int = 3, **asked: object
) -> Context:
    """A finished run of a text, opened for findings."""
    settings = Settings(draws=draws, seed=seed, out=folder, workers=1, **asked)  # type: ignore[arg-type]
    return open_context(study.run(scenario.load_text(text, "barrier"), settings).path)
