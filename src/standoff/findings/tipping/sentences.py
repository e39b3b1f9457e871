"""The most telling tipping point of all, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.results.findings.finding import UNKNOWN
from standoff.results.findings.tipping import Crossing, NearestTipping, ReadingTipping


def nearest_tipping(base: str, readings: Mapping[str, ReadingTipping]) -> NearestTipping | None:
    """The change of a choice in one number that would change most of play, with its sentence.

    Under the file's own reading: how often the choice comes up, times the share of draws in which the
    number alone is far enough.
    """
    found = readings[base]
    known = [(place.reach * one.share_beyond, place, one) for place in found.places for one in place.one[:1]]
    if not known:
        return None
    _, place, one = max(known, key=lambda entry: entry[0])
    facts = found.parameters.get(one.parameter, UNKNOWN)
    return NearestTipping(
        reading=base,
        actor=place.actor,
        actor_title=place.actor_title,
        move=place.move,
        title=place.title,
        best=place.best,
        reach=place.reach,
        parameter=one.parameter,
        value=one.value,
        base=one.base,
        direction=one.direction,
        distance=one.distance,
        share_beyond=one.share_beyond,
        to=one.to,
        otherwise_beyond=one.otherwise_beyond,
        otherwise_before=one.otherwise_before,
        jump=one.jump,
        sentence=sentence((place.actor_title, place.title, place.best), one, facts.title),
    )


def sentence(place: tuple[str, str, str], one: Crossing, says: str) -> str:
    """`If X were 6.1 or less instead of 10 (as in 5 % of draws), Poland's best answer would change ...`.

    Parameters
    ----------
    place : titles of actor and move, and the option that is best at the base point

    Examples
    --------
    >>> one = Crossing(parameter="p_firm", value=0.2, base=0.39, direction="less", distance=0.9,
    ...                share_beyond=0.18, to="attack", otherwise_beyond=None, otherwise_before=None,
    ...                jump=False)
    >>> sentence(("Attacker", "Attack?", "wait"), one, "chance that it is firm")
    'If p firm (chance that it is firm) were 0.2 or less instead of 0.39 (as it is in 18 % of draws), the \
best option of Attacker at “Attack?” would be “attack” instead of “wait”.'
    """
    actor_title, title, best = place
    name = one.parameter.replace("_", " ")
    meant = f" ({says})" if says and says != name else ""
    or_so = f"or {one.direction}"
    if isinstance(one.value, str):
        or_so = "or later" if one.direction == "more" else "or earlier"
    value, base = plain(one.value), plain(one.base)
    if value == base and not isinstance(one.value, str):
        value, base = f"{one.value:.6g}", f"{one.base:.6g}"
    share = 100 * one.share_beyond
    often = f"{share:.0f} %" if share >= 1 else "less than 1 %"
    return (
        f"If {name}{meant} were {value} {or_so} instead of {base} (as it is in "
        f"{often} of draws), the best option of {actor_title} at “{title}” would be "
        f"“{one.to.replace('_', ' ')}” instead of “{best.replace('_', ' ')}”."
    )


def plain(value: float | str) -> str:
    """A number with three digits that mean something, or a day, which stands as an ISO date."""
    if isinstance(value, str):
        return value
    return f"{value:.3g}" if abs(value) < 1e5 else f"{value:.3e}"
