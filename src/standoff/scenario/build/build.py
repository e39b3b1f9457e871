"""From the draft of a reading to its `Scenario`: each part built in turn, all problems together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from standoff.errors import Problem
from standoff.expressions import Expression, names_of
from standoff.scenario.build.answers import answers_built
from standoff.scenario.build.claims import claims_of
from standoff.scenario.build.dates import check_calendar
from standoff.scenario.build.distributions import correlations_of
from standoff.scenario.build.documents import documents_of
from standoff.scenario.build.draft import Draft, title_of
from standoff.scenario.build.fronts import fronts_built
from standoff.scenario.build.mechanisms import headlines_built, mechanisms_built, overlays_of
from standoff.scenario.build.moves import moves_built
from standoff.scenario.build.names import collect
from standoff.scenario.build.outcomes import conclusions_built, endings_built, measures_built, payoffs_built
from standoff.scenario.build.parameters import parameters_built
from standoff.scenario.build.play import play_built
from standoff.scenario.build.private_numbers import check_joint, check_private
from standoff.scenario.build.processes import check_public
from standoff.scenario.build.readings import overlaid, reading_titles, taken_out
from standoff.scenario.build.since import happened_built, questions_built
from standoff.scenario.build.summits import summits_built
from standoff.scenario.build.symbols import Symbols, TooMany
from standoff.scenario.records import Actor, Scenario
from standoff.scenario.yaml.nodes import Scalar, as_date


@dataclass(frozen=True, slots=True)
class Identity:
    """What a scenario is called, and the files that it comes from."""

    name: str
    sha256: str
    files: tuple[str, ...]


def build(
    base: Draft, reading: str | None, identity: Identity, without: Sequence[tuple[str, int]] = ()
) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """One reading's scenario (None for the file's own), or None and its problems.

    Both, where all problems leave a whole record of what was meant.

    Parameters
    ----------
    without : mechanisms that are taken out, each in the first (0) or the second way
    """
    symbols = Symbols(copies=base.copies, blocks=base.blocks)
    scenario = None
    try:
        collect(base, symbols)
        draft = base
        if reading is not None:
            draft = overlaid(base, base.section("readings")[reading], symbols)
        for name, null in without:
            draft = taken_out(draft, name, overlays_of(base, name)[null], symbols)
        scenario = _scenario(draft, symbols, identity)
        if draft is base:  # they are of the file: all readings have the same
            scenario = replace(scenario, mechanisms=mechanisms_built(base, symbols))
    except TooMany:
        scenario = None
    whole = scenario if len(symbols.problems) == symbols.n_mended else None
    return whole, tuple(symbols.problems)


def _scenario(draft: Draft, symbols: Symbols, identity: Identity) -> Scenario:
    documents = documents_of(draft, symbols)
    claims = claims_of(draft, documents, symbols)
    symbols.claims = frozenset(claims)
    symbols.rejected = frozenset(name for name, claim in claims.items() if claim.status == "rejected")
    parameters = parameters_built(draft, symbols)
    fronts = fronts_built(draft, symbols)
    summits = summits_built(draft, symbols)
    moves = moves_built(draft, symbols)
    check_public((*fronts.values(), *summits.values()), moves, list(draft.section("actors")), symbols)
    check_calendar(moves, draft, symbols)
    top = draft.top
    correlations, void = correlations_of(top.get("correlations"), parameters, draft, symbols)
    payoffs, endings = payoffs_built(draft, symbols), endings_built(draft, symbols)
    measures, conclusions = measures_built(draft, symbols), conclusions_built(draft, symbols)
    answers, asked = answers_built(draft, measures, symbols)
    measures |= asked
    play = play_built(draft, symbols, parameters)
    check_private(parameters, (*fronts.values(), *summits.values()), moves, play, symbols)
    at = top.key("correlations")
    if at is not None and not symbols.problems:
        check_joint(correlations, parameters, at.span, symbols)
    return Scenario(
        name=identity.name,
        title=top.text("title"),
        question=top.text("question"),
        as_of=as_date(top.text("as_of")) or dt.date.min,
        horizon=as_date(top.text("horizon")) or dt.date.max,
        sha256=identity.sha256,
        files=identity.files,
        reading=draft.reading,
        readings=reading_titles(top),
        actors=_actors(draft),
        documents=documents,
        claims=claims,
        correlations=correlations,
        void_correlations=void,
        moves=moves,
        payoffs=payoffs,
        endings=endings,
        measures=measures,
        conclusions=conclusions,
        play=play,
        parameters=parameters,
        notes=top.text("notes"),
        fronts=fronts,
        summits=summits,
        groups=draft.groups,
        blocks=draft.blocks,
        happened=happened_built(draft, symbols),
        questions=questions_built(draft, symbols),
        answers=answers,
        headlines=headlines_built(draft, symbols),
    )


def _actors(draft: Draft) -> dict[str, Actor]:
    found = {}
    for name, entry in draft.section("actors").items():
        node = entry.main("title")
        title = node.text if isinstance(node, Scalar) and node.kind != "null" else ""
        found[name] = Actor(name, title or title_of(name), entry.text("says"), entry.key.span)
    return found


def used_names(scenario: Scenario) -> frozenset[str]:
    """The parameters that play, payoffs, chances, dates or conclusions of a reading rest on."""
    formulas: list[Expression | None] = []
    direct: set[str] = set(scenario.play.precision.values())
    for move in scenario.moves.values():
        formulas += [
            *(move.chance or {}).values(),
            *(f for own in move.believed.values() for f in own.values()),
        ]
        if move.dates is not None:
            direct |= {day for day in (move.dates.start, move.dates.end) if isinstance(day, str)}
    for front in scenario.fronts.values():
        formulas += front.parameters.values()
        formulas += [f for s in front.schedules for f in (s.amount, s.start, s.end)]
    for summit in scenario.summits.values():
        formulas += summit.formulas()
    formulas += [term.expression for terms in scenario.payoffs.values() for term in terms.values()]
    formulas += [measure.what for measure in scenario.measures.values()]
    formulas += [conclusion.holds_when for conclusion in scenario.conclusions.values()]
    used = direct.union(*(names_of(formula) for formula in formulas if formula is not None))
    for name, made in reversed(tuple(scenario.parameters.items())):  # derived ones stand behind their inputs
        if name in used and made.derived is not None:
            used |= set(names_of(made.derived))
    return frozenset(used)
