"""The summits: what is adopted, who blocks, what members want, and the forecasts side by side.

One entry for each summit of a reading with all the ways in which the public moves can go that its
numbers look at; histories after which the same is adopted are one panel. No forecast stands alone: the
weighted mean and median are beside it, and so is the spread over models and their options. Every chart
has its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from standoff.reports.figures import summits as summitcharts
from standoff.reports.figures.altair_svg import Chart, Rows
from standoff.reports.figures.summits import OVER_DRAWS, OVER_MODELS, option_name
from standoff.reports.sections.summit_members import MemberTable, member_table, wishes_chart
from standoff.reports.sections.summit_panels import Panel, Title, rounded, spread, stands, summit_panels
from standoff.reports.text import histories
from standoff.reports.text.numbers import count, listed, number, percent, percent_range, plain_name
from standoff.reports.text.titles import move_title
from standoff.results.run.folder import RunFiles
from standoff.results.run.summits import SummitBody, SummitHistory, SummitSpread

MOST_BLOCKERS = 15
MOST_SAID = 3
MUCH = 1.25  # spreads whose ratio is smaller are called alike
SPATIAL = "spatial model"
RULES = {
    "unanimity": "by unanimity: an option passes where nobody loses by it",
    "consensus": "by consensus: an option passes where nobody loses by it more than standing alone costs",
    "silence": "by silence: a text passes unless somebody loses by it more than breaking the silence costs",
}


@dataclass(frozen=True, slots=True)
class OptionRow:
    history: str
    option: str
    adopted: str
    passes: str


@dataclass(frozen=True, slots=True)
class ForecastRow:
    what: str
    middle: str
    spread: str
    note: str


@dataclass(frozen=True, slots=True)
class SummitPart:
    """One summit under one reading."""

    title: str
    note: str
    says: tuple[str, ...]
    adopted: Chart
    option_rows: tuple[OptionRow, ...]
    blocks: Chart | None
    forecasts: Chart
    forecast_rows: tuple[ForecastRow, ...]
    wishes: Chart
    members: tuple[MemberTable, ...]
    limited: bool


def same_summits(files: RunFiles, reading: str) -> dict[str, str]:
    """Summits that an earlier reading has too, equal in all: name to that reading."""
    own = _by_name(files, reading)
    earlier = files.readings[: files.readings.index(reading)]
    told = [
        (name, next((r for r in earlier if _by_name(files, r).get(name) == own[name]), "")) for name in own
    ]
    return {name: other for name, other in told if other}


def summit_title(told: SummitHistory) -> str:
    return told.title or plain_name(told.name)


def _by_name(files: RunFiles, reading: str) -> dict[str, list[SummitHistory]]:
    found: dict[str, list[SummitHistory]] = {}
    for told in files.details[reading].summits:
        found.setdefault(told.name, []).append(_apart(told))
    return found


def _apart(told: SummitHistory) -> SummitHistory:
    """Members with one title are told apart by their names."""
    titles = [m.title for m in told.members]
    members = [
        m.model_copy(update={"title": f"{m.title} ({plain_name(m.name)})"})
        if titles.count(m.title) > 1
        else m
        for m in told.members
    ]
    return told.model_copy(update={"members": members})


def summit_parts(files: RunFiles, reading: str) -> tuple[SummitPart, ...]:
    """The summits that are the reading's own, each with all its histories."""
    same = same_summits(files, reading)
    found = {name: told for name, told in _by_name(files, reading).items() if name not in same}
    key = f"summit-{files.readings.index(reading)}"
    return tuple(_part(files, f"{key}-{i}", told) for i, told in enumerate(found.values()))


def _part(files: RunFiles, key: str, told: Sequence[SummitHistory]) -> SummitPart:
    def title_of(move: str) -> str:
        return move_title(files, move)

    panels = summit_panels(told, title_of)
    first = told[0]
    title = summit_title(first)
    rows = [
        OptionRow(panel.title, option_name(o.option), percent(o.adopted, 1), percent(o.passes, 1))
        for panel in panels
        for o in reversed(panel.first.options)
    ]
    return SummitPart(
        title,
        first.says,
        _says(title, told, panels, title_of),
        _adopted(key, title, panels),
        tuple(rows),
        _blocks(key, title, panels),
        _forecasts(key, title, first),
        _forecast_rows(first),
        wishes_chart(key, title, told),
        tuple(member_table(panel, title_of) for panel in panels),
        first.members[0].limit is not None,
    )


def _says(
    title: str, told: Sequence[SummitHistory], panels: Sequence[Panel], title_of: Title
) -> tuple[str, ...]:
    """What a stranger should know of the summit, in plain sentences."""
    bodies = list(dict.fromkeys(_decides(title, panel.first) for panel in panels))
    several = len(panels) > 1
    sentences = [*bodies, *(_outcome(panel, several) for panel in panels)]
    blocked = [said for panel in panels if (said := _blocked(panel, several))]
    powers = {panel.first.body.model_dump_json(): panel.first for panel in panels}
    power = [_power(one) for one in powers.values()]
    if len(powers) > 1:
        names = [title if one.body.own else one.body.title for one in powers.values()]
        power = [said and f"As “{name}”: {said}" for name, said in zip(names, power, strict=True)]
    sentences += [*blocked, *power, *_forecast(told[0]), _one_of(told, title_of), _doubtful(told)]
    return tuple(said for said in sentences if said)


