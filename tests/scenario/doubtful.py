"""A small scenario without a doubt, and edits of it, each of which brings one doubt (or none)."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.scenario import Review, load_text, review

SOUND = """standoff: 1
title: A strait
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}, b: {title: B}}
documents:
  paper: {title: A paper, published: 2030-12-01}
parameters:
  p: {draw: "beta(2, 3)", unit: probability}
  cost: {draw: "lognormal(median=2, sd=0.4)", unit: payoff}
  rate: {draw: "gamma(mean=0.1, sd=0.05)", unit: per_month}
  early: {draw: "uniform(2031-02-01, 2031-03-01)"}
  late: {draw: "uniform(2031-05-01, 2031-06-01)"}
moves:
  storm:
    chance: {yes: p, no: rest}
    on: early
  go:
    by: a
    options: [act, wait]
    on: late
  answer:
    by: b
    when: go == act
    options: [fight, yield]
    within: [2031-06-02, 2031-07-31]
  end:
    when: answer == fight
    chance: {won: "hazard(rate, 2031-08-01, 2031-12-01)", lost: rest}
    within: [2031-08-01, 2031-12-01]
payoffs:
  a:
    prize: 5 if answer == yield
    war: -cost if answer == fight
    rain: -1 if go == act and storm == yes
    win: 4 if end == won
  b:
    loss: -3 if answer == yield
    war: -cost if answer == fight
endings:
  won: end == won
  fought: answer == fight
  given: answer == yield
  quiet: otherwise
measures:
  war: P(answer == fight)
  fight: P(answer == fight | go == act)
  value: E(payoff(b))
conclusions:
  likely: war >= 0.5
  high: value >= -1
