"""How strike-outs are told: the plain mappings of `findings/strikes.json`, with claims by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

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
    Struck,
)
from standoff.findings.strike_out.targets import ASSUMPTION, CLAIM, Target
from standoff.study.rows import Ready

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

Json = dict[str, Any]
Struck3 = tuple[Sequence[Target], Sequence[Struck], Sequence[int | None]]


def reading_told(made: Ready, struck: Struck3, effects: Sequence[Effect], pairs: Sequence[Pair]) -> Json:
    """All strikes of one reading.

    Parameters
    ----------
    struck : targets, what falls with each, and the number of its effect
    """
    scenario = made.compiled.scenario
    main = main_outcomes(made)
    targets, fallen, numbers = struck
    told = [_target(*one) for one in zip(targets, fallen, numbers, strict=True)]
    ranked = {name: _ranked(name, effects) for name in main}
    return {
        "outcomes": main,
        "targets": told,
        "effects": [_effect(scenario, effect, main) for effect in effects],
        "ranked": ranked,
        "pairs": [_pair(pair) for pair in pairs if pair.surplus],
        "carriers": {name: _carriers(scenario, name, struck, effects) for name in headlines(main, effects)},
    }


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


def _target(target: Target, fallen: Struck, number: int | None) -> Json:
    return {
        "kind": target.kind,
        "name": target.name,
        "claims": list(target.claims),
        "effect": number,
        "kept": [_kept(item) for item in fallen.kept],
        "conclusions": list(fallen.conclusions),
        "why": _why_nothing(fallen) if number is None else "",
    }


def _why_nothing(fallen: Struck) -> str:
    """Why a strike changes nothing, as the end of a sentence."""
    for why, said in NOTHING.items():
        if any(item.why == why for item in fallen.kept):
            return said
    if fallen.conclusions:
        return "it carries no number of this reading, only conclusions that were drawn from it"
    return "it carries no number of this reading"


def _kept(item: Kept) -> Json:
    return {"kind": item.kind, "name": item.name, "why": WHY[item.why], "others": list(item.others)}


def _effect(scenario: Scenario, effect: Effect, main: Mapping[str, str]) -> Json:
    struck = effect.struck
    weights = effect.weights
    return {
        "numbers": [_number(scenario, name, struck) for name in struck.numbers],
        "moves": list(struck.moves),
        "terms": [list(term) for term in struck.terms],
        "beliefs": [list(belief) for belief in struck.beliefs],
        "kept": [_kept(item) for item in struck.kept if item.why == HELD],
        "refused": effect.refused,
        "method": SOLVED_AGAIN if weights is None else REWEIGHTED,
        "effective_draws": None if weights is None else weights.effective,
        "trusted": weights is None or weights.trusted,
        "draws": effect.draws,
        "used": effect.used,
        "failed_before": effect.failed_before,
        "failed_after": effect.failed_after,
        "outcomes": {
            name: change_told(found) for name, found in effect.changes.items() if name in main or found.clear
        },
        "flips": [_flip(flip) for flip in effect.flips],
    }


def _number(scenario: Scenario, name: str, struck: Struck) -> Json:
    draw = scenario.parameters[name].draw
    return {
        "name": name,
        "title": title_of(scenario, name),
        "from": "" if draw is None else draw.text,
        "to": struck.numbers[name].text,
        "stated": name not in struck.ruled,
    }


def change_told(found: Change) -> Json:
    """A change as it is stored; `clear` says that it is told from 0."""
    return {
        "before": found.before,
        "after": found.after,
        "difference": found.difference,
        "error": found.error,
        "clear": found.clear,
        "undefined": found.undefined,
    }


def _flip(flip: Flip) -> Json:
    before, after = flip.before, flip.after
    return {
        "actor": before.actor,
        "move": before.move,
        "knows": dict(before.knows),
        "reach": before.reach,
        "before": {"option": before.first, "share": max(before.best)},
        "after": {"option": after.first, "share": max(after.best)},
    }


def _ranked(name: str, effects: Sequence[Effect]) -> list[int]:
    """Numbers of the effects on a result that are told from 0, the largest first."""
    sizes = {
        number: abs(found.difference)
        for number, effect in enumerate(effects)
        if (found := effect.changes.get(name)) is not None and found.clear and found.difference is not None
    }
    return sorted(sizes, key=lambda number: (-sizes[number], number))


def _pair(pair: Pair) -> Json:
    return {
        "effects": list(pair.numbers),
        "outcomes": {
            name: {
                "both": surplus.both,
                "apart": surplus.apart,
                "difference": surplus.difference,
                "error": surplus.error,
            }
            for name, surplus in pair.surplus.items()
        },
    }


def _carriers(scenario: Scenario, name: str, struck: Struck3, effects: Sequence[Effect]) -> list[Json]:
    """What moves a result most, claim by claim or assumption by assumption, ready for the first page."""
    targets, _, numbers = struck
    by_number: dict[int, list[Target]] = {}
    for target, number in zip(targets, numbers, strict=True):
        if number is not None and target.kind in (CLAIM, ASSUMPTION):
            by_number.setdefault(number, []).append(target)
    top = [number for number in _ranked(name, effects) if number in by_number][:TOP]
    return [_carrier(scenario, name, by_number[number], effects[number]) for number in top]


def _carrier(scenario: Scenario, name: str, targets: Sequence[Target], effect: Effect) -> Json:
    struck = effect.struck
    return {
        "parameters": [_number(scenario, each, struck) for each in struck.numbers],
        "moves": list(struck.moves),
        "terms": [list(term) for term in struck.terms],
        "beliefs": [list(belief) for belief in struck.beliefs],
        "claims": list(_claims(scenario, targets)),
        "assumed": all(target.kind == ASSUMPTION for target in targets),
        **change_told(effect.changes[name]),
    }


def _claims(scenario: Scenario, targets: Sequence[Target]) -> Iterator[Json]:
    for target in targets:
        for name in target.claims:
            claim = scenario.claims[name]
            yield {
                "name": name,
                "says": claim.says,
                "claimant": claim.claimant,
                "hedge": claim.hedge,
                "status": claim.status,
                "unverified": claim.unverified,
            }
