"""Texts of our own writing that the tests read, and a scenario that rests on one of them."""

from __future__ import annotations

from standoff.evidence.anchoring import Text, hash_of, text_of

HARBOUR = (
    "The harbour question\n"
    "\n"
    "Gen. Ash said that the harbour could be closed by June 2031. According to two officials, the mole is "
    "mined; nobody has seen the mines. Was anyone asked?\n"
    "\n"
    "If the island is blockaded, the league will almost certainly send convoys, but the governor is unlikely "
    "to ask for them. “We shall hold,” warned the mayor. The island must store grain.\n"
    "\n"
    "It is alleged that the fleet staged the fire of 3 March 2031. A blockade means that no ship may pass."
)
RIGHT_TO_LEFT = "قال الوزير إن الميناء مفتوح. هل يغلق غدا؟ لن يغلق الميناء قبل الصيف۔ تعود السفن."
MIXED = "\ufeffThe port of حيفا 🚢 is open to all.\r\n\r\nIts cranes stood still in 2030.\r\n"


def harbour() -> Text:
    return text_of(HARBOUR.encode(), "harbour.txt")


def scenario_text(claims: str) -> str:
    """A small scenario with one number that rests on c1, and the claims given."""
    return f"""standoff: 1
title: A harbour
as_of: 2031-03-01
horizon: 2031-12-31
actors: {{league: The league, governor: The governor}}
documents:
  harbour: {{title: The harbour question, kind: opinion, published: 2031-03-10, sha256: {harbour().sha256}}}
claims:
{claims}
parameters:
  p_closed: {{draw: "beta(2, 3)", unit: probability, because: [c1], prior: "uniform(0, 1)", set_by: elicited}}
moves:
  closure:
    chance: {{closed: p_closed, open: rest}}
    believed:
      league: {{is: {{closed: 0.3, open: rest}}, because: [c1], set_by: elicited}}
  convoy: {{by: league, options: [send, keep]}}
payoffs:
  league:
    grain: {{is: 2 if convoy == send and closure == closed, because: [c1]}}
    cost: -1 if convoy == send
endings: {{sailed: convoy == send, quiet: otherwise}}
measures: {{sailing: P(sailed)}}
conclusions:
  likely: {{holds_when: sailing >= 0.5, because: [c1]}}
play: sharp
"""


def claim_at(name: str, words: str, more: str = "") -> str:
    """A claim of the harbour text, placed at the first occurrence of some words of it."""
    start = HARBOUR.index(words)
    place = f"start: {start}, end: {start + len(words)}, span_sha256: {hash_of(words)}"
    return f"  {name}: {{document: harbour, says: A claim about {name}., {place}{more}}}"
