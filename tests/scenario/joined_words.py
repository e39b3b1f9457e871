"""Random small scenarios that join the language's later words, and their games played out by hand.

One text has copies (`each`, `but`, quantifiers), a repeated block (rounds or dated stages with what
waits, a carried state, `until`), a private number, options that open, nests, moves at the same time and
hidden ones. Beside it the same is played out in plain Python, from the random choices and not from the
text: every history, textbook information sets, and the logit fixed point by repeated substitution.
Nothing here is shared with the package.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

ENDS = ("2031-04-30", "2031-08-31")
DAYS = (120, 123)
Values = dict[str, np.ndarray]


@dataclass(frozen=True)
class Spec:
    """What is chosen at random.

    knower : who knows `cost`; low, high, reply : conditions by name, "" for none
    """

    members: tuple[str, ...]
    knower: str
    cells: int
    n_stages: int
    dated: bool
    together: bool
    late: bool
    say_nest: bool
    act_nest: bool
    act_seen: bool
    luck_seen: bool
    luck_when: bool
    low: bool
    high: str
    until: str
    amounts: tuple[float, ...]
    firm: tuple[float, float]
    precision: tuple[float, float]


def spec_of(seed: int) -> Spec:
    rng = random.Random(seed)
    members = rng.choice((("b",), ("b", "c")))
    act_seen, n_stages = rng.random() < 0.7, rng.choice((1, 2, 2))
    return Spec(
        members=members,
        knower=rng.choice(("a", "a", "b", "nobody")),
        cells=2 if len(members) == 2 else rng.choice((2, 3)),
        n_stages=n_stages,
        dated=rng.random() < 0.4,
        together=rng.random() < 0.5,
        late=rng.random() < 0.5,
        say_nest=rng.random() < 0.5,
        act_nest=rng.random() < 0.6,
        act_seen=act_seen,
        luck_seen=rng.random() < 0.5,
        luck_when=rng.random() < 0.5,
        low=rng.random() < 0.6,
        high=rng.choice(("", "mood", "luck")),
        until=rng.choice(("", "no", "high")) if act_seen else rng.choice(("", "no")),
        amounts=tuple(rng.randint(-16, 16) / 8 for _ in range(9)),
        firm=(rng.randint(-8, 8) / 8, rng.randint(-8, 8) / 8),
        precision=(rng.choice((0.5, 0.8)), rng.choice((0.4, 0.7))),
    )


# the text


def text_of(spec: Spec) -> str:
    x = [f"{amount:g}" for amount in spec.amounts]
    stages = f"{{every: 4 months, from: 2031-01-01, to: {ENDS[spec.n_stages - 1]}}}"
    until = {"": "", "no": "    until: all(say == no)\n", "high": "    until: act == high\n"}[spec.until]
    both = ", together: all" if spec.together else ""
    waits_say = ", waiting: none" if spec.dated else ""
    waits_act = ", waiting: wait" if spec.dated else ""
    late = ", late: {when: mood == tense}" if spec.late else ""
    say_nest = ", nest: {plain: [yes], odd: [no, late]}" if spec.late and spec.say_nest else ""
    act_nest = ", nest: {none: [wait], some: [low, high]}" if spec.act_nest else ""
    low = "when: any(say == yes)" if spec.low else ""
    high = {"": "", "mood": "when: mood == calm", "luck": "when: luck == good"}[spec.high]
    when = "when: any(say != no), " if spec.luck_when else ""
    luck_seen = "" if spec.luck_seen else ", seen_by: [a]"
    act_seen = "" if spec.act_seen else ", seen_by: [a]"
    firm = f"{{each: g, draw: {spec.firm[0]}, but: {{{spec.members[-1]}: {spec.firm[1]}}}}}"
    knower = "nobody" if spec.knower == "nobody" else f"[{spec.knower}]"
    asked = "talks.act == high" if spec.act_seen else "count(talks.say == yes) >= 1"
    ended = "    late: -0.3 * talks.ended\n" if spec.until and not spec.dated else ""
    by = f"  early: P(talks.act == low by {ENDS[0]})\n" if spec.dated else ""
    return f"""standoff: 1
