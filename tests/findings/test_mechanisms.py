"""Mechanisms: effects that are known by hand, the bars, two ways, own moves, what is taken out together."""

from __future__ import annotations

import math
import pickle
import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner

import standoff
from standoff.app.api.run import Run
from standoff.app.main import command
from standoff.compiler import compile_scenario
from standoff.errors import RunError
from standoff.findings.context import open_context
from standoff.findings.mechanisms import resolve
from standoff.findings.mechanisms.analysis import mechanisms
from standoff.findings.mechanisms.effects import Told, against, effect_of, outcome_change, smaller
from standoff.findings.mechanisms.own_moves import in_points, moves_read, own_moves
from standoff.findings.registry import kinds_of
from standoff.findings.strike_out.paired_differences import Change
from standoff.results.findings.files import write_finding
from standoff.results.findings.mechanisms import (
    MOVES,
    OPEN,
    SHORT,
    UNJUDGED,
    MechanismEffect,
    MechanismsFinding,
    OutcomeChange,
)
from standoff.scenario import load, load_text
from standoff.study import Quiet
from standoff.study.rows import numbers_of, prepare_reading, rows_at

HEAD = """standoff: 1
title: One who chooses
as_of: 2031-01-01
horizon: 2031-12-31
"""
# P(take) is 1 / (1 + exp(-2 x gain)); the idle term is paid whatever is done.
CHOICE = (
    HEAD
    + """actors: {chooser: Chooser, idler: Idler}
parameters: {gain: {draw: 1, unit: payoff}, idle: {draw: 1, unit: payoff}}
moves:
  choice: {by: chooser, options: [take, leave]}
  echo: {chance: {heard: choice == take, silent: rest}}
  weather: {chance: {wet: 0.005, dry: rest}}
payoffs:
  chooser: {gain: gain if choice == take, always: 3}
  idler: {loss: -idle if choice == take}
endings: {taken: choice == take, left: otherwise}
measures:
  takes: P(choice == take)
  heard: P(echo == heard)
  ended: P(taken)
  both: heard - takes
  wet: P(weather == wet)
  seldom: P(choice == take | weather == wet)
  paid: "E(payoff(chooser, gain))"
headlines: [takes, heard, ended, both, wet, seldom, paid]
play: {precision: 2}
mechanisms:
  gain: {title: What it gains, off: {payoffs: {chooser: {gain: off}}}}
  half:
    off: {payoffs: {chooser: {gain: off}}}
    or_off: {payoffs: {chooser: {gain: 0.5 * gain if choice == take}}}
  nothing: {off: {payoffs: {idler: {loss: off}, chooser: {always: off}}}}
  choice: {off: {moves: {choice: leave}}}
  named: {off: {payoffs: {chooser: {gain: off}}}, moves: [choice]}
"""
)
TAKES = 1 / (1 + math.exp(-2))


def found(run: Run, draws: int | None = None) -> MechanismsFinding:
    return mechanisms(open_context(run.path), draws=draws, workers=1, progress=Quiet())


Runner = Callable[..., Run]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    def made(text: str, draws: int = 50, **how: object) -> Run:
        folder = tmp_path_factory.mktemp("mechanisms") / "run"
        return standoff.run(load_text(text), draws=draws, seed=1, out=folder, workers=1, **how)  # type: ignore[arg-type]

    return made


@pytest.fixture(scope="module")
def choice(make: Runner) -> MechanismsFinding:
    return found(make(CHOICE))


def counted(told: MechanismsFinding, name: str, reading: str = "as_written") -> MechanismEffect:
    return told.mechanisms[name].readings[reading].counts


def test_a_single_decision_changes_by_what_is_known_by_hand(choice: MechanismsFinding) -> None:
    told = counted(choice, "gain").endings["ending:taken"]
    assert told.change == pytest.approx(0.5 - TAKES, abs=1e-9)
    assert (told.before, told.after) == pytest.approx((TAKES, 0.5), abs=1e-9)
    assert (told.low, told.high) == pytest.approx((0.5 - TAKES,) * 2, abs=1e-9)
    assert (told.verdict, choice.mechanisms["gain"].verdict) == (MOVES, MOVES)


