"""Small scenarios whose tipping points, losses and values of information are known by hand."""

from __future__ import annotations

from pathlib import Path

from standoff.findings.context import Context, open_context
from standoff.scenario import load_text
from standoff.study import Settings, run

HEAD = """standoff: 1
title: {title}
question: What happens?
as_of: 2031-01-01
horizon: 2031-12-31
"""

ATTACK = (
    HEAD.format(title="Attack or wait")
    + """
actors:
  attacker: {title: Attacker}
parameters:
  p_firm: {draw: 'beta(2, 3)', unit: probability, says: chance that the guarantor is firm, set_by: assumed}
  war_cost: {draw: 'lognormal(median=4, sd=0.4)', says: what a war costs, set_by: assumed}
  idle: {draw: 'uniform(0, 1)', set_by: assumed}
  quiet_from: {draw: 'uniform(2031-03-01, 2031-03-11)', says: day from which it is quiet, set_by: assumed}
  day_worth: {draw: 0.1, unit: payoff, set_by: assumed}
moves:
  challenge: {title: Attack?, by: attacker, options: [attack, wait]}
  help:
    when: challenge == attack
    chance: {fight: p_firm, abandon: rest}
payoffs:
  attacker:
    prize: 2 if help == abandon
    war: -war_cost if help == fight
    spare: 0 * idle if challenge == wait
    quiet: day_worth * (quiet_from - 2031-03-06) * (challenge == wait)
endings:
  war: help == fight
  taken: help == abandon
  calm: otherwise
measures:
  attacked: P(challenge == attack)
conclusions:
  it_attacks: {holds_when: attacked >= 0.5}
play:
  precision: 1.5
readings:
  bold:
    parameters:
      war_cost: lognormal(median=2, sd=0.4)
  settled:
    parameters:
      p_firm: 0.9
      war_cost: 4
      quiet_from: 2031-03-06
      idle: 0.5
"""
)

PENNIES = (
    HEAD.format(title="Pennies with a stake")
    + """
actors:
  chooser: {title: Chooser}
  chaser: {title: Chaser}
parameters:
  stake: {draw: 'uniform(1, 3)', set_by: assumed}
  fee: {draw: 'uniform(0, 4)', set_by: assumed}
moves:
  pick: {by: chooser, options: [left, right, stay], together: [chase]}
  chase: {by: chaser, options: [left, right]}
payoffs:
  chooser:
    found: stake * (1 if pick == left and chase == left) + stake * (1 if pick == right and chase == right)
    missed: -stake * (1 if pick == left and chase == right) - stake * (1 if pick == right and chase == left)
    stays: -fee if pick == stay
  chaser:
    found: -1 * (1 if pick == left and chase == left) - 1 * (1 if pick == right and chase == right)
    missed: 1 * (1 if pick == left and chase == right) + 1 * (1 if pick == right and chase == left)
endings:
  stayed: pick == stay
  left_out: otherwise
measures:
  stays: P(pick == stay)
play:
  precision: 1
"""
)

INSURANCE = (
    HEAD.format(title="Insurance that knowledge destroys")
    + """
actors:
  owner: {title: Owner}
  insurer: {title: Insurer}
parameters:
  worth: {draw: 'uniform(9, 11)', says: what the loss costs, set_by: assumed}
moves:
  state:
    title: Is there a loss
    chance: {loss: 0.5, none: rest}
    hidden_from: [owner, insurer]
  offer: {by: insurer, options: [offer, refuse]}
  buy: {by: owner, when: offer == offer, options: [buy, go_without]}
payoffs:
  owner:
    premium: -4 if buy == buy
    uninsured: -worth if state == loss and buy != buy
    not_offered: -worth if state == loss and offer == refuse
  insurer:
    premium: 4 if buy == buy
    claim: -6 if buy == buy and state == loss
endings:
  insured: buy == buy
  bare: otherwise
measures:
  sold: P(buy == buy)
play: {precision: sharp}
"""
)

ACT = (
    HEAD.format(title="Act or hold")
    + """
actors:
  actor: {title: Actor}
parameters:
  gain: {draw: 'normal(0, 1)', set_by: assumed}
  idle: {draw: 'normal(0, 1)', set_by: assumed}
moves:
  act: {by: actor, options: [act, hold]}
  luck: {when: act == act, chance: {good: 0.5, bad: rest}}
payoffs:
  actor:
    gain: gain if act == act
    noise: 0.001 * idle if luck == good
endings:
  acted: act == act
  held: otherwise
play:
  precision: 2
"""
)


def context_of(folder: Path, text: str, *, draws: int = 400, seed: int = 1, name: str = "toy") -> Context:
    """A finished run of a scenario's text, opened."""
    made = run(load_text(text, name), Settings(draws=draws, seed=seed, out=folder / name, workers=1))
    return open_context(made.path)