title: Joined words
as_of: 2031-01-01
horizon: 2031-12-31
actors: {{a: A, b: B, c: C}}
groups: {{g: [{", ".join(spec.members)}]}}
parameters:
  cost: {{draw: "uniform(0.5, 2)", known_to: {knower}, cells: {spec.cells}}}
  toll: {{is: cost / 2}}
  firm: {firm}
moves:
  talks:
    repeat: {stages if spec.dated else f"{{at_most: {spec.n_stages}}}"}
{until}    carry:
      mood: {{options: [calm, tense], start: calm, next: "tense if any(say == no) else mood"}}
    moves:
      say: {{each: g, by: it, options: {{yes: {{}}, no: {{}}{late}}}{say_nest}{both}{waits_say}}}
      luck: {{{when}chance: {{good: "0.3 + 0.2 * count(say == yes)", bad: rest}}{luck_seen}}}
      act: {{by: a, options: {{wait: {{}}, low: {{{low}}}, high: {{{high}}}}}{act_nest}{act_seen}{waits_act}}}
  reply: {{each: g, by: it, when: {asked}, options: [come, stay]{both}}}
payoffs:
  a:
    prize: {x[0]} - cost if talks.act == high
    less: {x[1]} - toll if talks.act == low
    luck: {x[2]} if talks.luck == good
    help: {x[3]} if any(reply == come) and talks.act == high
    mood: {x[4]} if talks.mood == tense
{ended}  g:
    own: firm + {x[5]} * cost if reply == come
    said: toll + {x[6]} if talks.say == yes
    seen: {x[7]} if talks.act == low and talks.say == no
    rest_of_it: {x[8]} * count(reply == come)