def _decides(title: str, one: SummitHistory) -> str:
    body, n = one.body, len(one.members)
    where = f"In “{title}”" if body.own else f"In “{title}”, as “{body.title}”,"
    seats = f"all {n} members" if len(body.sit) == n else f"{len(body.sit)} of the {n} members"
    said = f"{where} {seats} decide {_rule(body)}."
    if one.proposer is not None:
        by = one.proposer or "someone without a seat"
        said += f" The proposal is made by {by}: of what passes, what lies nearest to its wish is adopted."
    return said


def _rule(body: SummitBody) -> str:
    if body.rule in RULES:
        return RULES[body.rule]
    if body.rule == "weighted":
        said = f"by weighted votes: an option passes with {number(body.quota, 0)} votes or more"
    elif body.quota is None or body.quota == 0.5:
        said = "by majority: an option passes where more than half of them agree"
    else:
        said = f"by majority: an option passes where at least {percent(body.quota)} of them agree"
    titles = [plain_name(name) for name in body.veto]
    return said + (f", and none of {listed(titles)} objects" if titles else "")


def _outcome(panel: Panel, several: bool) -> str:
    name, one = panel.title, panel.first
    if len(one.options) > summitcharts.MOST_NAMED:
        where = f"{name}: what" if several else "What"
        on = "on the scale (median; 5 to 95 % over draws)"
        return f"{where} is adopted lies at {spread(one.adopted)} {on}."
    where = f"{name}: in" if several else "In"
    quo, *further = one.options
    steps = [f"“{option_name(o.option)}” in {percent(o.adopted)}" for o in further if o.adopted > 0]
    said = f"{where} {percent(quo.adopted)} of the draws nothing is adopted and the status quo stays"
    return f"{said}; {', '.join(steps)}." if steps else f"{said}."


def _blocked(panel: Panel, several: bool) -> str:
    ranked = stands(panel)
    if not ranked:
        return ""
    top = [f"{s.title} ({percent_range(*s.blocks)} of the draws)" for s in ranked[:MOST_SAID]]
    where = f"{panel.title}: most" if several else "Most"
    said = f"{where} often against the step that fails: {listed(top)}."
    most = max(ranked, key=lambda s: s.alone[1])
    if most.alone[1] > 0:
        said += f" {most.title} alone is enough to stop it in {percent_range(*most.alone)}."
    return said


def _power(one: SummitHistory) -> str:
    """What the rule gives to each member before anybody's wishes are known."""
    known = [(m.shapley_shubik, m) for m in one.members if m.shapley_shubik is not None]
    if not known:
        return ""
    high, low = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
    if high[0] - low[0] < 1e-9:
        veto = one.body.rule in RULES
        why = "each can block" if veto else "all votes count alike"
        return f"By the rule alone power is even: {why}."
    idle = [m.title for power, m in known if power == 0]
    said = (
        f"By the rule alone, before anybody's wishes are known, {high[1].title} has most power "
        f"(Shapley-Shubik index {number(high[0], 3)})"
    )
    if idle:
        return f"{said} and {listed(idle[:MOST_SAID])} none."
    return f"{said} and {low[1].title} least ({number(low[0], 3)})."


def _forecast(one: SummitHistory) -> list[str]:
    """The forecast with its benchmarks, and whether models or numbers move it more."""
    found = one.forecast
    own = found.own if found.own is not None else found.mean
    said = f"Where negotiation leads, whatever the rule: {spread(own)} by the {found.model}"
    if found.model != "weighted mean":
        said += f", {spread(found.mean)} by the weighted mean"
    if found.model != "weighted median":
        said += f", {spread(found.median)} by the weighted median"
    sentences = [
        f"{said}, on a scale from {_end(one, 0)} to {_end(one, -1)}. Nothing has clearly beaten the mean."
    ]
    if found.models:
        least, most = min(m.least for m in found.models), max(m.most for m in found.models)
        n_runs = sum(m.runs for m in found.models)
        sentences.append(
            f"On one and the same set of numbers, {n_runs} runs of {len(found.models)} models reach from "
            f"{number(least)} to {number(most)}: the choice of the model moves the forecast "
            f"{_more(most - least, own.q95 - own.q05)} the uncertain numbers do ({number(own.q05)} to "
            f"{number(own.q95)})."
        )
    return sentences


