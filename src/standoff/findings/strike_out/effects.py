"""The effect of one strike: what every result becomes, over draws that are solved on both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from standoff.errors import Problem, RunError
from standoff.findings.context import column, failed, outcome_values
from standoff.findings.margins import Bools
from standoff.findings.strike_out.interactions import PAIR_DRAWS
from standoff.findings.strike_out.paired_differences import Answer, Change, change
from standoff.findings.strike_out.removal import Removal
from standoff.findings.strike_out.resolve import Choice, StrikeResult
from standoff.findings.strike_out.reweighting import Weights
from standoff.results.run.files import read_table
from standoff.results.run.manifest import Manifest
from standoff.study.settings import PART
from standoff.study.work import part_path

HARDLY = 0.01  # an information set reached less often in either game is not told about


@dataclass(frozen=True, slots=True)
class Flip:
    """An information set at which another option is best: its share of draws before and after."""

    before: Choice
    after: Choice


@dataclass(frozen=True, slots=True)
class Effect:
    """What a strike does.

    struck : what of it the game could do without; weights : None where it was solved again
    used : draws solved on both sides; failed_before, failed_after : not solved as it is, and struck
    refused : why there is no answer, or ""; rows : results over the first draws, for pairs
    """

    struck: Removal
    changes: Mapping[str, Change]
    draws: int
    used: int
    failed_before: int
    failed_after: int
    weights: Weights | None = None
    flips: tuple[Flip, ...] = ()
    refused: str = ""
    rows: pl.DataFrame | None = field(default=None, repr=False)


def effect_of(
    names: Sequence[str],
    base: pl.DataFrame,
    struck: Removal,
    *,
    pieces: Sequence[StrikeResult] = (),
    choices: Sequence[Choice] = (),
    reweighted: Weights | None = None,
) -> Effect:
    """The effect of a strike from its solved pieces, or from weights of the run's own draws.

    Parameters
    ----------
    names : columns of results
    base : the run's results over the same draws; choices : what is best in it
    """
    if reweighted is not None:
        here = base.height
        changes, used = changes_between(names, base, base, reweighted)
        n_failed = int(failed(base).sum())
        return Effect(struck, changes, here, used, n_failed, n_failed, reweighted)
    refused = next((piece.refused for piece in pieces if piece.refused), "")
    frames = [piece.rows for piece in pieces if piece.rows is not None]
    n_before = int(failed(base).sum())
    if refused or not frames:
        return Effect(struck, {}, base.height, 0, n_before, 0, refused=refused)
    rows = pl.concat(frames)
    changes, used = changes_between(names, base, rows, None)
    if not used:
        refused = "no draw is solved both as it is and struck"
    return Effect(
        pieces[0].struck,
        changes,
        base.height,
        used,
        n_before,
        int(failed(rows).sum()),
        flips=_flips(choices, pieces[0].choices),
        refused=refused,
        rows=rows.head(PAIR_DRAWS),
    )


def changes_between(
    names: Sequence[str], base: pl.DataFrame, rows: pl.DataFrame, weights: Weights | None
) -> tuple[dict[str, Change], int]:
    """Each result before and after, draws that are unsolved on either side left out of both."""
    both = ~failed(base) & ~failed(rows)
    if not both.any():
        return {}, 0
    before = np.nan_to_num(column(base, "weight"))[both]
    after = np.nan_to_num(column(rows, "weight"))[both]
    if weights is not None:
        after = after * weights.weight[both]
    found = {
        name: _told_apart(
            change(
                Answer(outcome_values(base, name)[both], before),
                Answer(outcome_values(rows, name)[both], after),
            ),
            np.isnan(column(rows, name)[both]) & (after > 0),
        )
        for name in names
    }
    return found, int(both.sum())


def _told_apart(found: Change, undefined: Bools) -> Change:
    """With the draws in which the result itself is undefined: a conclusion does not hold in these."""
    return replace(found, undefined=int(undefined.sum()))


def _flips(before: Sequence[Choice], after: Sequence[Choice]) -> tuple[Flip, ...]:
    """Information sets of both games at which another option is best in the most draws."""
    known = {choice.place: choice for choice in after}
    found = []
    for choice in before:
        other = known.get(choice.place)
        if other is None or other.options != choice.options or other.first == choice.first:
            continue
        if min(choice.reach, other.reach) >= HARDLY:
            found.append(Flip(choice, other))
    return tuple(sorted(found, key=lambda flip: -flip.before.reach))


def first_rows(folder: Path, manifest: Manifest, reading: str, n_draws: int) -> pl.DataFrame:
    """The stored results of a run's first draws.

    Raises
    ------
    RunError
        S712 where a part is missing or damaged.
    """
    frames = []
    for part in range(-(-n_draws // PART)):
        path = part_path(folder, reading, part)
        rows = read_table(path)
        if rows is None or rows.height != min(PART, manifest.draws - part * PART):
            what = f"`{path}` is {'damaged' if path.exists() else 'missing'}."
            mend = f"Compute it again: `standoff run --resume {folder}`."
            raise RunError(Problem("S712", what, "Every part carries its own checksum.", mend))
        frames.append(rows)
    return pl.concat(frames).head(n_draws)