def test_the_smaller_of_two_ways_counts(choice: MechanismsFinding) -> None:
    half = 1 / (1 + math.exp(-1))
    told = choice.mechanisms["half"].readings["as_written"]
    assert told.counts.way == "or_off"
    assert told.counts.endings["ending:taken"].change == pytest.approx(half - TAKES, abs=1e-9)
    assert told.other is not None
    assert told.other.endings["ending:taken"].change == pytest.approx(0.5 - TAKES, abs=1e-9)


def test_one_way_that_falls_short_is_enough_to_fall_short(make: Runner) -> None:
    text = CHOICE.replace("0.5 * gain", "0.99 * gain")
    assert found(make(text)).mechanisms["half"].verdict == SHORT


def test_an_idle_mechanism_falls_short_by_an_exact_nothing(choice: MechanismsFinding) -> None:
    told = counted(choice, "nothing")
    assert choice.mechanisms["nothing"].verdict == SHORT
    assert {one.change for one in (*told.endings.values(), *told.headlines.values())} == {0.0}
    assert not told.same  # it is another text, and was solved


def test_headlines_on_a_mechanisms_own_moves_are_not_counted(choice: MechanismsFinding) -> None:
    told = counted(choice, "choice")
    assert set(told.own_headlines) == {"takes", "heard", "ended", "both", "seldom", "paid"}
    assert told.headlines["wet"].verdict == SHORT
    assert counted(choice, "named").own_headlines == told.own_headlines  # the scenario says so
    free = counted(choice, "gain")
    assert free.own_headlines == ()
    assert free.headlines["heard"].verdict == MOVES
    assert free.headlines["both"].verdict == SHORT


def test_a_headline_with_an_unlikely_condition_or_in_payoff_is_not_judged(choice: MechanismsFinding) -> None:
    told = counted(choice, "gain")
    assert told.unlikely == {"seldom": pytest.approx(0.005, abs=1e-9)}
    assert (told.headlines["paid"].bar, told.headlines["paid"].verdict) == (None, UNJUDGED)
    assert told.headlines["paid"].change == pytest.approx(-TAKES, abs=1e-9)


def test_a_signal_that_cannot_be_sent_leaves_the_war_that_is_known_by_hand() -> None:
    text = load("sinking-costs").files["scenario.yaml"].partition("\nmechanisms:")[0]
    text = text.replace("uniform(0.36, 0.44)", "0.4")
    loaded = load_text(text + "\nmechanisms: {signal: {off: {moves: {signal: stay_silent}}}}\n")
    whole, without = loaded.reading(), loaded.without([("signal", 0)])
    rows = []
    for scenario in (whole, without):
        made = prepare_reading(compile_scenario(scenario))
        columns = numbers_of(made.compiled, seed=1, first=0, n_draws=1, names=made.names)
        rows.append(rows_at(made, columns, chunk=1, first=0, n_draws=1))
    war = effect_of(Told(whole, rows[0], rows[1], frozenset()), "off").endings["ending:war"]
    assert war.after == pytest.approx(5 * 0.098 + 0.02, abs=1e-3)  # types above c / p, and who always fights
    # hawks against those, all against the two types that would fight and cannot say so
    assert war.before == pytest.approx(0.3 * (5 * 0.098 + 0.02) + 0.7 * 2 * 0.098, abs=0.01)
    assert war.verdict == MOVES


# Either of two guarantees deters for sure; without both nothing does.
TWO = (
    HEAD
    + """actors: {rival: Rival}
parameters: {bite: {draw: "uniform(40, 60)", unit: payoff}, prize: {draw: "uniform(1, 2)", unit: payoff}}
moves: {attack: {by: rival, options: [strike, wait]}}
payoffs:
  rival:
    prize: prize if attack == strike
    first: -bite if attack == strike
    second: -bite if attack == strike
endings: {war: attack == strike, peace: otherwise}
play: {precision: 2}
mechanisms:
  first: {off: {payoffs: {rival: {first: off}}}}
  second: {off: {payoffs: {rival: {second: off}}}}
  again: {off: {payoffs: {rival: {second: off}}}}
"""
)


def test_those_that_fall_short_are_taken_out_together(make: Runner) -> None:
    told = found(make(TWO))
    assert {one.verdict for one in told.mechanisms.values()} == {SHORT}
    joint = told.joint["as_written"]
    assert joint.mechanisms == ("first", "second", "again")
    assert joint.effect.verdict == MOVES
    assert (joint.effect.endings["ending:war"].after or 0.0) > 0.85
    assert counted(told, "second") == counted(told, "again")


