"""Chances in the words of the first page: one number or one interval, of a hundred cases.

A *case* is a play of the model: a chance over draws is the share of plays, over all draws alike. Shares of
draws have other words (`in 12 of 100 draws`), since they are no probabilities.
"""

from __future__ import annotations

from collections.abc import Mapping

from standoff.reports.text.numbers import listed, spelled
from standoff.results.folder import RunFiles

APART = 0.10  # readings further apart are named one by one
NOTHING = 5e-4  # of a share: told as less than 0.1 of 100
SURE = 1e-12  # of a share that is 0 or 1 in every draw, but for rounding


def hundredths(share: float) -> str:
    """A share as a number out of 100: whole, with a decimal near both ends, never a false 0 or 100.

    Examples
    --------
    >>> [hundredths(share) for share in (0.0, 0.0004, 0.004, 0.123, 0.5, 0.998, 0.99999, 1.0)]
    ['0', 'under 0.1', '0.4', '12', '50', '99.8', 'over 99.9', '100']
    """
    if share <= SURE or share >= 1.0 - SURE:
        return "0" if share <= SURE else "100"
    if share < NOTHING or share > 1.0 - NOTHING:
        return "under 0.1" if share < 0.5 else "over 99.9"
    near = share < 0.00995 or share > 0.99005
    return f"{100.0 * share:.{1 if near else 0}f}"


def span(low: float, high: float) -> str:
    """`55 to 62`, or one number where both are told alike.

    Examples
    --------
    >>> span(0.55, 0.62), span(0.554, 0.546), span(0.0001, 0.0002)
    ('55 to 62', '55', 'under 0.1')
    """
    first, last = hundredths(min(low, high)), hundredths(max(low, high))
    return first if first == last else f"{first} to {last}"


def cases(low: float, high: float, *, of: str = "cases") -> str:
    """`in 55 to 62 of 100 cases`; `never` and `always` where it is so in every one.

    Examples
    --------
    >>> cases(0.62, 0.62), cases(0.0, 0.0), cases(1.0, 1.0), cases(0.0, 0.3, of="draws")
    ('in 62 of 100 cases', 'never', 'always', 'in 0 to 30 of 100 draws')
    """
    if max(low, high) <= SURE:
        return "never" if of == "cases" else "in no draw"
    if min(low, high) >= 1.0 - SURE:
        return "always" if of == "cases" else "in every draw"
    return f"in {span(low, high)} of 100 {of}"


def by_reading(files: RunFiles, shares: Mapping[str, float], *, of: str = "cases") -> str:
    """The shares under the readings: as one range, or by name where they are far apart.

    `in 55 to 62 of 100 cases, by reading`; `in 47 of 100 cases under ‘Misread’ and in 9 under ‘Read well’`.
    """
    if not shares:
        return ""
    low, high = min(shares.values()), max(shares.values())
    said, whole = cases(low, high, of=of), len(shares) == len(files.readings)
    if len(files.readings) == 1:
        return said
    if whole and hundredths(low) == hundredths(high):
        return f"{said} under {all_of(len(shares))}"
    return f"{said}, by reading" if whole and high - low < APART else _named(files, shares, of)


def all_of(n: int) -> str:
    """`both readings`, `all four readings`."""
    return "both readings" if n == 2 else f"all {spelled(n)} readings"


def _named(files: RunFiles, shares: Mapping[str, float], of: str) -> str:
    groups: dict[str, list[str]] = {}
    for reading, share in sorted(shares.items(), key=lambda item: -item[1]):
        groups.setdefault(cases(share, share, of=of), []).append(f"‘{files.reading_title(reading)}’")
    told, tail, seen = [], f" of 100 {of}", False
    for said, names in groups.items():
        told.append(f"{said.removesuffix(tail) if seen else said} under {listed(names)}")
        seen = seen or said.endswith(tail)
    return listed(told)
