"""Random small scenarios in two texts: with `each` and quantifiers, and written out by hand.

The second text is made by plain templating with other names (`message_france` for `message[france]`), so
that it shares nothing with the expansion under test. Both come from one seed. The family holds groups of
one, groups in groups, two groups that overlap, exceptions for one and for all members, hidden and
simultaneous moves, beliefs, scales, nested quantifiers, terms of a group with `each` inside, and readings.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

ACTORS = ("ada", "bo", "cy", "dee")
HEAD = "standoff: 1\ntitle: Two texts\nas_of: 2031-01-01\nhorizon: 2031-12-31\n"


class Pair:
    """The lines of both texts; `groups` are the members of the two groups of the file."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        sizes = ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1))
        self.groups = dict(zip(("near", "far"), map(self.some, self.rng.choice(sizes)), strict=True))
        self.short: list[str] = []
        self.long: list[str] = []
        self.scale = self.rng.random() < 0.3

    def some(self, number: int) -> list[str]:
        return self.rng.sample(ACTORS, number)

    def both(self, *lines: str) -> None:
        self.short += lines
        self.long += lines

    def number(self) -> str:
        return f"{self.rng.randint(-40, 40) / 8:g}"

    # one expression in both texts: `@` is the member, `<x>` this copy's `x`

    def own(self, body: str, member: str) -> str:
        """By hand: the copy of one member."""
        return re.sub(r"<(\w+)>", rf"\1_{member}", body).replace("@", member)

    def each(self, body: str) -> str:
        """With copies: bare or indexed names."""
        made = re.sub(r"<(\w+)>", lambda m: m[1] if self.rng.random() < 0.7 else f"{m[1]}[ it ]", body)
        return made.replace("@", "it")

    def over(self, word: str, group: str, body: Callable[[str], str]) -> tuple[str, str]:
        """A quantifier in both texts; `body` is given the member, "" for the text with copies."""
        made = [f"({body(member)})" for member in self.groups[group]]
        joined = {"any": " or ", "all": " and ", "count": " + ", "sum": " + "}[word].join(made)
        first = f"{group}, " if self.rng.random() < 0.3 else ""
        by_hand = f"(0 + {joined})" if word in ("count", "sum") else f"({joined})"
        return f"{word}({first}{body('')})", by_hand


def named(name: str, member: str) -> str:
    """A name inside a quantifier: bare with copies, with its member by hand."""
    return f"{name}_{member}" if member else name


def texts(seed: int) -> tuple[str, str]:
    """The same scenario with `each`, and by hand."""
    pair = Pair(seed)
    rng, near, far = pair.rng, pair.groups["near"], pair.groups["far"]
    pair.both(HEAD, "actors: {ada: Ada, bo: Bo, cy: Cy, dee: Dee}")
    nested = rng.random() < 0.3
    pair.short += ["groups:", f"  core: [{near[0]}]", f"  far: [{', '.join(far)}]"]
    pair.short.append(f"  near: [{', '.join(['core' if nested else near[0], *near[1:]])}]")
    _numbers(pair)
    _moves(pair)
    _payoffs(pair)
    some = pair.over("any", "near", lambda m: f"{named('say', m)} == yes")
    every = pair.over("all", "far", lambda m: f"{named('act', m)} != stop")
    pair.short.append(
        f"endings: {{told: '{some[0]} and {every[0]}', kept: '{every[0]}', rest_of_it: otherwise}}"
    )
    pair.long.append(
        f"endings: {{told: '{some[1]} and {every[1]}', kept: '{every[1]}', rest_of_it: otherwise}}"
    )
    n = pair.over("count", "near", lambda m: f"{named('say', m)} == no")
    pair.short.append(f"measures: {{n: 'E({n[0]})', c: 'P(told | {n[0]} >= 1)'}}")
    pair.long.append(f"measures: {{n: 'E({n[1]})', c: 'P(told | {n[1]} >= 1)'}}")
    precision = dict.fromkeys(ACTORS, "1") | dict.fromkeys(near, "2")
    pair.short.append("play: {precision: {near: 2, others: 1}}")
    pair.long.append("play: {precision: {" + ", ".join(f"{a}: {v}" for a, v in precision.items()) + "}}")
    _reading(pair)
    return "\n".join(pair.short) + "\n", "\n".join(pair.long) + "\n"


def _numbers(pair: Pair) -> None:
    near, rng = pair.groups["near"], pair.rng
    other = rng.choice(near)
    values = {member: f"{rng.randint(1, 9) / 10}" for member in near}
    pair.both("parameters:", "  cost: 2")
    pair.short += ["  firm:", "    each: near", f"    draw: {values[near[0]]}"]
    exceptions = {member: value for member, value in values.items() if member != near[0]}
    if exceptions:
        pair.short.append("    but: {" + ", ".join(f"{m}: {v}" for m, v in exceptions.items()) + "}")
    pair.long += [f"  firm_{member}: {value}" for member, value in values.items()]
    body = "0.5 * <firm> + 0.1"
    pair.short += [
        "  worth:",
        "    each: near",
        f"    is: {pair.each(body)}",
        f"    but: {{{other}: {{is: cost}}}}",
    ]
    pair.long += [
        f"  worth_{member}: {{is: {'cost' if member == other else pair.own(body, member)}}}"
        for member in near
    ]