def test_what_depends_on_the_order_of_taking_out_is_refused(make: Runner) -> None:
    text = TWO.replace(
        "again: {off: {payoffs: {rival: {second: off}}}}", "again: {off: {payoffs: {rival: {second: -1}}}}"
    )
    told = found(make(text, draws=5))
    assert {one.verdict for one in told.mechanisms.values()} == {SHORT}
    assert told.joint["as_written"].effect.refused == "two of them change the same thing in different ways"


def test_order_on_the_page_changes_nothing(make: Runner, choice: MechanismsFinding) -> None:
    head, _, tail = CHOICE.partition("mechanisms:\n")
    blocks = re.split(r"\n(?=  [a-z])", tail.rstrip())
    told = found(make(head + "mechanisms:\n" + "\n".join(reversed(blocks)) + "\n"))
    assert list(told.mechanisms) == list(choice.mechanisms)[::-1]
    assert told.mechanisms == choice.mechanisms


def test_a_scenario_without_mechanisms_is_refused(make: Runner) -> None:
    run = make(CHOICE.partition("mechanisms:")[0], draws=2)
    with pytest.raises(RunError, match="S647"):
        found(run)
    assert "mechanisms" not in [kind.name for kind in kinds_of(())]
    assert [kind.name for kind in kinds_of(["mechanisms"])] == ["mechanisms"]


READINGS = (
    CHOICE.replace("gain: {draw: 1, unit", "gain: {draw: 0, unit")
    + """readings:
  keen: {parameters: {gain: 1}}
  forced: {moves: {choice: take}}
  closed: {moves: {choice: {options: [take, leave]}}}
"""
)


def test_the_verdict_is_over_the_readings_that_decide(make: Runner) -> None:
    text = READINGS.replace("named: {off", "named: {judged_in: [as_written, closed], off")
    told = found(make(text, draws=5))
    assert told.mechanisms["gain"].verdict == MOVES  # in one reading
    assert counted(told, "gain", "keen").verdict == MOVES
    assert told.mechanisms["named"].verdict == SHORT
    decide = {name: one.decides for name, one in told.mechanisms["named"].readings.items()}
    assert decide == {"as_written": True, "keen": False, "forced": False, "closed": True}
    assert counted(told, "gain", "forced").endings["ending:taken"].change == 0.0
    assert counted(told, "choice", "forced").verdict == MOVES  # it lies above what the reading fixes


def test_what_was_given_is_not_taken_out(make: Runner) -> None:
    told = found(make(CHOICE, draws=5, given={"choice": "take"}))
    refused = counted(told, "choice")
    assert (refused.verdict, told.mechanisms["choice"].verdict) == (UNJUDGED, UNJUDGED)
    assert "`choice=take` is given" in refused.refused
    assert counted(told, "gain").endings["ending:taken"].change == 0.0


def test_what_was_observed_weighs_both_sides(make: Runner) -> None:
    told = found(make(CHOICE, draws=5, observed={"choice": "take"}))
    assert counted(told, "gain").endings["ending:taken"].change == 0.0


SPREAD = (
    HEAD
    + """actors: {chooser: Chooser}
parameters:
  gain: {draw: "uniform(0.5, 2.5)", unit: payoff}
  odds: {draw: "beta(2, 3)", unit: probability}
  scaled: {is: gain * odds}
moves:
  luck: {chance: {good: odds, bad: rest}, hidden_from: [chooser]}
  choice: {by: chooser, options: [take, leave]}
payoffs: {chooser: {gain: scaled if choice == take and luck == good, loss: -0.4 if choice == take}}
endings: {taken: choice == take, left: otherwise}
measures: {lucky: P(luck == good), takes: P(choice == take)}
headlines: [lucky, takes]
correlations: [{between: [gain, odds], rank: 0.5}]
play: {precision: "lognormal(median=2, sd=0.3)"}
mechanisms:
  odds: {off: {parameters: {odds: 0.4}}}
  gain: {off: {parameters: {gain: "uniform(1.4, 1.6)"}}}
  term: {off: {payoffs: {chooser: {loss: off}}}}
"""
)


