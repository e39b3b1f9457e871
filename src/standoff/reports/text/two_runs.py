"""How two runs side by side are told, in the terminal and on the page alike: values, differences, changes."""

from __future__ import annotations

from standoff.reports.text.numbers import NOTHING, signed
from standoff.reports.text.outcomes import change_told, decimals, points, value_told
from standoff.results.two_runs import OutcomeDifference, TextChange, TwoRuns

UNCLEAR, HARDLY = "not told from 0", "hardly told from 0"  # the interval holds 0; it does not, by little
SAME = "the same"
KINDS = {"ending": "Endings", "measure": "Measures", "conclusion": "Conclusions: share of all draws"}


def value(one: OutcomeDifference, told: float | None) -> str:
    """A mean, in per cent where it is a probability or a share of draws."""
    return value_told(told, share=one.share)


def change(one: OutcomeDifference) -> str:
    """The difference, in points where it is one of shares; `the same`, or that one run alone has it."""
    if one.only:
        return f"only in {'A' if one.only == 'before' else 'B'}"
    if one.difference is None:
        return NOTHING
    if one.difference == 0 and not one.error:
        return SAME
    return change_told(one.difference, share=one.share)


def interval(one: OutcomeDifference) -> str:
    """Where the difference lies, with what cannot be told from 0 said."""
    if one.low is None or one.high is None or (one.difference == 0 and not one.error):
        return ""
    low, high = (
        points(100 * end) if one.share else signed(end, decimals(end)) for end in (one.low, one.high)
    )
    if one.clear:
        return f"{low} to {high}"
    return f"{low} to {high}, {UNCLEAR if one.low <= 0.0 <= one.high else HARDLY}"


def what(one: TextChange) -> str:
    """What changed: `number p_dry`, `payoff upland.power (Port): formula`."""
    said = one.kind if one.kind in ("scenario", "play") or one.name == one.kind else f"{one.kind} {one.name}"
    if one.kind == "order":
        said = f"order of {one.name}"
    said += f": {one.part}" if one.part and not (one.kind == "number" and one.part == "value") else ""
    return said + (f" (and {one.copies - 1} more copies)" if one.copies > 1 else "")


def became(one: TextChange) -> str:
    """How: `2 → 6`, `beta(6, 4) → beta(7, 3)`, `added`.

    Where nothing but numbers of a formula changed, the numbers stand first.
    """
    if one.how in ("added", "removed"):
        own = one.after if one.how == "added" else one.before
        return f"{one.how}: {own}" if own else one.how
    if one.how == "renamed":
        return f"renamed from {one.before}"
    told = f"{one.before or 'nothing'} → {one.after or 'nothing'}"
    if one.numbers and one.kind != "number":
        numbers = ", ".join(f"{each.before} → {each.after}" for each in one.numbers)
        return f"{numbers}, in {one.after}"
    return told


def place(one: TextChange) -> str:
    """Where: the line in the later text, and in the earlier one where it stood elsewhere."""
    if not one.before_at or one.before_at == one.after_at:
        return one.after_at
    return f"{one.before_at} → {one.after_at}" if one.after_at else one.before_at


def under(told: TwoRuns, one: TextChange) -> str:
    """The readings under which it is so, where it is not so in all that both runs have."""
    if not one.readings or len(one.readings) == len(told.readings):
        return ""
    titles = {each.after: each.title for each in told.readings}
    return f"only under {', '.join(titles.get(name, name) for name in one.readings)}"


def nothing(told: TwoRuns) -> str:
    """What is said where nothing is found, and why; "" where something is."""
    if told.text or told.settings:
        return ""
    if told.before.hash == told.after.hash:
        return "Nothing found: both runs are of the same text, with the same settings and draws."
    return "Nothing found: the texts say the same in other words or another layout, with the same settings."


def unmoved(told: TwoRuns, reading: str) -> str:
    """That no answer of a reading moved, or none that can be told, and why; "" where one did."""
    own = [one for one in told.outcomes if one.reading == reading and not one.only]
    if not own or any(one.clear for one in own):
        return ""
    if all(one.difference in (0, None) for one in own):
        alone = any(one.only for one in told.outcomes if one.reading == reading)
        both = "every answer that both runs have" if alone else "every answer"
        return f"Nothing found: {both} is the same, draw by draw." if told.pairing == "common" else SAME
    return (
        "Nothing found that can be told: no difference is more than three of its numerical errors. More "
        "draws make them smaller."
    )
