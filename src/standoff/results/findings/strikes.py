"""`findings/strikes.json`: what every result becomes if a claim or an assumption is struck out."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from standoff.results.base_record import Option, Record, Text
from standoff.results.findings.finding import Finding

CLAIM, ASSUMPTION = "claim", "assumption"


class KeptItem(Record):
    """Something that names what is struck and stays: why, and the claims that it rests on besides."""

    kind: Text
    name: Text
    why: Text
    others: tuple[Text, ...]


class StruckTarget(Record):
    """What was struck.

    kind : claim, assumption, document, claimant, type, unverified, restated, together or set
    effect : place in the reading's effects; null where nothing falls
    reasons : where nothing changes, why: no_prior, other_claims, saturated, no_effect; `why` says it
    conclusions : those that were drawn from it alone
    """

    kind: Text
    name: Text
    claims: tuple[Text, ...]
    effect: int | None
    kept: tuple[KeptItem, ...]
    conclusions: tuple[Text, ...]
    why: Text
    reasons: tuple[Text, ...] = ()

    @property
    def carries(self) -> bool:
        """Whether an answer changes without it."""
        return self.effect is not None and not self.reasons

    @property
    def single(self) -> bool:
        """Whether it is one claim or one assumption."""
        return self.kind in (CLAIM, ASSUMPTION)


class FallenNumber(Record):
    """A number that falls back; `stated` says whether to a stated prior."""

    model_config = ConfigDict(populate_by_name=True)

    name: Text
    title: Text
    before: Text = Field(validation_alias="from", serialization_alias="from")
    to: Text
    stated: bool


class Fallen(Record):
    """What falls: numbers, moves switched off, terms (actor, term), beliefs (move, actor)."""

    moves: tuple[Text, ...]
    terms: tuple[tuple[Text, Text], ...]
    beliefs: tuple[tuple[Text, Text], ...]


class StruckChange(Record):
    """A result before and after, over the same draws; null where it is defined in none.

    error : Monte Carlo error of the difference; clear : whether the difference is told from 0
    undefined : draws in which it is undefined after
    """

    before: float | None
    after: float | None
    difference: float | None
    error: float | None
    clear: bool
    undefined: int


class BestOption(Record):
    """The option that is best in most draws, and their share."""

    option: Option
    share: float


class BestOptionFlip(Record):
    """An information set at which another option becomes the best."""

    actor: Text
    move: Text
    knows: dict[Text, Option]
    reach: float
    before: BestOption
    after: BestOption


class StrikeEffect(Fallen):
    """One different effect.

    method : `solved again` or `reweighted`; effective_draws : null where it was solved again
    used : draws solved on both sides, of `draws`; refused : why there is no answer, or ""
    """

    numbers: tuple[FallenNumber, ...]
    kept: tuple[KeptItem, ...]
    refused: Text
    method: Text
    effective_draws: float | None
    trusted: bool
    draws: int
    used: int
    failed_before: int
    failed_after: int
    outcomes: dict[Text, StruckChange]
    flips: tuple[BestOptionFlip, ...]


class PairSurplus(Record):
    """Effect of both strikes, the sum of the two apart, their difference and its Monte Carlo error."""

    both: float
    apart: float
    difference: float
    error: float


class StruckPair(Record):
    """Two effects, and the results on which both together are not the sum of the two apart."""

    effects: tuple[int, int]
    outcomes: dict[Text, PairSurplus]


class CarrierClaim(Record):
    name: Text
    says: Text
    claimant: Text
    hedge: Text | None
    status: Text
    unverified: bool


class HeadlineCarrier(Fallen, StruckChange):
    """Claims or assumptions that move a headline, with the change of it if they are struck."""

    parameters: tuple[FallenNumber, ...]
    claims: tuple[CarrierClaim, ...]
    assumed: bool


class ReadingStrikes(Record):
    """All strikes of one reading.

    outcomes : titles of the main results; ranked : for each the effects that are clear, largest first
    carriers : for each headline what moves it most
    """

    outcomes: dict[Text, Text]
    targets: tuple[StruckTarget, ...]
    effects: tuple[StrikeEffect, ...]
    ranked: dict[Text, tuple[int, ...]]
    pairs: tuple[StruckPair, ...]
    carriers: dict[Text, tuple[HeadlineCarrier, ...]]

    def by_effect(self) -> dict[int, list[StruckTarget]]:
        """The targets that share each effect."""
        found: dict[int, list[StruckTarget]] = {}
        for target in self.targets:
            if target.effect is not None:
                found.setdefault(target.effect, []).append(target)
        return found


class Strikes(Finding):
    """Everything that was struck, reading by reading; draws are of the run, from its first on."""

    KIND = "strikes"

    struck_draws: int
    method: Text
    paired_draws: int
    readings: dict[Text, ReadingStrikes]
