"""Random small scenarios with a repeated block, and the same written out by hand with other names.

The hand-written text knows nothing of blocks: move `x` of stage 2 is `x_2`, a carried state is a chance
move of 0 and 1, the end of the block stands in every later condition, and "the last that was made" is a
list of cases. Nothing here is shared with the package.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

ACTORS = ("anna", "boris")
HEAD = """standoff: 1
title: Random
as_of: 2031-01-01
horizon: 2031-12-31
actors: {anna: Anna, boris: Boris}
parameters: {p: "uniform(0.1, 0.4)", w: "normal(0, 1)"}
moves:
  kind: {chance: {firm: p, soft: rest}, seen_by: [anna]}
"""
ENDS = ("2031-04-30", "2031-08-31", "2031-12-31")
Atom = tuple[str, str, str]  # now, before, state, number or kind; whose; what


@dataclass
class Inner:
    name: str
    actor: str | None
    options: list[str]
    sees: list[str]
    when: list[Atom] = field(default_factory=list)
    shift: list[Atom] = field(default_factory=list)


@dataclass
class State:
    name: str
    start: str
    cases: list[tuple[list[Atom], str]]  # the first that holds; else it stays
    sees: list[str]


@dataclass
class Block:
    n_stages: int
    dated: bool
    moves: list[Inner]
    states: list[State]
    until: list[Atom]
    after: list[Atom]
    hidden: bool


def random_block(seed: int) -> Block:
    rng = random.Random(seed)
    hidden = rng.random() < 0.3
    block = Block(rng.choice((1, 2, 2, 3)), rng.random() < 0.4, [], [], [], [], hidden)
    states = [("mood", ["calm", "tense"]), ("trust", ["high", "low"])][: rng.choice((0, 1, 1, 2))]
    names = ["x", "y", "z"][: rng.choice((1, 2, 2, 3))]
    for name in names:
        actor = rng.choice((*ACTORS, None))
        sees = list(ACTORS)
        if hidden and rng.random() < 0.4:
            sees = [actor] if actor else [rng.choice(ACTORS)]
        block.moves.append(Inner(name, actor, ["a", "b", "c"][: rng.choice((2, 2, 3))], sees))
    if all(move.actor is None for move in block.moves):
        block.moves[0].actor, block.moves[0].sees = "anna", list(ACTORS)
    for i, move in enumerate(block.moves):
        known = [m for m in block.moves if move.actor is None or move.actor in m.sees]
        pool = [("now", m.name, o) for m in block.moves[:i] if m in known for o in m.options]
        pool += [("before", m.name, o) for m in known for o in m.options]
        plain = pool + ([("state", s, o) for s, own in states for o in own] if not hidden else [])
        plain.append(("number", "", "2"))
        move.when = [rng.choice(plain)] if rng.random() < 0.35 else []
        move.shift = [rng.choice(plain)] if move.actor is None and rng.random() < 0.6 else []
    for name, options in states:
        pool = [("now", m.name, o) for m in block.moves for o in m.options]
        pool += [("state", s, o) for s, own in states for o in own]
        cases = [
            (rng.sample(pool, rng.choice((1, 1, 2))), rng.choice(options)) for _ in range(rng.choice((1, 2)))
        ]
        block.states.append(State(name, rng.choice(options), cases, list(ACTORS)))
    public = [m for m in block.moves if m.sees == list(ACTORS)]
    if public and rng.random() < 0.7:
        block.until = [("now", m.name, rng.choice(m.options)) for m in rng.sample(public, 1)]
    block.after = [(m.name, rng.choice(m.options), "") for m in block.moves]  # type: ignore[misc]
    _seen(block)
    return block


def _seen(block: Block) -> None:
    """Who sees each state: who sees all that it is made of, the states before it among that."""
    sees = {m.name: set(m.sees) for m in block.moves}
    until = set(ACTORS).intersection(*(sees[name] for _, name, _ in block.until))
    now = {s.name: set(ACTORS) & until for s in block.states}
    for _ in range(4):
        for state in block.states:
            read = [n for atoms, _ in state.cases for _, n, _ in atoms]
            now[state.name] &= set(ACTORS).intersection(*(sees.get(n, now.get(n, set(ACTORS))) for n in read))
    for state in block.states:
        state.sees = sorted(now[state.name])


# with `repeat:`


def _atom(atom: Atom) -> str:
    kind, name, what = atom
    if kind == "number":
        return f"stage_number >= {what}"
    return f"{name}[before] == {what}" if kind == "before" else f"{name} == {what}"


def repeated(block: Block) -> str:
    """The text with a repeated block."""
    n = block.n_stages
    dated = f"{{every: 4 months, from: 2031-01-01, to: {ENDS[n - 1]}}}"
    lines = ["  talks:", f"    repeat: {dated if block.dated else f'{{at_most: {n}}}'}"]
    if block.until:
        lines.append(f"    until: {' and '.join(map(_atom, block.until))}")
    if block.states:
        lines.append("    carry:")
    for state in block.states:
        options = {"mood": "[calm, tense]", "trust": "[high, low]"}[state.name]
        cases = "".join(f"{o} if {' and '.join(map(_atom, atoms))} else " for atoms, o in state.cases)
        lines.append(
            f"      {state.name}: {{options: {options}, start: {state.start}, next: '{cases}{state.name}'}}"
        )
    lines.append("    moves:")
    for move in block.moves:
        when = f", when: '{' and '.join(map(_atom, move.when))}'" if move.when else ""
        lines.append(f"      {move.name}: {{{_body(move, [f'({_atom(a)})' for a in move.shift])}{when}}}")
    last = [f"talks.{name} == {option}" for name, option, _ in block.after]
    ended = "talks.ended" if block.until else ""
    days = "made(talks.ended)" if block.dated else "talks.ended"
    states = [f"talks.{s.name} == {s.start}" for s in block.states]
    second = f"talks.{block.moves[0].name}[1] == a"
    by = f"P({last[0]} by {ENDS[0]})" if block.dated else f"P({last[0]})"
    return HEAD + "\n".join(lines) + _rest(last, states, ended and days, second, by)


def _body(move: Inner, shifts: list[str]) -> str:
    seen = "" if move.sees == list(ACTORS) else f", seen_by: [{', '.join(move.sees)}]"
    if move.actor is not None:
        return f"by: {move.actor}, options: [{', '.join(move.options)}]{seen}"
    share = "0.2" + "".join(f" + p * {shift}" for shift in shifts)
    others = "".join(f", {o}: 0.1" for o in move.options[2:])
    return f"chance: {{a: '{share}', b: rest{others}}}{seen}"


def _rest(last: list[str], states: list[str], ended: str, second: str, by: str) -> str:
    terms = {actor: [f"w if {c}" for c in last] for actor in ACTORS}
    terms["anna"].append(f"2 if kind == firm and {last[-1]}")
    terms["boris"].append(f"-1 if {last[0]} and not ({last[-1]})")
    terms["boris"] += [f"1.5 if {c}" for c in states]
    if ended:
        terms["anna"].append(f"-0.3 * ({ended})")
    lines = ["", "payoffs:"]
    for actor, own in terms.items():
        lines += [f"  {actor}:", *(f"    t{i}: {term}" for i, term in enumerate(own))]
    lines += [f"endings:\n  one: {last[0]}\n  two: {second}\n  three: otherwise", "measures:"]
    lines += [f"  both: P({' and '.join(last)})", f"  by: {by}", f"  number: E({ended or '0'})"]
    lines += [f"  state{i}: P({c} | {second})" for i, c in enumerate(states)]
    return "\n".join(lines) + "\nplay: {precision: 0.8}\n"


# by hand


def _plain(atom: Atom, k: int, block: Block) -> str:
    """An atom as it reads in a move of stage k; a state is that of the stage before."""
    kind, name, what = atom
    if kind == "number":
        return f"{k} >= {what}"
    if kind == "now":
        return f"{name}_{k} == {what}"
    if k > 1:
        return f"{name}_{k - 1} == {what}"
    if kind == "before":
        return "0 == 1"
    start = next(s.start for s in block.states if s.name == name)
    return "0 == 0" if start == what else "0 == 1"


def _all(atoms: list[Atom], k: int, block: Block) -> str:
    return " and ".join(f"({_plain(a, k, block)})" for a in atoms)


def by_hand(block: Block) -> str:
    """The same text written out."""
    lines = []
    for k in range(1, block.n_stages + 1):
        going = [f"not ({_all(block.until, j, block)})" for j in range(1, k)] if block.until else []
        for move in block.moves:
            guards = [*going, *([_all(move.when, k, block)] if move.when else [])]
            when = f", when: '{' and '.join(guards)}'" if guards else ""
            shifts = [f"({_plain(a, k, block)})" for a in move.shift]
            lines.append(f"  {move.name}_{k}: {{{_body(move, shifts)}{when}}}")
        lines += [f"  {s.name}_{k}: {_state(s, k, going, block)}" for s in block.states]
    n = block.n_stages
    last = [_last(name, option, n) for name, option, _ in block.after]
    holds = [
        " and ".join(
            [*(f"not ({_all(block.until, j, block)})" for j in range(1, k)), _all(block.until, k, block)]
        )
        for k in range(1, n + 1)
    ]
    ended = ""
    if block.until:
        ended = " + ".join(f"{1 if block.dated else k} * ({h})" for k, h in enumerate(holds, 1))
    states = [f"{s.name}_{n} == {s.start}" for s in block.states]
    second = f"{block.moves[0].name}_1 == a"
    first = _last(*block.after[0][:2], 1 if block.dated else n)
    return HEAD + "\n".join(lines) + _rest(last, states, ended, second, f"P({first})")


def _state(state: State, k: int, going: list[str], block: Block) -> str:
    options = {"mood": ("calm", "tense"), "trust": ("high", "low")}[state.name]

    def asked(option: str) -> str:
        before = f"({state.name}_{k - 1} == {option})" if k > 1 else str(int(state.start == option))
        own = before
        for atoms, value in reversed(state.cases):
            own = f"({int(value == option)} if {_all(atoms, k, block)} else {own})"
        return f"({own} if {' and '.join(going)} else {before})" if going else own

    chance = f"{{{options[0]}: '{asked(options[0])}', {options[1]}: rest}}"
    return f"{{chance: {chance}, seen_by: [{', '.join(state.sees)}]}}"


def _last(name: str, option: str, n: int) -> str:
    """The last of n that was made has an option, as a list of cases."""
    cases = []
    for k in range(1, n + 1):
        later = [f"not made({name}_{j})" for j in range(k + 1, n + 1)]
        cases.append(" and ".join([f"{name}_{k} == {option}", *later]))
    return "(" + " or ".join(f"({case})" for case in cases) + ")"
