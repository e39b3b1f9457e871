"""Ten small scenarios in which everything has a use: what idle things are planted into."""

from __future__ import annotations

HEAD = """standoff: 1
title: A strait
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}, b: {title: B}}
"""

CRISIS = (
    HEAD
    + """parameters:
  cost: {draw: "lognormal(median=2, sd=0.4)", unit: payoff}
moves:
  go: {by: a, options: [act, wait]}
  answer: {by: b, when: go == act, options: [fight, give]}
payoffs:
  a:
    prize: 5 if answer == give
    war: -cost if answer == fight
  b:
    loss: -3 if answer == give
    war: -cost if answer == fight
endings:
  fought: answer == fight
  given: answer == give
  quiet: otherwise
measures:
  war: P(answer == fight)
play: {precision: 1.5}
"""
)

CHANCES = (
    HEAD
    + """parameters:
  p: {draw: "beta(2, 3)", unit: probability}
  q: {draw: "beta(3, 2)", unit: probability}
moves:
  storm: {chance: {high: p, low: rest}, seen_by: [b]}
  sail: {by: a, options: [out, home]}
  attack: {by: b, when: sail == out, options: [yes, no]}
  sunk: {when: attack == yes, chance: {yes: q * (storm == low) + 0.1 * (storm == high), no: rest}}
payoffs:
  a:
    trade: 2 if sail == out
    lost: -9 if sunk == yes
  b:
    hit: 3 if sunk == yes
    missed: -1 if sunk == no
endings:
  lost: sunk == yes
  quiet: otherwise
measures:
  sinks: P(lost)
play: {precision: 1}
"""
)

SIGNAL = (
    HEAD
    + """parameters:
  firm: {draw: "beta(2, 2)", unit: probability}
moves:
  kind: {chance: {firm: firm, soft: rest}, seen_by: [a]}
  signal: {by: a, options: [loud, still]}
  challenge: {by: b, options: [yes, no]}
payoffs:
  a:
    price: -1 if signal == loud and kind == soft
    pressed: -4 if challenge == yes
  b:
    gain: 3 if challenge == yes and kind == soft
    loss: -5 if challenge == yes and kind == firm
endings:
  pressed: challenge == yes
  quiet: otherwise
measures:
  loud: P(signal == loud)
  yields: P(challenge == yes | signal == loud)
play: {precision: 1}
"""
)

PRIVATE = (
    HEAD
    + """parameters:
  cost: {draw: "uniform(0, 4)", unit: payoff, known_to: [a]}
  share: {is: cost / 2}
moves:
  arm: {by: a, options: [arm, refrain]}
  attack: {by: b, options: [yes, no]}
payoffs:
  a:
    arms: -cost if arm == arm
    harm: -3 if attack == yes and arm == refrain
  b:
    prize: 2 if attack == yes and arm == refrain
    beaten: -3 if attack == yes and arm == arm
endings:
  attacked: attack == yes
  quiet: otherwise
measures:
  armed: P(arm == arm)
  burden: E(share)
play: {precision: 1}
"""
)

ROUNDS = (
    HEAD
    + """moves:
  talks:
    repeat: {at_most: 3}
    until: reply == accept
    carry:
      mood:
        options: [calm, tense]
        start: calm
        next: tense if offer == low else mood
    moves:
      offer: {by: a, options: [low, high]}
      reply: {by: b, options: [accept, refuse]}
payoffs:
  a:
    deal: 3 if talks.reply == accept
    dear: -1 if talks.offer == high
  b:
    deal: 2 if talks.reply == accept and talks.offer == high
    sour: -1 if talks.mood == tense
endings:
  deal: talks.reply == accept
  none: otherwise
measures:
  agreed: P(deal)
play: {precision: 1}
"""
)