@pytest.mark.parametrize(("name", "stays"), [("odds", True), ("gain", True), ("term", False)])
def test_game_that_stays_gives_what_compiling_again_gives(name: str, stays: bool) -> None:
    loaded = load_text(SPREAD.replace("correlations: [{between: [gain, odds], rank: 0.5}]\n", ""))
    whole, without = loaded.reading(), loaded.without([(name, 0)])
    base = prepare_reading(compile_scenario(whole))
    assert resolve.can_stay(base, whole, without) is stays
    kept = resolve.ready_without(base, whole, without, observed={})
    assert (kept.compiled.game is base.compiled.game) is stays
    again = prepare_reading(compile_scenario(without))
    rows = []
    for made in (kept, again):
        columns = numbers_of(made.compiled, seed=3, first=0, n_draws=200, names=made.names)
        rows.append(rows_at(made, columns, chunk=64, first=0, n_draws=200))
    for column in ("ending:taken", "measure:lucky", "measure:takes"):
        assert rows[0][column].to_numpy() == pytest.approx(rows[1][column].to_numpy(), abs=1e-9)


FRONT = (
    HEAD
    + """actors: {ally: Ally}
parameters:
  hazard_now: {draw: "gamma(mean=0.05, sd=0.02)", unit: per_month}
  strength: {draw: "uniform(400, 500)"}
  worth: {draw: "uniform(1, 3)", unit: payoff}
  pressed: {is: 1.1 * strength}
fronts:
  line:
    model: square
    parameters:
      strength_attacker: pressed
      strength_defender: 350
      loss_rate_attacker: 0
      loss_rate_defender: 0
      hazard: hazard_now
moves:
  aid: {by: ally, options: [given, withheld]}
  line_breaks: {chance: {broken: 'line.breaks(2031-02-01, 2031-12-31)', no: rest}}
payoffs: {ally: {lost: -10 if line_breaks == broken and aid == withheld, cost: -worth if aid == given}}
endings: {broken: line_breaks == broken, held: otherwise}
measures: {aided: P(aid == given), breaks: P(broken)}
headlines: [aided, breaks]
play: {precision: 1}
mechanisms:
  cost: {off: {payoffs: {ally: {cost: off}}}}
  strength: {off: {parameters: {strength: 450}}}
  hazard: {off: {fronts: {line: {parameters: {hazard: 2 * hazard_now}}}}}
"""
)


@pytest.mark.parametrize(("name", "own"), [("cost", False), ("strength", True), ("hazard", True)])
def test_fronts_are_run_again_where_they_read_what_is_changed(name: str, own: bool) -> None:
    loaded = load_text(FRONT)
    whole, without = loaded.reading(), loaded.without([(name, 0)])
    base = prepare_reading(compile_scenario(whole))
    work = resolve.MechanismWork(
        seed=2,
        observed={},
        compiled={"as_written": pickle.dumps(base.compiled)},
        whole={"as_written": whole},
        without={("as_written", 0): without},
    )
    rows = work.do(resolve.MechanismTask("as_written", 0, 0, 40)).rows
    made = prepare_reading(compile_scenario(without))
    columns = numbers_of(made.compiled, seed=2, first=0, n_draws=40, names=made.names)
    anew = rows_at(made, columns, chunk=64, first=0, n_draws=40)
    assert rows is not None
    for column in ("ending:broken", "measure:aided"):
        assert rows[column].to_numpy() == pytest.approx(anew[column].to_numpy(), abs=1e-9)
    assert ("line_breaks" in own_moves(whole, [without], ())) is own


def test_draws_are_paired_and_the_interval_holds_the_change(make: Runner) -> None:
    run = make(SPREAD.replace("correlations: [{between: [gain, odds], rank: 0.5}]\n", ""), draws=600)
    few, many = found(run, 150), found(run)
    assert (few.draws_read, many.draws_read) == (150, 600)
    one, two = (counted(told, "gain").endings["ending:taken"] for told in (few, many))
    assert None not in (one.low, one.high, two.low, two.high, two.change)
    assert (one.low or 0) < (two.change or 0) < (one.high or 0)
    assert 1.5 < ((one.high or 0) - (one.low or 0)) / ((two.high or 0) - (two.low or 0)) < 2.6
    # drawn independently the change would have an interval of some three points
    assert counted(many, "term").headlines["takes"].verdict == MOVES
    assert counted(many, "odds").own_headlines == ("lucky",)  # the chance reads the number that is changed
    assert counted(many, "gain").own_headlines == ()


