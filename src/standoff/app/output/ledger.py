"""What `standoff ledger` prints for people: how questions stand, scores, proofs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from standoff.results.ledger import some, waiting_first

if TYPE_CHECKING:
    from standoff.results.ledger import (
        LedgerScores,
        LedgerStatus,
        LedgerVerified,
        QuestionStanding,
        ScenarioScores,
        Tally,
    )

RULES = {
    "brier": "Brier score, 0 to 1",
    "brier_sum": "Brier score summed over options, 0 to 2",
    "log": "logarithmic score, natural units",
    "ranked": "ranked probability score",
    "crps": "CRPS, in the question's unit",
    "pinball": "mean pinball loss, in the question's unit",
}
POOLS = {
    "own": "forecasts",
    "imported": "imported: by the times of their platform",
    "retrospective": "RETROSPECTIVE: the outcome could have been known",
}
KINDS = {
    "yes_no": "yes or no",
    "one_of": "one of several",
    "ordered": "one of several in order",
    "date": "dates",
}
MOST_PRINTED = 200
MOST_SAID = 6  # forecasters who are printed below a question


def status_lines(found: LedgerStatus) -> Iterator[str]:
    """Every question with its state, families as trees; of one question its history."""
    yield found.heading
    for one in waiting_first(found.questions, MOST_PRINTED):
        yield f"  {one.due[:10]}  {_state(one):<22} {one.name}: {one.text}"
        if one.why:
            yield f"{'':14}{one.branch or one.state}: {one.why}"
        if one.latest:
            each = [f"{who} {says}" for who, says in sorted(one.latest.items())]
            more = [f"and {len(each) - MOST_SAID:,} more"] if len(each) > MOST_SAID else []
            yield " " * 14 + "; ".join([*each[:MOST_SAID], *more])
    if len(found.questions) > MOST_PRINTED:
        left = len(found.questions) - MOST_PRINTED
        yield f"  ... and {left:,} more; what is open and due stands here first (--json has all)"
    for tree in found.families[:MOST_PRINTED]:
        yield ""
        yield from (f"  {line}" for line in tree)
    if len(found.families) > MOST_PRINTED:
        yield f"  ... and {len(found.families) - MOST_PRINTED:,} more families (--json has all)"
    if found.history:
        yield ""
        for event in found.history:
            note = f" ({event.note})" if event.note else ""
            pool = f" [{event.pool}]" if event.pool not in ("", "own") else ""
            yield f"  {event.at}  {event.id}  {event.kind} by {event.by}: {event.says}{pool}{note}"
    if found.n_faults:
        yield f"{some(found.n_faults, 'line')} left aside."
    yield from found.clocks


def _state(one: QuestionStanding) -> str:
    state = one.outcome if one.state == "resolved" else one.state
    return f"{state} ({one.branch})" if one.branch else state


def score_lines(found: LedgerScores) -> Iterator[str]:
    """Tables by pool, kind and rule; differences, calibration and coherence below."""
    yield found.heading + (
        f"; void {found.counts.get('void', 0)}, ambiguous {found.counts.get('ambiguous', 0)}"
    )
    yield f"Lower is better. The floor of the logarithmic score is {found.log_floor:g}."
    for (pool, kind, rule), group in itertools.groupby(found.tallies, key=lambda t: (t.pool, t.kind, t.rule)):
        own = list(group)
        yield ""
        yield f"{POOLS[pool]}: {KINDS.get(kind, kind)}, {RULES[rule]}"
        yield from (f"  {line}" for line in _table(own))
        if not own[0].ranked and len(own) > 1:
            yield "  in order of name: nobody is ranked below 30 questions each"
        for one in found.differences:
            if (one.pool, one.kind, one.rule) == (pool, kind, rule):
                yield f"  {one.one} less {one.other}: {one.mean:+.4f}{_range(one.low, one.high)}, n {one.n}"
    yield from _calibration_lines(found)
    yield from (f"note: {note}" for note in found.notes)


def _table(tallies: list[Tally]) -> Iterator[str]:
    width = max(len(one.forecaster) for one in tallies)
    for one in tallies:
        base = f", base rate {one.base_rate:.4f} (n {one.n_base})" if one.base_rate is not None else ""
        skill = f", skill {one.skill:+.2f}" if one.skill is not None else ""
        equal = f", uniform {one.uniform:.4f}" if one.uniform is not None else ""
        spot = f", at the spot {one.spot:.4f}" if one.spot is not None else ""
        beside = f"n {one.n}, void {one.void}, ambiguous {one.ambiguous}, open {one.open}"
        covered = f"covered {100 * one.covered:.0f} %"
        late = f", late {one.late}" if one.late else ""
        mean = f"{one.over_time:.4f}{_range(one.low, one.high)}"
        yield f"{one.forecaster:<{width}}  {mean}{spot}; {beside}{late}; {covered}{equal}{base}{skill}"


def _range(low: float | None, high: float | None) -> str:
    return f" [{low:.4f}, {high:.4f}]" if low is not None and high is not None else ""


def _calibration_lines(found: LedgerScores) -> Iterator[str]:
    for one in found.calibration:
        yield ""
        yield (
            f"calibration of {one.forecaster} ({one.pool}), n {one.n}: Brier {one.brier:.4f} = reliability "
            f"{one.reliability:.4f} - resolution {one.resolution:.4f} + uncertainty {one.uncertainty:.4f}"
        )
        for held in one.bins:
            came = f"came out {held.n_yes / held.n:.2f}, n {held.n}"
            yield f"  {held.low:.1f} to {held.high:.1f}: said {held.mean:.2f}, {came}"
    for said in found.coherence:
        yield (
            f"coherence: {said.forecaster} says {said.chance:.3f} of {said.question}, the branches of "
            f"{said.parent} make {said.composed:.3f}: {said.gap:+.3f}"
        )


def verified_lines(found: LedgerVerified) -> Iterator[str]:
    """What holds; faults are told by the command."""
    for chain in found.chains:
        yield f"{chain.author}: {some(chain.lines, 'line')}, the last {chain.head or 'torn'}"
    for seal in found.seals:
        yield f"seal {seal.name} of {seal.made}: {seal.digest}"
    if found.unsealed:
        verb = "stands" if found.unsealed == 1 else "stand"
        yield f"{some(found.unsealed, 'line')} {verb} behind the last seal: a tail cut off would not be seen."
    yield "All of it holds." if found.holds else f"{some(len(found.faults), 'fault')}:"


def scenario_lines(found: ScenarioScores) -> Iterator[str]:
    """A scenario against what happened since, reading by reading."""
    yield found.heading
    yield "RETROSPECTIVE: whoever wrote the scenario could have known what happened; this is no forecast."
    for one in found.scores:
        error = f" ± {one.mc_error:.3f}" if one.mc_error is not None else ""
        yield (
            f"  {one.on}  {one.event} ({one.reading}): {one.chance:.3f}{error}; Brier {one.brier:.4f}, "
            f"log {one.log:.3f}; equal chances {one.uniform:.4f}"
        )
    for who, mean in found.means.items():
        yield f"  mean Brier score, {who}: {mean:.4f}"
    yield from (f"  note: {note}" for note in found.notes)
    for told in found.left_aside:
        yield f"  left aside: {told}"