MONTHS = (
    HEAD
    + """parameters:
  p: {draw: "uniform(0.1, 0.4)", unit: probability}
moves:
  watch:
    repeat: {every: 2 months, from: 2031-01-01, to: 2031-06-30}
    until: entry == act
    carry:
      news:
        options: [bad, good]
        start: bad
        next: good if report == good else news
    moves:
      entry: {by: a, options: [wait, act], waiting: wait}
      report: {when: entry == wait, chance: {good: p, bad: rest}}
payoffs:
  a:
    won: 4 if watch.entry == act and watch.news == good
    lost: -3 if watch.entry == act and watch.news == bad
  b:
    harm: -2 if watch.entry == act
endings:
  acted: watch.entry == act
  waited: otherwise
measures:
  acts: P(acted)
  harm: E(payoff(b))
play: {precision: 1}
"""
)

ALLIES = (
    HEAD.replace("actors: {a: {title: A}, b: {title: B}}", "actors: {a: A, b: B, c: C}")
    + """groups:
  allies: [b, c]
parameters:
  cost: {draw: "uniform(1, 3)", unit: payoff}
moves:
  attack: {by: a, options: [yes, no]}
  join: {each: allies, by: it, when: attack == yes, options: [come, stay], together: all}
payoffs:
  a:
    prize: 3 if attack == yes and not any(join == come)
    beaten: -4 if any(join == come)
  allies:
    toil: -cost if join == come
    shame: -2 if join == stay and attack == yes
endings:
  helped: any(join == come)
  alone: attack == yes
  quiet: otherwise
measures:
  help: P(helped)
play: {precision: 1}
"""
)

COUNCIL = (
    HEAD
    + """parameters:
  pull: {draw: "uniform(0, 2)"}
summits:
  council:
    options: [nothing, talk, join]
    rule: majority
    members: {x: {position: pull}, y: {position: 2}, z: {position: 0}}
moves:
  ask: {by: a, options: [ask, keep]}
  vote:
    when: ask == ask
    chance: {joins: council.adopts(join), talks: council.adopts(talk), none: rest}
  press: {by: b, options: [press, leave]}
payoffs:
  a:
    help: 4 if vote == joins
    talk: 1 if vote == talks
    asked: -1 if ask == ask
    pressed: -3 if press == press
  b:
    gain: 2 if press == press
    war: -5 if press == press and vote == joins
endings:
  war: press == press and vote == joins
  pressed: press == press
  quiet: otherwise
measures:
  presses: P(press == press)
play: {precision: 1}
"""
)

SCALE = (
    HEAD
    + """parameters:
  worth: {draw: "uniform(1, 3)", unit: payoff}
moves:
  aid: {by: a, options: {grid: [0, 3, 4]}}
  accept: {by: b, options: [yes, no]}
payoffs:
  a:
    paid: -aid if accept == yes
    base: worth * 2 if accept == yes
  b:
    got: aid - 1 if accept == yes
endings:
  deal: accept == yes
  none: otherwise
measures:
  agreed: P(deal)
  aid_given: E(aid)
play: {precision: 1}
"""
)

CLAIMS = (
    HEAD
    + """documents:
  paper: {title: A paper, published: 2030-12-01}
claims:
  c1: {document: paper, claimant: author, says: It will rain.}
  c2: {document: paper, claimant: author, says: They will fight.}
parameters:
  p: {draw: "beta(2, 3)", unit: probability, because: [c1]}
  doubled: {is: 2 * p}
moves:
  rain: {chance: {wet: p, dry: rest}}
  go: {by: a, options: [act, wait]}
  answer: {by: b, when: go == act, options: [fight, give]}
payoffs:
  a:
    prize: 4 * doubled if answer == give
    war: -3 if answer == fight and rain == wet
  b:
    loss: -3 if answer == give
    war: -2 if answer == fight and rain == wet
endings:
  fought: answer == fight
  flooded: rain == wet
  quiet: otherwise
measures:
  war: P(answer == fight)
  wet: P(rain == wet)
  odds: E(doubled)
conclusions:
  fights: {holds_when: war >= 0.3, because: [c1, c2]}
  wet: {holds_when: wet >= 0.4, because: [c2]}
play: {precision: 1}
"""
)

BASES = {
    "crisis": CRISIS,
    "chances": CHANCES,
    "signal": SIGNAL,
    "private": PRIVATE,
    "rounds": ROUNDS,
    "months": MONTHS,
    "allies": ALLIES,
    "council": COUNCIL,
    "scale": SCALE,
    "claims": CLAIMS,
}