def _moves(pair: Pair) -> None:
    near, far, rng = pair.groups["near"], pair.groups["far"], pair.rng
    private, at_once, hidden = rng.random() < 0.5, rng.random() < 0.5, rng.random() < 0.4
    believes = rng.random() < 0.4
    pair.both("moves:")
    chance = "{up: '<firm>', down: rest}"
    pair.short += ["  kind:", "    each: near", f"    chance: {pair.each(chance)}"]
    pair.short += ["    seen_by: it"] if private else []
    pair.short += ["    believed: {it: {up: 0.25, down: rest}}"] if believes else []
    for member in near:
        pair.long += [f"  kind_{member}:", f"    chance: {pair.own(chance, member)}"]
        pair.long += [f"    seen_by: {member}"] if private else []
        pair.long += [f"    believed: {{{member}: {{up: 0.25, down: rest}}}}"] if believes else []
    pair.short += ["  say:", "    each: near", "    by: it", "    options: [yes, no]"]
    pair.short += ["    together: all"] if at_once else []
    pair.short += [f"    but: {{{near[-1]}: {{options: [yes, no, late]}}}}"]
    for member in near:
        more = ", late" if member == near[-1] else ""
        pair.long += [f"  say_{member}:", f"    by: {member}", f"    options: [yes, no{more}]"]
        others = ", ".join(f"say_{other}" for other in near if other != member)
        pair.long += [f"    together: [{others}]"] if at_once and others else []
    when = pair.over("count", "near", lambda m: f"{named('say', m)} == yes")
    bound = rng.choice((0, 1))
    pair.short += ["  act:", "    each: far", "    by: it", f"    when: {when[0]} >= {bound}"]
    options = "{grid: [0, 2, 3]}" if pair.scale else "[go, stop]"
    pair.short.append("    options: [go, stop]")
    pair.short += ["    hidden_from: near"] if hidden else []
    for member in far:
        pair.long += [f"  act_{member}:", f"    by: {member}", f"    when: {when[1]} >= {bound}"]
        pair.long += ["    options: [go, stop]"]
        blind = ", ".join(other for other in near if other != member)
        pair.long += [f"    hidden_from: [{blind}]"] if hidden and blind else []
    pair.both("  last:", "    by: dee", f"    options: {options}")


def _payoffs(pair: Pair) -> None:
    near, far = pair.groups["near"], pair.groups["far"]
    amount, less = pair.number(), pair.number()
    last = "last >= 1" if pair.scale else "last == go"
    nested = (
        "sum(firm if say == yes and any(far, act[it] == go) else 0)",
        "(0 + "
        + " + ".join(
            f"(firm_{m} if say_{m} == yes and ({' or '.join(f'act_{f} == go' for f in far)}) else 0)"
            for m in near
        )
        + ")",
    )
    inside = f"{amount} * <firm> if <say> == yes and <kind> == up"
    pair.both("payoffs:")
    pair.short += [
        "  near:",
        f"    own: '{pair.each(inside)}'",
        f"    cut: {{is: '{less}', but: {{{near[0]}: '1'}}}}",
    ]
    pair.short.append(f"    rival: {{each: far, is: '{less} if act == go and say == no'}}")
    pair.short += [
        "  dee:",
        f"    all_in: '{nested[0]}'",
        "    each_one: {each: near, is: 'worth if " + last + "'}",
    ]
    terms: dict[str, list[str]] = {}
    for member in near:
        terms.setdefault(member, []).extend(
            [f"own: '{pair.own(inside, member)}'", f"cut: '{'1' if member == near[0] else less}'"]
        )
        terms[member] += [f"rival_{f}: '{less} if act_{f} == go and say_{member} == no'" for f in far]
    terms.setdefault("dee", []).append(f"all_in: '{nested[1]}'")
    terms["dee"] += [f"each_one_{m}: 'worth_{m} if {last}'" for m in near]
    for actor, own in terms.items():
        pair.long += [f"  {actor}:", *(f"    {term}" for term in own)]


def _reading(pair: Pair) -> None:
    near = pair.groups["near"]
    pair.both("readings:", "  other:")
    pair.short += ["    parameters: {firm: 0.5}", f"    moves: {{say: yes, 'say[{near[0]}]': no}}"]
    pair.short += ["    payoffs: {near: {own: off}, dee: {each_one: 2 * firm}}"]
    pair.long += ["    parameters: {" + ", ".join(f"firm_{m}: 0.5" for m in near) + "}"]
    fixed = ", ".join(f"say_{m}: {'no' if m == near[0] else 'yes'}" for m in near)
    pair.long += [f"    moves: {{{fixed}}}", "    payoffs:"]
    terms = {member: ["own: off"] for member in near}
    terms.setdefault("dee", []).extend(f"each_one_{m}: 2 * firm_{m}" for m in near)
    pair.long += [f"      {actor}: {{{', '.join(own)}}}" for actor, own in terms.items()]
