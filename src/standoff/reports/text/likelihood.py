"""Standard words of likelihood for probabilities, and ranges of words for intervals.

The bands are those of the table in ICD 203. Probabilities outside the table (below 1 % and above
99 %) have words of their own, and the two ends, which a model can reach and the world cannot, are
said to be the model's. The bands mirror each other: the word for p and the word for 1 - p stand
at the same distance from the middle.

Source: Office of the Director of National Intelligence, Intelligence Community Directive 203,
Analytic Standards (2015), section D.6.e(2)(a).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    low: float
    high: float
    word: str


BANDS = (
    Band(0.01, 0.05, "almost no chance"),
    Band(0.05, 0.20, "very unlikely"),
    Band(0.20, 0.45, "unlikely"),
    Band(0.45, 0.55, "roughly even chance"),
    Band(0.55, 0.80, "likely"),
    Band(0.80, 0.95, "very likely"),
    Band(0.95, 0.99, "almost certain"),
)
EVEN = BANDS[3].word
BELOW, ABOVE = "remote", "nearly certain"
NEVER, ALWAYS = "ruled out in the model", "certain in the model"
ROUND = 1e-9  # sums of floats may miss an end of [0, 1], or an edge, by this much


def word(probability: float) -> str:
    """The standard word for one probability; a band's edge belongs to the band nearer to even.

    Raises
    ------
    ValueError
        Outside [0, 1]: a mistake of the caller, not of the user.

    Examples
    --------
    >>> word(0.6), word(0.05), word(0.001), word(1.0)
    ('likely', 'very unlikely', 'remote', 'certain in the model')
    """
    if not -ROUND <= probability <= 1 + ROUND:
        raise ValueError(f"a probability was expected, not {probability}")
    if probability <= ROUND:
        return NEVER
    if probability >= 1 - ROUND:
        return ALWAYS
    if probability < BANDS[0].low - ROUND:
        return BELOW
    if probability > BANDS[-1].high + ROUND:
        return ABOVE
    for band in BANDS[:3]:
        if probability < band.high - ROUND:
            return band.word
    for band in BANDS[3:]:
        if probability <= band.high + ROUND:
            return band.word
    return BANDS[-1].word


def words(low: float, high: float) -> str:
    """The word for an interval: one where it lies in one band, else from the first to the last.

    Examples
    --------
    >>> words(0.6, 0.7), words(0.3, 0.9)
    ('likely', 'unlikely to very likely')
    """
    first, last = word(min(low, high)), word(max(low, high))
    if first == last:
        return first
    if first == EVEN:
        first = "roughly even"
    return f"{first.removesuffix(' in the model')} to {last}"


def table() -> tuple[tuple[str, str], ...]:
    """Words and their bands as text, for the page."""
    rows = [(BELOW, "below 1 %")]
    rows += [(band.word, f"{100 * band.low:.0f} to {100 * band.high:.0f} %") for band in BANDS]
    return (*rows, (ABOVE, "above 99 %"))