play: {precision: 1.5}
"""


@dataclass(frozen=True)
class Edit:
    """old -> new in the sound text (old empty: new is put at the end), and what is said of it.

    code : of the doubt, empty for none; wrong : it is an error; says : a part of its text
    """

    name: str
    old: str
    new: str
    code: str = ""
    wrong: bool = False
    says: str = ""
    more: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        assert not self.old or self.old in SOUND, self.name
        text = SOUND.replace(self.old, self.new, 1) if self.old else SOUND + self.new
        for old, new in self.more:
            assert old in text, self.name
            text = text.replace(old, new, 1)
        return text

    def review(self) -> Review:
        return review(load_text(self.text(), "x"))


HAZARD = "hazard(rate, 2031-08-01, 2031-12-01)"
CHANCE = "chance: {yes: p, no: rest}"
EDITS = (
    Edit("sound", "", ""),
    # windows in formulas
    Edit(
        "hazard_reversed",
        HAZARD,
        "hazard(rate, 2031-12-01, 2031-08-01)",
        "S321",
        True,
        "2031-08-01, 2031-12-01",
    ),
    Edit(
        "hazard_reversed_by_parameter",
        HAZARD,
        "hazard(rate, late, early)",
        "S321",
        True,
        "hazard(rate, early, late)",
    ),
    Edit(
        "hazard_reversed_in_some_draws",
        'late: {draw: "uniform(2031-05-01, 2031-06-01)"}',
        'late: {draw: "uniform(2031-05-01, 2031-06-01)"}\n  mid: {draw: "uniform(2031-07-01, 2031-12-01)"}\n'
        '  eve: {is: "hazard(rate, mid, 2031-09-15)", unit: probability}\n  p2: {is: eve * p}',
        "S321",
        says="% of draws the window",
    ),
    Edit(
        "share_before_reversed",
        CHANCE,
        'chance: {yes: "share_before(early, 2031-03-01, 2031-02-01)", no: rest}',
        "S321",
        True,
        "0 or 1",
    ),
    Edit(
        "hazard_past_the_horizon",
        HAZARD,
        "hazard(rate, 2032-02-01, 2032-03-01)",
        "S433",
        True,
        "past the horizon",
    ),
    Edit(
        "hazard_ends_past_the_horizon",
        HAZARD,
        "hazard(rate, 2031-08-01, 2032-12-01)",
        "S433",
        says="counts days after it",
    ),
    Edit(
        "hazard_begins_before_as_of", HAZARD, "hazard(rate, 2030-08-01, 2031-12-01)", "S433", says="are over"
    ),
    Edit(
        "hazard_after_its_move",
        "within: [2031-08-01, 2031-12-01]",
        "within: [2031-08-01, 2031-09-01]",
        "S434",
        says="counts days after that",
    ),
    Edit(
        "hazard_before_its_move",
        "within: [2031-08-01, 2031-12-01]",
        "within: [2031-12-05, 2031-12-06]",
        "S434",
        says="has no day of that",
    ),
    Edit(
        "hazard_begins_before_its_move",
        "within: [2031-08-01, 2031-12-01]",
        "within: [2031-09-01, 2031-12-01]",
        "S434",
        says="counts days before that",
    ),
    # dates of moves
    Edit(
        "dates_against_the_page",
        'early: {draw: "uniform(2031-02-01, 2031-03-01)"}',
        'early: {draw: "uniform(2031-04-15, 2031-06-01)"}',
        "S435",
        says="% of draws",
    ),
    Edit(
        "dates_against_the_page_for_sure",
        'early: {draw: "uniform(2031-02-01, 2031-03-01)"}',
        'early: {draw: "uniform(2031-06-01, 2031-06-02)"}',
        "S435",
        True,
        "is over before `storm`",
    ),
    Edit(
        "dates_of_exclusive_moves",
        'when: answer == fight\n    chance: {won: "hazard(rate, 2031-08-01, 2031-12-01)", lost: rest}\n'
        "    within: [2031-08-01, 2031-12-01]",
        'when: go == wait\n    chance: {won: "1 - exp(-rate)", lost: rest}\n    within: [early, mid]',
        more=(("  early:", "  mid: uniform(2031-06-01, 2031-06-02)\n  early:"),),
    ),
    Edit(
        "dates_of_moves_of_one_history",
        "within: [2031-08-01, 2031-12-01]",
        "within: [early, mid]",
        "S435",
        True,
        more=(("  early:", "  mid: uniform(2031-06-01, 2031-06-02)\n  early:"),),
    ),
    Edit(
        "window_backward",
        "within: [2031-06-02, 2031-07-31]",
        "within: [late, 2031-05-15]",
        "S435",
        says="end before they begin in",
    ),
    Edit(
        "date_past_the_horizon_in_some_draws",
        'late: {draw: "uniform(2031-05-01, 2031-06-01)"}',
        'late: {draw: "normal(2031-05-15, 400, min=2031-04-01)"}',
        "S436",
        says="outside the scenario's time in",
    ),
    Edit(
        "date_parameter_past_the_horizon",
        'late: {draw: "uniform(2031-05-01, 2031-06-01)"}',
        'late: {draw: "uniform(2031-05-01, 2031-06-01)"}\n'
        '  truce: {draw: "uniform(2032-05-01, 2032-06-01)"}\n'
        '  before: {is: "share_before(truce, early, late)"}\n  r2: {is: rate * before}',
        "S436",
        says="in all draws",
    ),
    # probabilities
    Edit(
        "probability_leaves",
        'p: {draw: "beta(2, 3)"',
        'p: {draw: "normal(0.5, 0.3)"',
        "S437",
        says="min=0, max=1",
    ),
    Edit(
        "probability_is_a_per_cent",
        'p: {draw: "beta(2, 3)"',
        'p: {draw: "uniform(20, 40)"',
        "S437",
        True,
        "20 to 40",
    ),
    Edit(
        "probability_derived_leaves",
        'p: {draw: "beta(2, 3)", unit: probability}',
        "q: beta(2, 3)\n  p: {is: q * 1.5, unit: probability}",
        "S437",
        says="clip(..., 0, 1)",
    ),
    Edit(
        "probability_of_quantiles",
        'p: {draw: "beta(2, 3)"',
        "p: {draw: {quantiles: {5: 0.2, 50: 0.5, 95: 0.99}}",
        "S437",
        says="`max: 1`",
    ),
    Edit("chance_leaves", CHANCE, "chance: {yes: p + 0.4, no: rest}", "S438", says="clip(p + 0.4, 0, 1)"),
    Edit(
        "chance_leaves_after_one_move",
        "hazard(rate, 2031-08-01, 2031-12-01)",
        "p + (storm == yes)",
        "S438",
        True,
        "`won`",
    ),
    Edit("chance_always_outside", CHANCE, "chance: {yes: p + 1.1, no: rest}", "S438", True, "in all draws"),
    Edit(
        "chances_above_one_together", CHANCE, "chance: {yes: p, gale: p, no: rest}", "S438", says="add up to"
    ),
    Edit(
        "chances_above_one_beside_an_option_that_leaves",
        CHANCE,
        "chance: {yes: p + 0.1, gale: p, no: rest}",
        "S438",
        says="add up to",
    ),
    Edit("chances_without_rest", CHANCE, "chance: {yes: p, no: p}", "S438", True, "`rest`"),
    Edit("chances_that_add_up", CHANCE, "chance: {yes: p, no: 1 - p}"),
    Edit(
        "belief_leaves",
        CHANCE,
        CHANCE + "\n    believed: {a: {yes: p * 2, no: rest}}",
        "S438",
        says="what `a` believes",
    ),
    # what nothing depends on
    Edit("idle_actor", "b: {title: B}}", "b: {title: B}, c: {title: C}}", "S440", says="`c` makes no move"),
    Edit(
        "move_never_made",
        "when: answer == fight",
        "when: answer == fight and go == wait",
        "S441",
        True,
        "`end` is never made",
    ),
    Edit(
        "nothing_depends_on_a_chance",
        "    rain: -1 if go == act and storm == yes\n",
        "",
        "S442",
        says="`storm`",
    ),
    Edit(
        "nothing_later_depends_on_a_decision",
        "  go:\n",
        "  sign:\n    by: b\n    options: [loud, low]\n  go:\n",
        "S442",
        says="`sign`",
    ),
    Edit(
        "options_alike",
        "options: [act, wait]",
        "options: [act, wait, rest_]".replace("rest_", "delay"),
        "S443",
        says="`wait` and `delay`",
    ),
    Edit(
        "term_always_nothing",
        "win: 4 if end == won",
        "win: 4 if end == won and go == wait",
        "S444",
        says="`win` of `a`",
    ),
    Edit(
        "parameter_of_a_dead_term",
        "win: 4 if end == won",
        "win: 4 * fee if end == won and go == wait",
        "S445",
        says="`fee` reaches nothing",
        more=(("  early:", "  fee: {is: base + 1}\n  base: beta(2, 2)\n  early:"),),
    ),
    Edit(
        "parameter_of_an_idle_belief",
        CHANCE,
        CHANCE + "\n    believed: {c: {yes: fee, no: rest}}",
        "S445",
        says="`fee` reaches nothing",
        more=(("  early:", "  fee: beta(2, 2)\n  early:"), ("B}}", "B}, c: }")),
    ),
    # outcomes
    Edit(
        "ending_contradicts_itself",
        "won: end == won",
        "won: end == won and answer == yield",
        "S446",
        True,
        "can never be",
    ),
    Edit(
        "ending_behind_another",
        "given: answer == yield",
        "given: answer == fight and end == lost",
        "S446",
        True,
        "`fought`",
    ),
    Edit("ending_always", "won: end == won", "won: storm in (yes, no)", "S446", True, "`won`"),
    Edit(
        "measure_given_the_impossible",
        "P(answer == fight | go == act)",
        "P(answer == fight | end == won and go == wait)",
        "S448",
        True,
        "undefined",
    ),
    Edit(
        "measure_impossible",
        "P(answer == fight)\n",
        "P(answer == fight)\n  odd: P(fought and go == wait)\n",
        "S448",
        says="0 in every draw",
    ),
    Edit("conclusion_in_per_cent", "war >= 0.5", "war >= 50", "S449", True, "50 % is 0.5"),
    Edit("conclusion_always", "war >= 0.5", "war >= 0", "S449", says="must always hold"),
    Edit("conclusion_beyond_the_payoffs", "value >= -1", "value >= 1", "S449", True, "can never hold"),
    Edit("conclusion_in_no_draw", "war >= 0.5", "cost >= 200", "S449", says="none of 512 draws"),
    # scales, documents
    Edit("precision_of_another_scale", "precision: 1.5", "precision: 150", "S451", says="all or nothing"),
    Edit("precision_of_nobody", "precision: 1.5", "precision: 0.0001", "S451", says="to chance"),
    Edit(
        "document_from_the_future", "published: 2030-12-01", "published: 2031-12-01", "S452", says="hindsight"
    ),
    Edit(
        "number_that_is_none",
        'p: {draw: "beta(2, 3)", unit: probability}',
        'p: {draw: "beta(2, 3)", unit: probability}\n  odd: {is: log(p - 0.1)}\n  r3: {is: odd * rate}',
        "S450",
        says="no finite number in",
    ),
)