@pytest.mark.parametrize(
    ("change", "error", "verdict"),
    [
        (0.02, 0.001, MOVES),
        (-0.02, 0.001, MOVES),
        (0.004, 0.002, SHORT),
        (0.0, 0.0, SHORT),
        (0.011, 0.001, OPEN),
        (0.0, 0.02, OPEN),
        (0.01, 0.0, OPEN),
    ],
)
def test_the_interval_has_to_exclude_the_bar(change: float, error: float, verdict: str) -> None:
    told = outcome_change(Change(0.5, 0.5 + change, change, error, 0), 0.01)
    assert told.verdict == verdict
    assert told.low is not None
    assert told.high is not None
    assert against(0.01, told.low, told.high) == verdict


def test_the_smaller_way_is_by_verdict_then_by_the_largest_change_in_bars() -> None:
    def one(way: str, verdict: str, change: float, bar: float) -> MechanismEffect:
        moved = OutcomeChange(change=change, low=change, high=change, bar=bar, verdict=verdict)
        return MechanismEffect(way=way, verdict=verdict, endings={"ending:x": moved})

    large, small = one("off", MOVES, 0.02, 0.01), one("or_off", MOVES, 0.06, 0.05)
    assert smaller({0: large, 1: small}) == 1
    assert smaller({0: one("off", SHORT, 0.0, 0.01), 1: large}) == 0
    none = MechanismEffect(way="off", verdict=UNJUDGED, refused="it is no game")
    assert smaller({0: none, 1: large}) == 1
    assert smaller({0: none}) == 0


BLOCK = (
    HEAD
    + """actors: {a: A, b: B}
groups: {all_of_us: [a, b]}
parameters: {rate: 0.2}
moves:
  word: {each: all_of_us, by: it, options: [firm, soft]}
  contest:
    repeat: {at_most: 2}
    until: clash == yes
    carry: {mood: {options: [calm, tense], start: calm, next: tense if clash == yes else mood}}
    moves:
      clash: {chance: {yes: "rate if count(word == firm) >= 1 else rate / 2", no: rest}}
      reply: {by: a, when: clash == yes, options: [hold, fold]}
payoffs:
  a: {face: 1 if contest.reply == hold, cost: -1 if contest.mood == tense}
  b: {calm: 0.5 if contest.clash == no}
endings: {clashed: contest.mood == tense, quiet: otherwise}
measures:
  clashes: P(contest.clash == yes)
  tension: P(contest.mood == tense)
  ratio: clashes / tension
  held: P(contest.reply == hold)
headlines: [clashes, tension, held]
play: {precision: 1}
mechanisms:
  clash: {off: {moves: {contest.clash: {chance: {yes: 0, no: 1}}}}}
  words: {off: {moves: {word: soft}}}
  rate: {off: {parameters: {rate: 0.1}}}
  reply: {off: {payoffs: {a: {face: off}}}, moves: [contest.reply]}
"""
)


def test_carried_states_ends_of_blocks_and_copies_are_summaries_of_own_moves() -> None:
    loaded = load_text(BLOCK)
    whole = loaded.reading()
    own = {
        name: own_moves(whole, [loaded.without([(name, 0)])], mechanism.moves)
        for name, mechanism in whole.mechanisms.items()
    }
    stages = {f"contest.{name}[{n}]" for name in ("clash", "mood") for n in (1, 2)} | {
        "contest[1]",
        "contest[2]",
    }
    assert own["clash"] >= stages
    assert own["rate"] >= stages  # the chance reads the number
    assert own["words"] == {"word[a]", "word[b]"}  # the chance reads them, and is no copy of them
    assert own["reply"] == {"contest.reply[1]", "contest.reply[2]"}
    read = {name: moves_read(whole, name) for name in whole.headlines}
    assert read["tension"] & own["clash"]
    assert not read["held"] & own["words"]
    assert in_points(whole, "clashes")
    assert not in_points(whole, "ratio")


