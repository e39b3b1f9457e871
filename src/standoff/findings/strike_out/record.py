"""How strike-outs are told: the records of `findings/strikes.json`, with claims by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.findings.outcomes import main_outcomes, title_of
from standoff.findings.strike_out.effects import Effect, Flip
from standoff.findings.strike_out.interactions import Pair
from standoff.findings.strike_out.paired_differences import Change
from standoff.findings.strike_out.removal import (
    GIVEN,
    HELD,
    IDLE,
    NO_PRIOR,
    OTHERS,
    SWITCHED_OFF,
    WHY,
    Kept,
    Removal,
)
from standoff.findings.strike_out.targets import ASSUMPTION, CLAIM, Target
from standoff.results.findings.strikes import (
    BestOption,
    BestOptionFlip,
    CarrierClaim,
    FallenNumber,
    HeadlineCarrier,
    KeptItem,
    PairSurplus,
    ReadingStrikes,
    StrikeEffect,
    StruckChange,
    StruckPair,
    StruckTarget,
)
from standoff.study.rows import PreparedReading

if TYPE_CHECKING:
    from standoff.scenario.records import Scenario

TOP = 3  # carriers told for a headline
SOLVED_AGAIN, REWEIGHTED = "solved again", "reweighted"

NOTHING = {
    NO_PRIOR: "what rests on it alone states no prior and is kept",
    SWITCHED_OFF: "what it alleges is switched off, and stays off",
    GIVEN: "the moves that rest on it are given, observed or asked to stay",
    IDLE: "no result depends on the numbers that rest on it",
    OTHERS: "all that rests on it rests on other claims too",
}

REASONS = {NO_PRIOR: "no_prior", OTHERS: "other_claims"}
SATURATED, NO_EFFECT = "saturated", "no_effect"
UNMOVED = {
    "no_prior": "what rests on it alone states no prior to fall back to and is kept",
    "other_claims": "other claims hold what rests on it too",
    SATURATED: "the answers stay at 0 or at 1, whatever the number is",
    NO_EFFECT: "what falls moves no answer that can be told from 0",
}
AT_BOUND = 0.001  # a chance this close to 0 or 1 on both sides is printed as 0 or 100 % and stays there

Struck3 = tuple[Sequence[Target], Sequence[Removal], Sequence[int | None]]


def reading_told(
    made: PreparedReading, struck: Struck3, effects: Sequence[Effect], pairs: Sequence[Pair]
) -> ReadingStrikes:
    """All strikes of one reading.

    Parameters
    ----------
    struck : targets, what falls with each, and the number of its effect
    """
    scenario = made.compiled.scenario
    main = main_outcomes(made)
    targets, fallen, numbers = struck
    return ReadingStrikes(
        outcomes=main,
        targets=tuple(
            _target(*one, None if one[2] is None else effects[one[2]], _chances(scenario, main))
            for one in zip(targets, fallen, numbers, strict=True)
        ),
        effects=tuple(_effect(scenario, effect, main) for effect in effects),
        ranked={name: _ranked(name, effects) for name in main},
        pairs=tuple(_pair(pair) for pair in pairs if pair.surplus),
        carriers={name: _carriers(scenario, name, struck, effects) for name in headlines(main, effects)},
    )


def headlines(main: Mapping[str, str], effects: Sequence[Effect]) -> list[str]:
    """The results of the first page: the likeliest ending, and the first conclusion or else measure."""
    known = next((effect.changes for effect in effects if effect.changes), {})
    endings = [name for name in main if name.startswith("ending:") and name in known]
    found = [max(endings, key=lambda name: known[name].before or 0.0)] if endings else []
    for kind in ("conclusion:", "measure:"):
        first = next((name for name in main if name.startswith(kind)), None)
        if first is not None:
            return [*found, first]
    return found


def _target(
    target: Target, fallen: Removal, number: int | None, effect: Effect | None, chances: Sequence[str]
) -> StruckTarget:
    reasons = reasons_of(fallen, effect, chances)
    why = "; ".join(UNMOVED[reason] for reason in reasons)
    return StruckTarget(
        kind=target.kind,
        name=target.name,
        claims=target.claims,
        effect=number,
        kept=tuple(_kept(item) for item in fallen.kept),
        conclusions=fallen.conclusions,
        why=_why_nothing(fallen) if number is None else why,
        reasons=reasons,
    )


def _chances(scenario: Scenario, main: Mapping[str, str]) -> tuple[str, ...]:
    """The main results that lie between 0 and 1: endings, conclusions and probabilities."""
    means = {f"measure:{name}" for name, measure in scenario.measures.items() if measure.kind != "P"}
    return tuple(name for name in main if name not in means)


def reasons_of(fallen: Removal, effect: Effect | None, chances: Sequence[str]) -> tuple[str, ...]:
    """Why a strike changes nothing; nothing where it changes something, or has no answer.

    Parameters
    ----------
    effect : None where nothing falls; chances : the results that lie between 0 and 1
    """
    if effect is not None and (effect.refused or any(found.clear for found in effect.changes.values())):
        return ()
    found = [REASONS[why] for why in REASONS if any(item.why == why for item in fallen.kept)]
    if effect is not None and chances and all(_at_bound(effect.changes.get(name)) for name in chances):
        found.append(SATURATED)
    return tuple(found) or (NO_EFFECT,)


def _at_bound(found: Change | None) -> bool:
    """Whether an answer stays at the same one of 0 and 1."""
    if found is None or found.before is None or found.after is None:
        return False
    sides = (found.before, found.after)
    return max(sides) <= AT_BOUND or min(sides) >= 1.0 - AT_BOUND


def _why_nothing(fallen: Removal) -> str:
    """Why a strike changes nothing, as the end of a sentence."""
    told = [said for why, said in NOTHING.items() if any(item.why == why for item in fallen.kept)]
    if len(told) > 1:
        told = [UNMOVED["other_claims"] if said == NOTHING[OTHERS] else said for said in told]
    if told:
        return "; ".join(told)
    if fallen.conclusions:
        return "it carries no number of this reading, only conclusions that were drawn from it"
    return "it carries no number of this reading"


def _kept(item: Kept) -> KeptItem:
    return KeptItem(kind=item.kind, name=item.name, why=WHY[item.why], others=item.others)


def _effect(scenario: Scenario, effect: Effect, main: Mapping[str, str]) -> StrikeEffect:
    struck = effect.struck
    weights = effect.weights
    return StrikeEffect(
        numbers=tuple(_number(scenario, name, struck) for name in struck.numbers),
        moves=struck.moves,
        terms=struck.terms,
        beliefs=struck.beliefs,
        kept=tuple(_kept(item) for item in struck.kept if item.why == HELD),
        refused=effect.refused,
        method=SOLVED_AGAIN if weights is None else REWEIGHTED,
        effective_draws=None if weights is None else weights.effective,
        trusted=weights is None or weights.trusted,
        draws=effect.draws,
        used=effect.used,
        failed_before=effect.failed_before,
        failed_after=effect.failed_after,
        outcomes={
            name: change_told(found) for name, found in effect.changes.items() if name in main or found.clear
        },
        flips=tuple(_flip(flip) for flip in effect.flips),
    )


def _number(scenario: Scenario, name: str, struck: Removal) -> FallenNumber:
    draw = scenario.parameters[name].draw
    return FallenNumber(
        name=name,
        title=title_of(scenario, name),
        before="" if draw is None else draw.text,
        to=struck.numbers[name].text,
        stated=name not in struck.ruled,
    )


def change_told(found: Change) -> StruckChange:
    """A change as it is stored; `clear` says that it is told from 0."""
    return StruckChange(
        before=found.before,
        after=found.after,
        difference=found.difference,
        error=found.error,
        clear=found.clear,
        undefined=found.undefined,
    )


def _flip(flip: Flip) -> BestOptionFlip:
    before, after = flip.before, flip.after
    return BestOptionFlip(
        actor=before.actor,
        move=before.move,
        knows=dict(before.knows),
        reach=before.reach,
        before=BestOption(option=before.first, share=max(before.best)),
        after=BestOption(option=after.first, share=max(after.best)),
    )


def _ranked(name: str, effects: Sequence[Effect]) -> tuple[int, ...]:
    """Numbers of the effects on a result that are told from 0, the largest first."""
    sizes = {
        number: abs(found.difference)
        for number, effect in enumerate(effects)
        if (found := effect.changes.get(name)) is not None and found.clear and found.difference is not None
    }
    return tuple(sorted(sizes, key=lambda number: (-sizes[number], number)))


def _pair(pair: Pair) -> StruckPair:
    return StruckPair(
        effects=pair.numbers,
        outcomes={
            name: PairSurplus(
                both=surplus.both,
                apart=surplus.apart,
                difference=surplus.difference,
                error=surplus.error,
            )
            for name, surplus in pair.surplus.items()
        },
    )


def _carriers(
    scenario: Scenario, name: str, struck: Struck3, effects: Sequence[Effect]
) -> tuple[HeadlineCarrier, ...]:
    """What moves a result most, claim by claim or assumption by assumption, ready for the first page."""
    targets, _, numbers = struck
    by_number: dict[int, list[Target]] = {}
    for target, number in zip(targets, numbers, strict=True):
        if number is not None and target.kind in (CLAIM, ASSUMPTION):
            by_number.setdefault(number, []).append(target)
    top = [number for number in _ranked(name, effects) if number in by_number][:TOP]
    return tuple(_carrier(scenario, name, by_number[number], effects[number]) for number in top)


def _carrier(scenario: Scenario, name: str, targets: Sequence[Target], effect: Effect) -> HeadlineCarrier:
    struck, change = effect.struck, effect.changes[name]
    return HeadlineCarrier(
        parameters=tuple(_number(scenario, each, struck) for each in struck.numbers),
        moves=struck.moves,
        terms=struck.terms,
        beliefs=struck.beliefs,
        claims=tuple(_claims(scenario, targets)),
        assumed=all(target.kind == ASSUMPTION for target in targets),
        before=change.before,
        after=change.after,
        difference=change.difference,
        error=change.error,
        clear=change.clear,
        undefined=change.undefined,
    )


def _claims(scenario: Scenario, targets: Sequence[Target]) -> Iterator[CarrierClaim]:
    for target in targets:
        for name in target.claims:
            claim = scenario.claims[name]
            yield CarrierClaim(
                name=name,
                says=claim.says,
                claimant=claim.claimant,
                hedge=claim.hedge,
                status=claim.status,
                unverified=claim.unverified,
            )
