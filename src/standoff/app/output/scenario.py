"""One reading of a scenario as plain text: every default filled in, every number with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from standoff.app.output.summit_members import summit_lines

if TYPE_CHECKING:
    from standoff.expressions import Expression
    from standoff.scenario.records import Dates, Move, Parameter, Rests, Scenario


def scenario_text(scenario: Scenario) -> str:
    """The scenario's moves, payoffs, endings, measures, conclusions and parameters, one a line."""
    sections = {
        "actors": [f"{name}: {actor.title}" for name, actor in scenario.actors.items()],
        "groups": [f"{name}: {', '.join(own.members)}" for name, own in scenario.groups.items()],
        "moves, in the order of play": [
            line for move in scenario.moves.values() for line in _move(move, scenario)
        ],
        "summits": list(summit_lines(scenario)),
        "payoffs": list(_payoffs(scenario)),
        "endings, the first that holds": [
            f"{name}: {_say(ending.condition, 'otherwise')}" for name, ending in scenario.endings.items()
        ],
        "measures": list(_measures(scenario)),
        "headlines": [
            f"{name}: {own.says}" if own.says else name for name, own in scenario.headlines.items()
        ],
        "conclusions": list(_conclusions(scenario)),
        "answers, in the order of the question": list(_answers(scenario)),
        "happened, known since": list(_happened(scenario)),
        "questions": list(_questions(scenario)),
        "mechanisms": list(_mechanisms(scenario)),
        "play": list(_play(scenario)),
        "parameters": [_parameter(parameter) for parameter in scenario.parameters.values()],
        "claims": [
            f"{name}: {claim.claimant}{_mark(claim.unverified)}: {claim.says}"
            for name, claim in scenario.claims.items()
        ],
    }
    own = scenario.reading
    lines = [
        scenario.title,
        scenario.question,
        f"reading {own} ({scenario.readings[own]}) of {', '.join(scenario.readings)}",
        f"as of {scenario.as_of}, until {scenario.horizon}; text {scenario.sha256[:12]}",
    ]
    for title, told in sections.items():
        if told:
            lines += ["", title, *(f"  {line}" for line in told)]
    return "\n".join(lines) + "\n"


def _say(expression: Expression | None, absent: str) -> str:
    return absent if expression is None else str(expression)


def _mark(unverified: bool) -> str:
    return " [unverified]" if unverified else ""


def _move(move: Move, scenario: Scenario) -> Iterator[str]:
    who = "state" if move.state else "chance" if move.actor is None else move.actor
    head = f"{move.name}: {who}{_mark(move.unverified)}: "
    if move.off:
        yield f"{head}switched off"
        return
    yield head + (f"fixed to {move.fixed}" if move.fixed is not None else " | ".join(move.options))
    if move.when is not None:
        yield f"    when {move.when}"
    for option, (title, says) in move.option_words.items():
        yield f"    {option}: {': '.join(part for part in (title, says) if part)}"
    for option, condition in move.open_when.items():
        yield f"    {option} is open when {condition}"
    if move.nests:
        told = "; ".join(f"{nest}: {', '.join(options)}" for nest, options in move.nests.items())
        yield f"    first a nest, then an option: {told}"
    if move.dates is not None:
        yield f"    {_dates(move.dates)}"
    if move.waits is not None:
        yield f"    `{move.waits[0]}` waits: base weight {move.waits[1]:.3g}; the others share the rest"
    if move.state:
        yield f"    becomes {_say(list((move.chance or {}).values())[-1], '')}"
    elif move.chance is not None and move.fixed is None:
        yield f"    {_shares(move.chance)}"
        for actor, shares in move.believed.items():
            reasons = move.believed_rests.get(actor)
            said = "" if reasons is None else _rests(reasons)
            yield f"    as {actor} believes: {_shares(shares)}{said}"
    if move.together:
        yield f"    together with {', '.join(sorted(move.together))}"
    blind = [actor for actor in scenario.actors if actor not in move.sees]
    if blind:
        yield f"    not seen by {', '.join(blind)}"


