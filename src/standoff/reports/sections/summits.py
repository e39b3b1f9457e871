"""The summits: what is adopted, who blocks, what members want, and the forecasts side by side.

One entry for each summit of a reading with all the ways in which the public moves can go that its
numbers look at. No forecast stands alone: the weighted mean and median are beside it, and so is the
spread over models and their options. Every chart has its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from standoff.reports.figures import summits as summitcharts
from standoff.reports.figures.altair_svg import Chart, Rows
from standoff.reports.figures.summits import OVER_DRAWS, OVER_MODELS, option_name
from standoff.reports.text.numbers import count, listed, number, percent, plain_name
from standoff.results.folder import RunFiles
from standoff.results.summits import SummitBody, SummitHistory, SummitMember, SummitSpread

MOST_BLOCKERS = 15
MOST_SAID = 3
MUCH = 1.25  # spreads whose ratio is smaller are called alike
SPATIAL = "spatial model"
RULES = {
    "unanimity": "by unanimity: an option passes where nobody loses by it",
    "consensus": "by consensus: an option passes where nobody loses by it more than standing alone costs",
    "silence": "by silence: a text passes unless somebody loses by it more than breaking the silence costs",
}

Told = Sequence[tuple[str, SummitHistory]]


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
class MemberRow:
    """One member under one history."""

    member: str
    position: str
    limit: str
    salience: str
    pull: str
    blocks: str
    alone: str
    power: str


@dataclass(frozen=True, slots=True)
class MemberPart:
    """The members under one history; `chart` is None where it would show the same as the one before."""

    history: str
    chart: Chart | None
    rows: tuple[MemberRow, ...]


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
    members: tuple[MemberPart, ...]
    limited: bool


def summit_parts(files: RunFiles, reading: str) -> tuple[SummitPart, ...]:
    """The summits under one reading, each with all its histories."""
    found: dict[str, list[SummitHistory]] = {}
    for told in files.details[reading].summits:
        found.setdefault(told.name, []).append(told)
    key = f"summit-{files.readings.index(reading)}"
    return tuple(_part(f"{key}-{i}", told) for i, told in enumerate(found.values()))


def _part(key: str, histories: Sequence[SummitHistory]) -> SummitPart:
    told = [(_history_title(one), one) for one in histories]
    first = histories[0]
    title = first.title or plain_name(first.name)
    rows = [
        OptionRow(name, option_name(o.option), percent(o.adopted, 1), percent(o.passes, 1))
        for name, one in told
        for o in reversed(one.options)
    ]
    return SummitPart(
        title,
        first.says,
        _says(title, told),
        _adopted(key, told),
        tuple(rows),
        _blocks(key, told),
        _forecasts(key, first),
        _forecast_rows(first),
        _members(key, told),
        first.members[0].limit is not None,
    )


def _history_title(told: SummitHistory) -> str:
    """What went before, in words, and which body decides where that is not always the same one."""
    moves = [
        f"{plain_name(move)}: {plain_name(option) if option else 'not made'}"
        for move, option in told.history.items()
    ]
    said = "; ".join(moves) or "in every history"
    return said[0].upper() + said[1:]


def _says(title: str, told: Told) -> tuple[str, ...]:
    """What a stranger should know of the summit, in plain sentences."""
    bodies = list(dict.fromkeys(_decides(title, one) for _, one in told))
    sentences = [*bodies, *(_outcome(name, one, len(told) > 1) for name, one in told)]
    blocked = [said for name, one in told if (said := _blocked(name, one, len(told) > 1))]
    sentences += [*blocked, _power(told[0][1]), *_forecast(told[0][1]), _doubtful(told)]
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


def _outcome(name: str, one: SummitHistory, several: bool) -> str:
    if len(one.options) > summitcharts.MOST_NAMED:
        where = f"{name}: what" if several else "What"
        return f"{where} is adopted lies at {_at(one.adopted)} on the scale (median; 5 to 95 % over draws)."
    where = f"{name}: in" if several else "In"
    quo, *further = one.options
    steps = [f"“{option_name(o.option)}” in {percent(o.adopted)}" for o in further if o.adopted > 0]
    said = f"{where} {percent(quo.adopted)} of the draws nothing is adopted and the status quo stays"
    return f"{said}; {', '.join(steps)}." if steps else f"{said}."


def _blocked(name: str, one: SummitHistory, several: bool) -> str:
    ranked = sorted((m for m in one.members if m.blocks > 0), key=lambda m: (-m.blocks, m.title))
    if not ranked:
        return ""
    top = [f"{m.title} ({percent(m.blocks)} of the draws)" for m in ranked[:MOST_SAID]]
    where = f"{name}: most" if several else "Most"
    said = f"{where} often against the step that fails: {listed(top)}."
    alone = max(ranked, key=lambda m: m.alone)
    if alone.alone > 0:
        said += f" {alone.title} alone is enough to stop it in {percent(alone.alone)}."
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
    said = f"Where negotiation leads, whatever the rule: {_at(own)} by the {found.model}"
    if found.model != "weighted mean":
        said += f", {_at(found.mean)} by the weighted mean"
    if found.model != "weighted median":
        said += f", {_at(found.median)} by the weighted median"
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


def _more(one: float, other: float) -> str:
    if one > MUCH * other:
        return "more than"
    return "less than" if other > MUCH * one else "about as much as"


def _at(spread: SummitSpread) -> str:
    return f"{number(spread.q50)} ({number(spread.q05)} to {number(spread.q95)})"


def _end(one: SummitHistory, place: int) -> str:
    return f"{number(one.options[place].value)} ({option_name(one.options[place].option).lower()})"


def _doubtful(told: Told) -> str:
    """Near ties and runs that came to no rest, counted."""
    said = []
    near = sum(one.near_ties for _, one in told)
    if near:
        total = sum(one.draws for _, one in told)
        said.append(f"in {count(near)} of {count(total)} decisions a margin of next to nothing decided")
    found = told[0][1].forecast
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


def _adopted(key: str, told: Told) -> Chart:
    rows: Rows = [
        {
            "history": name,
            "option": option_name(o.option),
            "share": round(100 * o.adopted, 2),
            "shown": percent(o.adopted),
        }
        for name, one in told
        for o in one.options
    ]
    options = [option_name(o.option) for o in told[0][1].options]
    return summitcharts.adopted_chart(f"{key}-adopted", "What is adopted", options, rows)


def _blocks(key: str, told: Told) -> Chart | None:
    most: dict[str, float] = {}
    for _, one in told:
        for member in one.members:
            most[member.title] = max(most.get(member.title, 0.0), member.blocks)
    chosen = sorted((title for title in most if most[title] > 0), key=lambda title: (-most[title], title))
    if not chosen:
        return None
    place = chosen[:MOST_BLOCKERS]
    rows: Rows = [
        {
            "history": name,
            "member": m.title,
            "against": round(100 * m.blocks, 2),
            "alone": round(100 * m.alone, 2),
        }
        for title in place
        for name, one in told
        for m in one.members
        if m.title == title
    ]
    return summitcharts.blocks_chart(f"{key}-blocks", "Who stands against the next step", rows)


def _forecasts(key: str, one: SummitHistory) -> Chart:
    rows: Rows = [
        {"what": what, "kind": OVER_DRAWS, "low": _six(s.q05), "middle": _six(s.q50), "high": _six(s.q95)}
        for what, s in _over_draws(one)
    ]
    rows += [
        {
            "what": f"{m.model.capitalize()}, central numbers",
            "kind": OVER_MODELS,
            "low": _six(m.least),
            "middle": _six(m.first),
            "high": _six(m.most),
        }
        for m in one.forecast.models
    ]
    title = "Where negotiation leads, by model"
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
        spread = f"{number(m.least)} to {number(m.most)}" if m.runs > 1 else ""
        note = f"central numbers, {runs}" + (f" ({', '.join(doubts)})" if doubts else "")
        rows.append(ForecastRow(m.model.capitalize(), number(m.first), spread, note))
    return tuple(rows)


def _members(key: str, told: Told) -> tuple[MemberPart, ...]:
    parts: list[MemberPart] = []
    wishes = [[(m.position, m.limit) for m in one.members] for _, one in told]
    alike = all(own == wishes[0] for own in wishes)
    for i, (name, one) in enumerate(told):
        ranked = sorted(one.members, key=_where)
        seen = wishes[i] in wishes[:i]
        about = "" if alike else name
        chart = None if seen else _members_chart(f"{key}-members{i}", about, one, ranked)
        parts.append(MemberPart(name, chart, tuple(_member_row(m) for m in ranked)))
    return tuple(parts)


def _where(member: SummitMember) -> tuple[float, str]:
    """Members stand in the order of what they accept, the least willing first."""
    return ((member.limit or member.position).q50, member.title)


def _members_chart(key: str, name: str, one: SummitHistory, ranked: Sequence[SummitMember]) -> Chart:
    rows: Rows = [
        {"member": m.title, "kind": kind, "low": _six(s.q05), "middle": _six(s.q50), "high": _six(s.q95)}
        for m in ranked
        for kind, s in ((summitcharts.WANTS, m.position), (summitcharts.ACCEPTS, m.limit))
        if s is not None
    ]
    marks = [("weighted mean of the positions", _six(one.forecast.mean.q50))]
    title = f"What the members want{' and accept' if ranked[0].limit else ''}"
    title += f": {name[0].lower()}{name[1:]}" if name else ""
    return summitcharts.members_chart(key, title, one.options, rows, marks)


def _member_row(m: SummitMember) -> MemberRow:
    power = "no seat" if not m.sits else number(m.shapley_shubik, 3) if m.shapley_shubik is not None else "–"
    limit = f"{number(m.limit.q50)} ({number(m.limit.q05)} to {number(m.limit.q95)})" if m.limit else ""
    return MemberRow(
        m.title,
        _at(m.position),
        limit,
        number(m.salience),
        percent(m.pull, 1),
        percent(m.blocks),
        percent(m.alone),
        power,
    )


def _six(value: float) -> float:
    return round(value, 6)
