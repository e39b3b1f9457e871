"""Chances in the words of the first page: one number or one interval, of a hundred cases.

A *case* is a play of the model: a chance over draws is the share of plays, over all draws alike. Shares of
draws have other words (`in 12 of 100 draws`), since they are no probabilities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from standoff.reports.text.numbers import count, listed, spelled
from standoff.results.run.folder import RunFiles

APART = 0.10  # readings further apart are named one by one
NOTHING = 5e-4  # of a share: told as less than 0.1 of 100
MIDDLE = 0.5
NEARLY = 0.99  # of draws: what is left out is counted
SURE = 1e-12  # of a share that is 0 or 1 in every draw, but for rounding


def hundredths(share: float) -> str:
    """A share as a number out of 100: whole, with a decimal near both ends, never a false 0 or 100.

    Examples
    --------
    >>> [hundredths(share) for share in (0.0, 0.0004, 0.004, 0.123, 0.5, 0.998, 0.99999, 1.0)]
    ['0', 'under 0.1', '0.4', '12', '50', '99.8', 'over 99.9', '100']
    >>> hundredths(0.9995)
    'over 99.9'
    """
    if share <= SURE or share >= 1.0 - SURE:
        return "0" if share <= SURE else "100"
    if share < NOTHING or share > 1.0 - NOTHING:
        return "under 0.1" if share < 0.5 else "over 99.9"
    near = share < 0.00995 or share > 0.99005
    told = f"{100.0 * share:.{1 if near else 0}f}"
    return "over 99.9" if told == "100.0" else told


def span(low: float, high: float) -> str:
    """`55 to 62`, or one number where both are told alike; an end that is next to none or all is left out.

    Examples
    --------
    >>> span(0.55, 0.62), span(0.554, 0.546), span(0.0001, 0.0002), span(0.0001, 0.3), span(0.95, 0.9999)
    ('55 to 62', '55', 'under 0.1', 'up to 30', '95 or more')
    >>> span(0.0001, 0.9999), span(0.004, 0.9999)
    ('under 0.1 to over 99.9', '0.4 to over 99.9')
    """
    first, last = hundredths(min(low, high)), hundredths(max(low, high))
    if first == last or first.startswith("over"):
        return first
    if first.startswith("under") and not last.startswith("over"):
        return f"up to {last}"
    return f"{first} or more" if last.startswith("over") and low > MIDDLE else f"{first} to {last}"


def cases(low: float, high: float, *, of: str = "cases") -> str:
    """`in 55 to 62 of 100 cases`; `never` and `always` where it is so in every one.

    Examples
    --------
    >>> cases(0.62, 0.62), cases(0.0, 0.0), cases(1.0, 1.0), cases(0.0, 0.3, of="draws")
    ('in 62 of 100 cases', 'never', 'always', 'in 0 to 30 of 100 draws')
    """
    if is_sure(low) and is_sure(high) and round(low) == round(high):
        return _SURELY[of][round(low)]
    return f"in {span(low, high)} of 100 {of}"


_SURELY = {"cases": ("never", "always"), "draws": ("in no draw", "in every draw")}


def is_sure(share: float) -> bool:
    """Whether a share is 0 or 1, but for rounding."""
    return share <= SURE or share >= 1.0 - SURE


def by_reading(files: RunFiles, shares: Mapping[str, float], *, of: str = "cases") -> str:
    """The shares under the readings, as one number or one interval.

    Where readings are far apart it is told which have the fewest and the most; those under which it is
    so in no case or in every one are named beside it: `in 9 to 47 of 100 cases, fewest under ‘Read well’ and
    most under ‘Misread’`; `in 47 of 100 cases under ‘Misread’ and never under ‘Read well’`.
    """
    if not shares:
        return ""
    if of == "draws" and (but := _all_but(files, shares)):
        return but
    low, high = min(shares.values()), max(shares.values())
    said, whole = cases(low, high, of=of), len(shares) == len(files.readings)
    if len(files.readings) == 1:
        return said
    if whole and (said == cases(low, low, of=of) or hundredths(low) == hundredths(high)):
        return f"{said} under {all_of(len(shares))}"
    open_ones = {reading: share for reading, share in shares.items() if not is_sure(share)}
    told = []
    if open_ones:
        said = cases(min(open_ones.values()), max(open_ones.values()), of=of)
        told.append(_interval(files, open_ones, said))
    for end in (1, 0):
        names = [r for r, share in shares.items() if is_sure(share) and round(share) == end]
        told += [f"{_SURELY[of][end]} under {named(files, names)}"] if names else []
    return ", and ".join(told) if ", " in told[0] else listed(told)


def _all_but(files: RunFiles, shares: Mapping[str, float]) -> str:
    """`in all but 1 to 4 draws`, where it is nearly all of them under every reading; "" elsewhere."""
    least, n = min(shares.values()), files.summary.draws
    if files.summary.observed or len(shares) < len(files.readings) or least < NEARLY or is_sure(least):
        return ""
    n_out = [round(n * (1.0 - share)) for share in shares.values()]
    if min(n_out) == max(n_out):
        told = f"{n_out[0]} of {count(n)} draws"
    else:
        told = f"{min(n_out)} to {max(n_out)} of {count(n)} draws"
    return f"in all but {told}" + (
        f" under {all_of(len(shares))}" if len(set(n_out)) == 1 < len(shares) else ""
    )


def all_of(n: int) -> str:
    """`both readings`, `all four readings`."""
    return "both readings" if n == 2 else f"all {spelled(n)} readings"


def named(files: RunFiles, readings: Iterable[str]) -> str:
    """`‘As written’ and ‘Misread’`."""
    return listed([f"‘{files.reading_title(reading)}’" for reading in readings])


def ends(
    files: RunFiles, values: Mapping[str, float], told: Mapping[str, str], words: tuple[str, str]
) -> str:
    """`fewest under ‘A’ and most under ‘B’`: the readings that are told as the lowest and the highest."""
    first, last = min(values, key=lambda r: values[r]), max(values, key=lambda r: values[r])
    lowest, highest = ([r for r in values if told[r] == told[end]] for end in (first, last))
    if len(lowest) + len(highest) == len(files.readings) > 2:  # one of many, and all others alike
        if len(highest) == 1:
            return f"{words[1]} under {named(files, highest)} and {words[0]} under all others"
        if len(lowest) == 1:
            return f"{words[0]} under {named(files, lowest)} and {words[1]} under all others"
    return f"{words[0]} under {named(files, lowest)} and {words[1]} under {named(files, highest)}"


def _interval(files: RunFiles, shares: Mapping[str, float], said: str) -> str:
    """One interval, with the readings that it is of."""
    low, high = min(shares.values()), max(shares.values())
    told = {reading: hundredths(share) for reading, share in shares.items()}
    if told[min(shares, key=lambda r: shares[r])] == told[max(shares, key=lambda r: shares[r])]:
        return f"{said} under {named(files, shares)}"
    if high - low < APART:
        by_name = len(shares) < len(files.readings)
        return f"{said} under {named(files, shares)}" if by_name else f"{said}, by reading"
    return f"{said}, {ends(files, shares, told, ('fewest', 'most'))}"