def _shares(shares: Mapping[str, Expression | None]) -> str:
    return ", ".join(f"{option} {_say(share, 'rest')}" for option, share in shares.items())


def _dates(dates: Dates) -> str:
    def day(date: dt.date | str | None) -> str:
        return date.isoformat() if isinstance(date, dt.date) else str(date)

    if dates.kind == "within":
        return f"within {day(dates.start)} to {day(dates.end)}"
    return f"{dates.kind} {day(dates.end)}"


def _payoffs(scenario: Scenario) -> Iterator[str]:
    for actor, terms in scenario.payoffs.items():
        for name, term in terms.items():
            yield f"{actor}.{name}: {term.expression}{_rests(term.rests)}"


def _measures(scenario: Scenario) -> Iterator[str]:
    for name, measure in scenario.measures.items():
        if measure.kind == "D":
            yield f"{name}: {measure.what}"
            continue
        given = "" if measure.given is None else f" | {measure.given}"
        yield f"{name}: {measure.kind}({measure.what}{given})"


def _conclusions(scenario: Scenario) -> Iterator[str]:
    for name, conclusion in scenario.conclusions.items():
        yield f"{name}: holds when {conclusion.holds_when}{_rests(conclusion.rests)}"


def _answers(scenario: Scenario) -> Iterator[str]:
    for own in scenario.answers:
        under = scenario.measures[own.name].given if own.name.startswith("answers[") else None
        yield f"{own.asks}: {own.kind} {own.name}{'' if under is None else f', given {under}'}"


def _happened(scenario: Scenario) -> Iterator[str]:
    for name, own in scenario.happened.items():
        said = f": {own.says}" if own.says else ""
        yield f"{name}: {own.event} on {own.on} ({own.source}){said}"


def _questions(scenario: Scenario) -> Iterator[str]:
    for name, own in scenario.questions.items():
        given = "" if own.given is None else f" | {own.given}"
        yield f"{name}: {own.asks}{given}, due {own.due}: {own.text}"


def _mechanisms(scenario: Scenario) -> Iterator[str]:
    for name, own in scenario.mechanisms.items():
        facts = [
            f"in {own.nulls} ways" if own.nulls > 1 else "",
            f"moves {', '.join(own.moves)}" if own.moves else "",
            f"judged in {', '.join(own.judged_in)}" if own.judged_in else "",
            f"because {', '.join(own.because)}" if own.because else "",
        ]
        told = "; ".join(fact for fact in facts if fact)
        said = f": {own.says}" if own.says else ""
        yield f"{name}: {own.title}{f' ({told})' if told else ''}{said}"


def _play(scenario: Scenario) -> Iterator[str]:
    if scenario.play.sharp:
        yield "sharp: the limit of logit play as its precision grows"
        return
    for actor, name in scenario.play.precision.items():
        yield f"{actor}: logit, precision {name}"


def _parameter(parameter: Parameter) -> str:
    derived = f"is {_say(parameter.derived, '')}"
    value = derived if parameter.draw is None else parameter.draw.text
    unit = f" [{parameter.unit}]" if parameter.unit else ""
    says = f": {parameter.says}" if parameter.says else ""
    prior = f" [prior {parameter.prior.text}]" if parameter.prior is not None else ""
    rests = f"{_rests(parameter.rests)}{prior}{_mark(parameter.unverified)}"
    known = ""
    if parameter.known_to is not None:
        cells = f"; the others hold {parameter.cells} cells" if parameter.draw is not None else ""
        known = f" [known to {', '.join(sorted(parameter.known_to)) or 'nobody'}{cells}]"
    return f"{parameter.name} = {value}{unit}{known}{rests}{says}"


def _rests(rests: Rests) -> str:
    """What a number rests on; nothing for a formula that is merely assumed to be so."""
    reasons = [f"because {', '.join(rests.because)}"] if rests.because else []
    reasons += [f"against {', '.join(rests.against)}"] if rests.against else []
    reasons += [rests.source] if rests.source else []
    return f" ({rests.set_by}{': ' if reasons else ''}{'; '.join(reasons)})"