def _one_of(told: Sequence[SummitHistory], title_of: Title) -> str:
    """Whose history the forecasts are, where they are not the same in all, and how far the others lie."""
    means = [one.forecast.mean for one in told]
    if len({spread(found) for found in means}) == 1:
        return ""
    where = histories.told([one.history for one in told], [0], title_of)
    low, high = min(found.q50 for found in means), max(found.q50 for found in means)
    return (
        f"These forecasts are those of one history ({where}); over all {len(told)} histories the median of "
        f"the weighted mean goes from {number(low)} to {number(high)}."
    )


def _more(one: float, other: float) -> str:
    if one > MUCH * other:
        return "more than"
    return "less than" if other > MUCH * one else "about as much as"


def _end(one: SummitHistory, place: int) -> str:
    return f"{number(one.options[place].value)} ({option_name(one.options[place].option).lower()})"


def _doubtful(told: Sequence[SummitHistory]) -> str:
    """Near ties and runs that came to no rest, counted."""
    said = []
    near = sum(one.near_ties for one in told)
    if near:
        total = sum(one.draws for one in told)
        said.append(f"in {count(near)} of {count(total)} decisions a margin of next to nothing decided")
    found = told[0].forecast
    kinds = (("near_ties", "hung on a near tie"), ("not_converged", "had not come to rest at the last turn"))
    for name, words in kinds:
        if n := getattr(found, name):
            said.append(f"{count(n)} of the forecast's draws {words}")
        runs = sum(getattr(m, name) for m in found.models)
        if runs:
            said.append(f"{runs} of the {sum(m.runs for m in found.models)} runs of the models {words}")
    if found.undefined:
        said.append(f"in {count(found.undefined)} of the forecast's draws the model has no answer")
    return f"To be read with care: {'; '.join(said)}." if said else ""


def _adopted(key: str, about: str, panels: Sequence[Panel]) -> Chart:
    rows: Rows = [
        {
            "history": panel.label,
            "option": option_name(o.option),
            "share": round(100 * o.adopted, 2),
            "shown": percent(o.adopted),
        }
        for panel in panels
        for o in panel.first.options
    ]
    options = [option_name(o.option) for o in panels[0].first.options]
    return summitcharts.adopted_chart(f"{key}-adopted", f"What is adopted, {about}", options, rows)


def _blocks(key: str, about: str, panels: Sequence[Panel]) -> Chart | None:
    standing = [(panel, {s.title: s for s in stands(panel)}) for panel in panels]
    most: dict[str, float] = {}
    for _, found in standing:
        for title, stand in found.items():
            most[title] = max(most.get(title, 0.0), stand.blocks[1])
    if not most:
        return None
    place = sorted(most, key=lambda title: (-most[title], title))[:MOST_BLOCKERS]
    rows: Rows = [
        {
            "history": panel.label,
            "member": title,
            "against": round(100 * found[title].blocks[1], 2),
            "alone": round(100 * found[title].alone[1], 2),
        }
        for title in place
        for panel, found in standing
        if title in found
    ]
    varied = any(
        s.blocks[0] < s.blocks[1] or s.alone[0] < s.alone[1] for _, found in standing for s in found.values()
    )
    return summitcharts.blocks_chart(
        f"{key}-blocks", f"Who stands against the next step, {about}", rows, highest=varied
    )


def _forecasts(key: str, about: str, one: SummitHistory) -> Chart:
    rows: Rows = [
        {
            "what": what,
            "kind": OVER_DRAWS,
            "low": rounded(s.q05),
            "middle": rounded(s.q50),
            "high": rounded(s.q95),
        }
        for what, s in _over_draws(one)
    ]
    rows += [
        {
            "what": f"{m.model.capitalize()}, central numbers",
            "kind": OVER_MODELS,
            "low": rounded(m.least),
            "middle": rounded(m.first),
            "high": rounded(m.most),
        }
        for m in one.forecast.models
    ]
    title = f"Where negotiation leads, by model, {about}"
    return summitcharts.forecasts_chart(f"{key}-forecasts", title, one.options, rows)


def _over_draws(one: SummitHistory) -> list[tuple[str, SummitSpread]]:
    found = one.forecast
    told = [("Weighted mean", found.mean), ("Weighted median", found.median)]
    own = found.model.capitalize()
    return told if found.own is None or own in dict(told) else [(own, found.own), *told]


def _forecast_rows(one: SummitHistory) -> tuple[ForecastRow, ...]:
    rows = [
        ForecastRow(what, number(s.q50), f"{number(s.q05)} to {number(s.q95)}", "over draws")
        for what, s in _over_draws(one)
    ]
    for m in one.forecast.models:
        runs = f"{m.runs} sets of options" if m.runs > 1 else "one run"
        doubts = [f"{m.near_ties} near ties"] if m.near_ties else []
        doubts += [f"{m.not_converged} without rest"] if m.not_converged else []
        reach = f"{number(m.least)} to {number(m.most)}" if m.runs > 1 else ""
        note = f"central numbers, {runs}" + (f" ({', '.join(doubts)})" if doubts else "")
        rows.append(ForecastRow(m.model.capitalize(), number(m.first), reach, note))
    return tuple(rows)