endings: {{helped: any(reply == come), alone: talks.act == high, quiet: otherwise}}
measures:
  n: E(count(reply == come))
  tense: P(talks.mood == tense)
  said: "P(any(talks.say == yes) and talks.act != wait)"
  paid_a: E(payoff(a))
  paid_b: E(payoff(b))
{by}play: {{precision: {{a: {spec.precision[0]}, others: {spec.precision[1]}}}}}
"""


# the game, played out


@dataclass
class Leaf:
    """One play: how likely it is in truth and for each actor, the choices on the way, what it pays."""

    true: float
    believed: dict[str, float]
    path: list[int]
    paid: dict[str, float]
    facts: dict[str, bool | float]


@dataclass
class Play:
    """All plays of one draw; `sets` are the information sets: key -> (actor, its actions, their weights)."""

    spec: Spec
    cost: float
    sets: dict[object, tuple[str, list[int], list[float]]] = field(default_factory=dict)
    n_actions: int = 0
    leaves: list[Leaf] = field(default_factory=list)

    def run(self) -> dict[str, float]:
        spec = self.spec
        types = [("truth", self.cost)]
        types += [(f"cell{i}", 0.5 + 1.5 * (i + 0.5) / spec.cells) for i in range(spec.cells)]
        for name, cost in types:
            known, cell = 1 / len(types), float(name != "truth") / spec.cells
            believed = {actor: known if actor == spec.knower else cell for actor in "abc"}
            seen = {actor: [("type", name)] if actor == spec.knower else [] for actor in "abc"}
            self._stage(1, "calm", State(float(name == "truth"), believed, [], seen, {}, cost))
        return self._totals(self._fixed_point())

    def _stage(self, k: int, mood: str, now: State) -> None:
        if k > self.spec.n_stages:
            self._replies(now.put(mood=mood))
            return
        for after in self._all_say(k, mood, now):
            said = [after.last[f"say_{m}"] for m in self.spec.members]
            for lucky in self._luck(k, said, after):
                for done in self._act(k, mood, said, lucky):
                    over = {"": False, "no": set(said) == {"no"}, "high": done.last["act"] == "high"}
                    then = "tense" if "no" in said else mood
                    if over[self.spec.until]:
                        self._replies(done.put(mood=then, ended=k))
                    else:
                        self._stage(k + 1, then, done)

    def _all_say(self, k: int, mood: str, now: State) -> Iterator[State]:
        spec = self.spec
        options = ["yes", "no"] + (["late"] if spec.late and mood == "tense" else [])
        nests = [["yes"], ["no", "late"]] if spec.late and spec.say_nest else None
        return self._copies("say", k, options, nests, now)

    def _copies(
        self, move: str, k: int, options: list[str], nests: list[list[str]] | None, now: State
    ) -> Iterator[State]:
        """One choice of each member, one after the other or at the same time."""
        found = [(now, now)]  # as it goes on; as a member sees it
        for m in self.spec.members:
            more = []
            for state, seen in found:
                for option, path in self._choices((move, m, k), m, options, nests, None, seen):
                    new = state.walk(path).put(**{f"{move}_{m}": option}).show((move, m, k), option, "abc")
                    more.append((new, seen if self.spec.together else new))
            found = more
        return iter(state for state, _ in found)

    def _luck(self, k: int, said: list[str], now: State) -> Iterator[State]:
        sees = "abc" if self.spec.luck_seen else "a"
        if self.spec.luck_when and set(said) == {"no"}:
            yield now.put(luck_now="").show(("luck", k), "", sees)
            return
        good = 0.3 + 0.2 * said.count("yes")
        for option, share in (("good", good), ("bad", 1 - good)):
            yield now.chance(share).put(luck=option, luck_now=option).show(("luck", k), option, sees)

    def _act(self, k: int, mood: str, said: list[str], now: State) -> Iterator[State]:
        spec = self.spec
        open_ = {"": True, "mood": mood == "calm", "luck": now.last["luck_now"] == "good"}[spec.high]
        options = ["wait"] + ["low"] * (not spec.low or "yes" in said) + ["high"] * open_
        nests = [["wait"], ["low", "high"]] if spec.act_nest else None
        weight = 0.5 ** (DAYS[k - 1] / sum(DAYS[: spec.n_stages])) if spec.dated else None
        for option, path in self._choices(("act", k), "a", options, nests, weight, now):
            early = {"early": True} if option == "low" and k == 1 else {}
            sees = "abc" if spec.act_seen else "a"
            yield now.walk(path).put(act=option, **early).show(("act", k), option, sees)

    def _choices(
        self,
        key: tuple[object, ...],
        actor: str,
        options: list[str],
        nests: list[list[str]] | None,
        weight: float | None,
        now: State,
    ) -> list[tuple[str, list[int]]]:
        """Each open option with the actions that lead to it: the nest first, then the option."""
        held = [[o for o in nest if o in options] for nest in nests] if nests else [[o] for o in options]
        held = [nest for nest in held if nest]
        weights = [1.0] * len(held)
        if weight is not None and len(held) > 1:  # what waits comes first
            weights = [weight, *[(1 - weight) / (len(held) - 1)] * (len(held) - 1)]
        seen = tuple(now.seen[actor])
        first = self._actions((key, seen), actor, weights) if len(held) > 1 else []
        found = []
        for i, nest in enumerate(held):
            way = [first[i]] if first else []
            second = self._actions((key, seen, i), actor, [1.0] * len(nest)) if len(nest) > 1 else []
            found += [(o, [*way, *([second[j]] if second else [])]) for j, o in enumerate(nest)]
        return found

    def _actions(self, key: object, actor: str, weights: list[float]) -> list[int]:
        if key not in self.sets:
            actions = list(range(self.n_actions, self.n_actions + len(weights)))
            self.sets[key] = (actor, actions, weights)
            self.n_actions += len(weights)
        return self.sets[key][1]

    def _replies(self, now: State) -> None:
        says = [now.last[f"say_{m}"] for m in self.spec.members]
        asked = now.last["act"] == "high" if self.spec.act_seen else "yes" in says
        ends = self._copies("reply", 0, ["come", "stay"], None, now) if asked else iter([now])
        for end in ends:
            self._pay(end, says)

    def _pay(self, now: State, says: list[str]) -> None:
        spec, x, last, cost = self.spec, self.spec.amounts, now.last, now.cost
        act, replies = last["act"], [last.get(f"reply_{m}", "") for m in spec.members]
        n_come, tense = replies.count("come"), last["mood"] == "tense"
        paid = {"a": (x[0] - cost) * (act == "high") + (x[1] - cost / 2) * (act == "low")}
        paid["a"] += (
            x[2] * (last.get("luck") == "good") + x[3] * (n_come > 0 and act == "high") + x[4] * tense
        )
        if spec.until and not spec.dated:
            paid["a"] -= 0.3 * float(last.get("ended", 0))
        for m, say, reply in zip(spec.members, says, replies, strict=True):
            firm = spec.firm[1] if m == spec.members[-1] else spec.firm[0]
            paid[m] = (firm + x[5] * cost) * (reply == "come") + (cost / 2 + x[6]) * (say == "yes")
            paid[m] += x[7] * (act == "low" and say == "no") + x[8] * n_come
        facts = {
            "helped": n_come > 0,
            "alone": n_come == 0 and act == "high",
            "quiet": n_come == 0 and act != "high",
            "n": float(n_come),
            "tense": tense,
            "early": bool(last.get("early", False)),
            "said": act != "wait" and "yes" in says,
        }
        self.leaves.append(Leaf(now.true, now.believed, now.path, paid, facts))

    def _fixed_point(self) -> np.ndarray:
        """Logit play, by repeated substitution from even odds; each actor goes by its own chances."""
        width = max(len(leaf.path) for leaf in self.leaves)
        path = np.array([leaf.path + [self.n_actions] * (width - len(leaf.path)) for leaf in self.leaves])
        sigma = np.ones(self.n_actions + 1)
        for _, actions, _ in self.sets.values():
            sigma[actions] = 1 / len(actions)
        rates = dict(zip("abc", (self.spec.precision[0], *[self.spec.precision[1]] * 2), strict=True))
        believed = {actor: np.array([leaf.believed[actor] for leaf in self.leaves]) for actor in "abc"}
        paid = {actor: np.array([leaf.paid[actor] for leaf in self.leaves]) for actor in self.leaves[0].paid}
        for _ in range(2000):
            plays, new = sigma[path].prod(axis=1), sigma.copy()
            worth = {actor: self._worths(path, believed[actor] * plays, paid[actor]) for actor in paid}
            for actor, actions, weights in self.sets.values():
                odds = np.array(weights) * np.exp(rates[actor] * worth[actor][actions])
                new[actions] = odds / odds.sum()
            moved = np.abs(new - sigma).max()
            sigma = 0.5 * (sigma + new)
            if moved < 1e-12:
                return sigma
        raise AssertionError(f"no fixed point: still {moved:.1e}")

    def _worths(self, path: np.ndarray, chance: np.ndarray, paid: np.ndarray) -> np.ndarray:
        """What each action is worth on the average of the plays that it is on."""
        width, n = path.shape[1], self.n_actions + 1
        above = np.bincount(path.ravel(), np.repeat(chance * paid, width), n)
        below = np.bincount(path.ravel(), np.repeat(chance, width), n)
        return above / np.where(below == 0, 1, below)

    def _totals(self, sigma: np.ndarray) -> dict[str, float]:
        shares = [leaf.true * float(np.prod(sigma[leaf.path])) for leaf in self.leaves]

        def mean(fact: Callable[[Leaf], float]) -> float:
            return float(sum(share * fact(leaf) for share, leaf in zip(shares, self.leaves, strict=True)))

        found = {name: mean(lambda leaf, name=name: leaf.facts[name]) for name in self.leaves[0].facts}
        return found | {f"paid_{a}": mean(lambda leaf, a=a: leaf.paid[a]) for a in self.leaves[0].paid}


@dataclass(frozen=True)
class State:
    """Where a play stands: how likely, what was chosen, what each actor has seen, the last of each move."""

    true: float
    believed: dict[str, float]
    path: list[int]
    seen: dict[str, list[object]]
    last: Mapping[str, object]
    cost: float

    def put(self, **last: object) -> State:
        return State(self.true, self.believed, self.path, self.seen, {**self.last, **last}, self.cost)

    def walk(self, path: list[int]) -> State:
        return State(self.true, self.believed, self.path + path, self.seen, self.last, self.cost)

    def chance(self, share: float) -> State:
        believed = {actor: value * share for actor, value in self.believed.items()}
        return State(self.true * share, believed, self.path, self.seen, self.last, self.cost)

    def show(self, key: tuple[object, ...], option: str, sees: str) -> State:
        seen = {a: [*own, (key, option)] if a in sees else own for a, own in self.seen.items()}
        return State(self.true, self.believed, self.path, seen, self.last, self.cost)


def played_out(spec: Spec, costs: np.ndarray) -> Values:
    """Endings, measures and payoffs of each draw."""
    found = [Play(spec, float(cost)).run() for cost in costs]
    return {name: np.array([one[name] for one in found]) for name in found[0]}
