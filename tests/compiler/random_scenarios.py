"""Writes random scenarios: guards, private types, simultaneous moves, beliefs, terms, measures."""

from __future__ import annotations

import random

ACTORS = ("anna", "boris", "clara")


def random_scenario(
    seed: int, *, n_moves: int = 5, hidden: bool = True, menus: bool = False, nests: bool = False
) -> str:
    """The text of a random scenario; the same seed gives the same text.

    menus : decisions have options that are not always open; nests : and options in nests
    """
    rng = random.Random(seed)
    lines = [
        "standoff: 1",
        f"title: Random {seed}",
        "question: What happens?",
        "as_of: 2031-01-01",
        "horizon: 2031-12-31",
        "actors:",
        *(f"  {a}: {{title: {a.title()}}}" for a in ACTORS),
        "parameters:",
        *(f"  p{i}: {{draw: 'uniform(0.1, 0.45)', set_by: assumed}}" for i in range(4)),
        *(f"  w{i}: {{draw: 'normal(0, 2)', set_by: assumed}}" for i in range(4)),
        "moves:",
    ]
    moves: list[tuple[str, list[str], str | None, list[str]]] = []
    for place in range(n_moves):
        lines += _move(rng, place, moves, hidden=hidden, words=(menus, nests))
    lines += ["payoffs:"]
    for actor in ACTORS:
        lines += [f"  {actor}:", *(f"    t{k}: {_term(rng, moves)}" for k in range(3))]
    lines += [
        "endings:",
        f"  first: {_condition(rng, moves, moves)}",
        f"  second: {_condition(rng, moves, moves)} and {_condition(rng, moves, moves)}",
        "  third: otherwise",
        "measures:",
        f"  r0: P({_condition(rng, moves, moves)} | {_condition(rng, moves, moves)})",
        f"  r1: P(first or third | {_condition(rng, moves, moves)})",
        "  r2: E(payoff(anna))",
        f"  r3: E(payoff(boris, t1) | {_condition(rng, moves, moves)})",
        "conclusions:",
        "  c0: {holds_when: r0 >= 0.5}",
        "play:",
        "  precision: 0.6",
    ]
    return "\n".join(lines) + "\n"


def _move(rng, place, moves, *, hidden, words=(False, False)):
    name, options = f"m{place}", [f"o{k}" for k in range(rng.choice((2, 3, 4) if any(words) else (2, 2, 3)))]
    movers = (*ACTORS, *ACTORS, None) if any(words) else (*ACTORS, None, None)
    actor = rng.choice(movers) if place else None
    options = options[:3] if actor is None else options  # chances of three options stay below 1
    lines = [f"  {name}:"]
    seen = set(ACTORS)
    if hidden and rng.random() < (0.8 if place == 0 else 0.3):
        seen = set(rng.sample(ACTORS, rng.choice((1, 2)))) | ({actor} if actor else set())
        lines += [f"    seen_by: [{', '.join(sorted(seen))}]"]
    if actor is None:
        lines += _chance(rng, options, moves)
    elif any(words):
        lines += [f"    by: {actor}", *_menu(rng, options, [m for m in moves if actor in m[3]], words)]
    else:
        lines += [f"    by: {actor}", f"    options: [{', '.join(options)}]"]
    known = [m for m in moves if actor is None or actor in m[3]]
    if known and rng.random() < 0.4:
        lines += [f"    when: {_condition(rng, known, moves)}"]
    moves.append((name, options, actor, sorted(seen)))
    return lines


def _menu(rng, options, known, words):
    """Options of which some, or all, are open after some known moves only; and nests."""
    menus, nests = words
    closing = 0.6 if menus and known else 0.0
    lines = ["    options:"]
    for option in options:
        when = f"{{when: {_condition(rng, known, known)}}}" if rng.random() < closing else "{}"
        lines.append(f"      {option}: {when}")
    if nests and rng.random() < 0.8:
        cut = rng.randint(1, len(options) - 1)
        mixed = rng.sample(options, len(options))
        for k, part in enumerate((mixed[:cut], mixed[cut:])):
            lines += [*(["    nest:"] if k == 0 else []), f"      n{k}: [{', '.join(part)}]"]
    return lines


def _chance(rng, options, moves):
    shares = [f"{o}: {_share(rng, moves)}" for o in options[:-1]] + [f"{options[-1]}: rest"]
    lines = [f"    chance: {{{', '.join(shares)}}}"]
    if rng.random() < 0.4:
        believed = [f"{o}: 0.{rng.randint(10, 45)}" for o in options[:-1]] + [f"{options[-1]}: rest"]
        lines += ["    believed:", f"      {rng.choice(ACTORS)}: {{{', '.join(believed)}}}"]
    return lines


def _share(rng, moves):
    share = f"p{rng.randrange(4)}"
    if moves and rng.random() < 0.5:
        share += f" * (0.5 + 0.5 * ({_condition(rng, moves, moves)}))"
    return share


def _condition(rng, known, _moves):
    name, options, _, _ = rng.choice(known)
    sign = rng.choice(("==", "==", "!="))
    return f"{name} {sign} {rng.choice(options)}"


def _term(rng, moves):
    conditions = [_condition(rng, moves, moves) for _ in range(rng.choice((1, 2)))]
    return f"w{rng.randrange(4)} if {' and '.join(conditions)}"
