"""How much of an answer is the noise of play: the same at other precisions, options taken by mistake."""

from __future__ import annotations

from standoff.results.base_record import Option, Record, Text

SELDOM_BEST = 0.01  # share of draws in which an option is best, below which playing it is a mistake
OFTEN_PLAYED = 0.05  # mean probability above which such an option is told


class PlayedMean(Record):
    """A mean over the sample, of a conclusion its share of all draws, with its Monte Carlo error.

    undefined : solved draws in which it is undefined; share_undefined : their share of all draws
    """

    mean: float | None = None
    mc_error: float | None = None
    undefined: int = 0
    share_undefined: float | None = None


class AtPrecision(Record):
    """What the first draws come to with the precision of everybody multiplied.

    times : factor of the precision that the text gives; null: the limit, in which the best is always done
    draws : size of the sample; unsolved : draws of it without an answer
    off_branch : draws of it whose answer may not be on the principal branch
    """

    times: float | None
    draws: int
    unsolved: int = 0
    off_branch: int = 0
    endings: dict[Text, PlayedMean] = {}
    measures: dict[Text, PlayedMean] = {}
    conclusions: dict[Text, PlayedMean] = {}


class NoiseOption(Record):
    """An option that is hardly ever best and is taken all the same.

    played, best : share of play and of draws, over the places where this is so
    top : share of play there at the highest precision of the sweep; where it is still large, the player
        mixes (a little less precision is then no mistake), else it is noise
    endings, measures, conclusions : what it adds: the mean as played less the mean where it is never
        taken there, its plays shared out over the other options in proportion and all else as it is;
        what is left out is nothing, or next to nothing
    observed : what was observed cannot happen without it, so that there is nothing to compare with
    """

    move: Text
    option: Option
    played: float
    best: float
    top: float | None = None
    endings: dict[Text, float] = {}
    measures: dict[Text, float] = {}
    conclusions: dict[Text, float] = {}
    observed: bool = False