ECHOES = """standoff: 1
title: Echoes of a pledge
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: A, b: B}
parameters: {p: {draw: "uniform(0.2, 0.5)", unit: probability}}
moves:
  rain: {chance: {yes: p, no: rest}}
  pledge: {by: a, options: [written, silent]}
  made_of: {when: pledge == written, chance: {yes: 1, no: 0}}
  taken_off: {chance: {yes: 1 - (pledge == silent), no: rest}}
  joined: {chance: {yes: (pledge == written) * (rain == yes), no: rest}}
  largest: {chance: {yes: "max(pledge == written, 0)", no: rest}}
  of_options: {by: b, options: {w: {when: pledge == written}, s: {when: pledge == silent}}}
  of_copy: {chance: {yes: 1 if taken_off == yes else 0, no: rest}}
  likelier: {chance: {yes: 0.5 + 0.4 * (pledge == written), no: rest}}
  sometimes: {when: pledge == written, chance: {yes: p, no: rest}}
  free: {by: b, when: pledge == written, options: [w, s]}
  act: {by: b, options: [go, stay]}
payoffs:
  a: {gain: 1 if act == stay, name: 0.5 if pledge == written}
  b: {fear: -1 if act == go and pledge == written, r: 0.3 if act == go and rain == yes}
endings: {gone: act == go, stayed: otherwise}
play: {precision: 3}
mechanisms:
  pledging: {off: {moves: {pledge: silent}}}
"""


def test_what_earlier_moves_leave_one_way_only_is_own_however_it_is_written() -> None:
    loaded = load_text(ECHOES)
    whole = loaded.reading()
    own = own_moves(whole, [loaded.without([("pledging", 0)])], ())
    assert own == {
        "pledge", "made_of", "taken_off", "joined", "largest", "of_options", "of_copy"
    }  # fmt: skip


def test_written_again_with_the_same_value_nothing_is_solved(make: Runner) -> None:
    text = CHOICE + "  same: {off: {parameters: {gain: 1.0}, moves: {choice: {options: [leave, take]}}}}\n"
    told = counted(found(make(text, draws=3)), "same")
    assert told.same
    assert told.verdict == SHORT


def test_the_file_comes_back_as_it_was_written_and_has_a_table(make: Runner) -> None:
    run = make(TWO, draws=20)
    told = found(run)
    write_finding(run.path, run.folder.manifest, told)
    again = standoff.open_run(run.path).findings().of(MechanismsFinding)
    one, other = (record.joint["as_written"].effect for record in (again.record, told))
    assert (one.verdict, one.endings.keys(), one.n_used) == (other.verdict, other.endings.keys(), 20)
    assert one.endings["ending:war"].change == pytest.approx(other.endings["ending:war"].change, abs=1e-9)
    assert again.record.mechanisms.keys() == told.mechanisms.keys()
    assert again.ranking.height == 6


def test_command_prints_and_the_report_shows_verdicts_changes_and_what_is_not_judged(make: Runner) -> None:
    text = TWO.replace("endings:", "measures: {war_risk: P(war)}\nheadlines: [war_risk]\nendings:")
    whole = "  whole: {title: A rival, off: {moves: {attack: wait}}}\n"
    own = "  own: {title: The attack, off: {payoffs: {rival: {second: off}}}, moves: [attack]}\n"
    text = text.replace("  again: {", f"{whole}{own}  again: {{")
    run = make(text, draws=20)
    done = CliRunner().invoke(command, ["explore", str(run.path), "--mechanisms", "--workers", "1"])
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "First: falls short." in said
    assert "A rival: not judged. S606: nothing is left to play" in said
    assert re.search(
        r"Together \(First, Second, The attack, Again\), under as written: moves; “War” \+\d", said
    )
    html = (run.path / "report.html").read_text(encoding="utf-8")
    start = html.index('<section id="mechanisms"')
    part = html[start : html.index("</section>", start)]
    assert "<svg" in part
    assert part.index("First") < part.index("Second") < part.index("The attack") < part.index("Again")
    assert re.search(
        r"Without all that fall short \(“First”, “Second”, “The attack” and “Again”\) “War” changes by \+\d",
        part,
    )
    assert "The attack: “War risk”, as its own moves define it." in part
    assert "<li>A rival: S606: nothing is left to play" in part
    assert "falls short" in part
    assert 'href="#mechanisms"' in html
