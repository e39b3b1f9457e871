"""Forty idle things, each planted into a small scenario without any, and where it has to be found."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.scenario import Review, load_text, review
from tests.scenario.planted_bases import BASES


@dataclass(frozen=True)
class Plant:
    """old -> new in a base; what is found there, and nothing else.

    at : how the text goes on at the place that is told; more : further edits that the idle thing needs
    """

    base: str
    old: str
    new: str
    code: str
    at: str
    more: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.base}: {self.code} {self.at}"

    def text(self) -> str:
        text = BASES[self.base]
        for old, new in ((self.old, self.new), *self.more):
            assert text.count(old) >= 1, (self.name, old)
            text = text.replace(old, new, 1)
        return text

    def review(self) -> Review:
        return review(load_text(self.text(), "x"))


def _move(base: str, before: str, line: str, code: str = "S442") -> Plant:
    """A move put before another line of `moves:`."""
    return Plant(base, before, f"  {line}\n{before}", code, line.partition(" ")[0].rstrip(":"))


def _type(actor: str, term: str, later: str = "") -> Plant:
    """A mood that only one sees, and a payoff term that nobody acts on."""
    mood = "  mood: {chance: {grim: 0.3, merry: rest}, seen_by: [a]}\n"
    more = [("payoffs:\n", f"  {later}\npayoffs:\n")] if later else []
    head = f"  {actor}:\n"
    return Plant(
        "signal",
        "  signal: {by",
        f"{mood}  signal: {{by",
        "S455",
        "mood",
        ((head, f"{head}    {term}\n"), *more),
    )


PLANTS = (
    # moves on which nothing depends: choices, chances, one that only changes what nobody heeds
    _move("crisis", "  answer: {by: b", "speech: {by: a, options: [warm, cool]}"),
    _move("crisis", "  answer: {by: b", "weather: {chance: {fair: 0.5, foul: rest}}"),
    _move("chances", "  sail: {by: a", "moon: {chance: {full: p, new: rest}, seen_by: [a]}"),
    _move("signal", "  challenge: {by: b", "anthem: {by: b, options: [sung, not_sung]}"),
    _move("council", "  press: {by: b", "guest: {chance: {comes: 0.3, stays: rest}}"),
    _move("claims", "  answer: {by: b", "note: {by: b, when: go == act, options: [sent, kept]}"),
    _move("allies", "  join: {each", "dinner: {by: c, options: [given, not_given]}"),
    Plant(
        "months",
        "      entry: {by: a",
        "      hymn: {by: b, options: [a1, a2], waiting: a1}\n      entry: {by: a",
        "S442",
        "hymn",
    ),
    Plant(
        "signal",
        "    price: -1 if signal == loud and kind == soft",
        "    price: -1 if signal == loud",
        "S442",
        "signal",
        (("seen_by: [a]", "seen_by: []"),),
    ),
    # options that lead to the same play
    Plant(
        "crisis",
        "options: [fight, give]",
        "options: [fight, give, yield]",
        "S443",
        "answer",
        (
            ("answer == give\n    war", "answer in (give, yield)\n    war"),
            ("-3 if answer == give", "-3 if answer in (give, yield)"),
            ("given: answer == give", "given: answer in (give, yield)"),
        ),
    ),
    Plant("signal", "options: [yes, no]", "options: [yes, no, later]", "S443", "challenge"),
    Plant(
        "chances",
        "high: p, low: rest",
        "high: p, mild: 0.2 * (1 - p), low: rest",
        "S443",
        "storm",
        (("(storm == low) + 0.1 * (storm == high)", "(storm == low) + 0.1 * (storm != low)"),),
    ),
    Plant(
        "scale",
        "grid: [0, 3, 4]",
        "grid: [0, 4, 5]",
        "S443",
        "aid",
        (
            ("-aid if", "-min(aid, 3) if"),
            ("aid - 1 if", "min(aid, 3) - 1 if"),
            ("E(aid)", "P(aid >= 3)"),
        ),
    ),
    Plant("council", "options: [press, leave]", "options: [press, leave, abstain]", "S443", "press"),
    # private numbers of which nobody can learn anything
    Plant("private", "-cost if arm == arm", "-1 if arm == arm\n    burden: -cost", "S455", "cost"),
    Plant(
        "signal",
        "firm: {draw",
        "zeal: {draw: 'uniform(0, 1)', known_to: [a]}\n  firm: {draw",
        "S455",
        "zeal",
        (("  yields:", "  zeal_is: E(zeal)\n  yields:"),),
    ),
    Plant(
        "scale",
        'worth: {draw: "uniform(1, 3)", unit: payoff}',
        'worth: {draw: "uniform(1, 3)", unit: payoff, known_to: [a]}',
        "S455",
        "worth",
        (("base: worth * 2 if accept == yes", "base: worth * 2"),),
    ),
    # the same of a chance that only some see: paid for alone, beside what is done already, by the others
    _type("a", "sour: -1 if mood == grim"),
    _type("b", "pride: 0.5 if mood == grim and signal == loud"),
    _type("b", "ache: -1 if mood == grim and gale == yes", "gale: {chance: {yes: 0.4, no: rest}}"),
    _type("b", "ache: -1 if gale == yes", "gale: {chance: {yes: 0.4 * (mood == grim), no: rest}}"),
    # endings and conclusions that cannot be, or must be
    Plant(
        "crisis",
        "  quiet: otherwise",
        "  both: answer == fight and answer == give\n  quiet: otherwise",
        "S446",
        "answer == fight and answer == give",
    ),
    Plant(
        "signal",
        "  quiet: otherwise",
        "  loud_war: challenge == yes and signal == loud\n  quiet: otherwise",
        "S446",
        "challenge == yes and signal == loud",
    ),
    Plant(
        "chances",
        "  quiet: otherwise",
        "  ghost: sunk == yes and attack == no\n  quiet: otherwise",
        "S446",
        "sunk == yes and attack == no",
    ),
    Plant(
        "claims",
        "  quiet: otherwise",
        "  dry: rain == dry\n  calm: go in (act, wait)\n  quiet: otherwise",
        "S446",
        "go in (act, wait)",
    ),
    Plant(
        "council",
        "  quiet: otherwise",
        "  mixed: press in (press, leave)\n  quiet: otherwise",
        "S447",
        "press in (press, leave)",
    ),
    Plant("crisis", "play:", "conclusions:\n  sure: war >= 0\nplay:", "S449", "war >= 0"),
    Plant("private", "play:", "conclusions:\n  never: armed > 1\nplay:", "S449", "armed > 1"),
    Plant("months", "play:", "conclusions:\n  dear: harm < -2\nplay:", "S449", "harm < -2"),
    # actors and parameters that are idle
    Plant("crisis", "b: {title: B}}", "b: {title: B}, c: {title: C}}", "S440", "c: {title: C}"),
    Plant(
        "rounds",
        "b: {title: B}}",
        "b: {title: B}, c: {title: C}}",
        "S440",
        "c: {title: C}",
        (("  b:\n    deal", "  c:\n    peace: 1 if talks.reply == accept\n  b:\n    deal"),),
    ),
    Plant("allies", "c: C}", "c: C, d: D}", "S440", "d: D}"),
    Plant("crisis", "  cost: {draw", "  spare: 3\n  cost: {draw", "S426", "spare"),
    Plant(
        "private",
        "  share: {is: cost / 2}",
        "  share: {is: cost / 2}\n  third: {is: cost / 3}",
        "S426",
        "third",
    ),
    Plant("scale", "  worth: {draw", "  odds: 'beta(1, 2)'\n  worth: {draw", "S426", "odds"),
    Plant(
        "months",
        "  p: {draw",
        "  feared: {draw: 0.3, unit: probability}\n  p: {draw",
        "S445",
        "feared",
        (("bad: rest}}", "bad: rest}, believed: {b: {good: feared, bad: rest}}}"),),
    ),
    # carried states that nothing reads, other than themselves
    Plant(
        "rounds",
        "      mood:\n",
        "      tally:\n        options: [few, many]\n        start: few\n"
        "        next: many if reply == refuse else tally\n      mood:\n",
        "S454",
        "tally",
    ),
    Plant(
        "months",
        "      news:\n",
        "      count:\n        options: [none, some]\n        start: none\n"
        "        next: some if report == bad else count\n      news:\n",
        "S454",
        "count",
    ),
    Plant(
        "rounds", "    sour: -1 if talks.mood == tense", "    sour: -1 if talks.offer == low", "S454", "mood"
    ),
    # conclusions whose own claim sets the number that they test
    Plant("claims", "wet >= 0.4, because: [c2]", "wet >= 0.4, because: [c2, c1]", "S456", "wet"),
    Plant(
        "claims",
        "  fights: {holds_when",
        "  likely: {holds_when: p >= 0.3, because: [c1]}\n  fights: {holds_when",
        "S456",
        "likely",
    ),
    Plant(
        "claims",
        "  fights: {holds_when",
        "  even: {holds_when: odds > 0.5, because: [c1]}\n  fights: {holds_when",
        "S456",
        "even",
    ),
    Plant(
        "claims",
        "  fights: {holds_when",
        "  dry: {holds_when: 1 - wet > 0.5, because: [c1]}\n  fights: {holds_when",
        "S456",
        "dry",
    ),
    Plant("claims", "rain: {chance", "rain: {because: [c2], chance", "S456", "wet"),
    # documents of later than the day from which the scenario looks ahead
    Plant("claims", "published: 2030-12-01", "published: 2031-02-01", "S452", "2031-02-01"),
    Plant(
        "claims",
        "claims:\n",
        "  news: {title: News, published: 2032-01-01}\nclaims:\n",
        "S452",
        "2032-01-01",
        (("c2: {document: paper", "c2: {document: news"),),
    ),
    # moves and options that are never there
    Plant(
        "crisis",
        "  answer: {by: b",
        "  gale: {when: go == act and go == wait, chance: {yes: 0.5, no: rest}}\n  answer: {by: b",
        "S441",
        "go == act and go == wait",
    ),
    Plant(
        "crisis",
        "options: [fight, give]",
        "options: {fight: {}, give: {}, flee: {when: go == wait}}",
        "S475",
        "go == wait",
    ),
    # an ending that those before it leave nothing for; blocks that never end early, or at once
    Plant("crisis", "  quiet: otherwise", "  still: go == wait\n  quiet: otherwise", "S446", "quiet"),
    Plant(
        "rounds",
        "until: reply == accept",
        "until: reply == accept and reply == refuse",
        "S476",
        "reply == accept and",
    ),
    Plant("rounds", "until: reply == accept", "until: made(reply)", "S476", "made(reply)"),
    Plant("months", "until: entry == act", "until: entry in (act, wait)", "S476", "entry in (act, wait)"),
    # conclusions whose parts together leave nothing open
    Plant("crisis", "play:", "conclusions:\n  any: war <= 0.4 or war >= 0.2\nplay:", "S449", "war <= 0.4"),
    Plant("signal", "play:", "conclusions:\n  no: loud < 0.2 and loud > 0.4\nplay:", "S449", "loud < 0.2"),
    Plant(
        "council",
        "play:",
        "conclusions:\n  c: not (presses < 0.5 or presses > 0.4 or presses == 2)\nplay:",
        "S449",
        "not (presses",
    ),
    # payoffs that cancel, are paid in every play, or whatever the one who is paid chooses
    Plant(
        "crisis",
        "    loss: -3",
        "    naught: 2 * (cost - cost) if answer == fight\n    loss: -3",
        "S444",
        "2 * (",
    ),
    Plant("crisis", "    loss: -3", "    salary: cost\n    loss: -3", "S477", "cost"),
    Plant(
        "signal",
        "    pressed: -4",
        "    sure: 1 if challenge == yes or challenge == no\n    pressed: -4",
        "S477",
        "1 if challenge == yes",
    ),
    Plant(
        "crisis",
        "  cost: {draw",
        "  toll: 'uniform(0, 1)'\n  cost: {draw",
        "S445",
        "toll",
        (("    loss: -3", "    asked: -toll if made(answer)\n    loss: -3"),),
    ),
    Plant(
        "crisis",
        "  cost: {draw",
        "  toll: 'uniform(0, 1)'\n  cost: {draw",
        "S445",
        "toll",
        (("    war: -cost", "    war: toll - cost - toll"),),
    ),
    # a number that only one knows, who has no reason to act on it, though it pays another
    Plant(
        "private",
        "  share: {is: cost / 2}",
        "  spoils: {draw: 'uniform(1, 3)', known_to: [a]}\n  share: {is: cost / 2}",
        "S455",
        "spoils",
        (("prize: 2 if", "prize: spoils if"),),
    ),
)
