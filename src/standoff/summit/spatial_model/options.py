"""The modelling options of the spatial model of politics: which law, which risk, which bargain.

They matter more than the data: no single set of them is a forecast. `ktab` gives them under the
names that the KTAB program uses, and `numbered` as the record that the kernels read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from standoff.errors import Problem
from standoff.summit.elections import METHODS, VICTORY, VOTING, Method, Victory, Voting, choose
from standoff.summit.records import SummitError
from standoff.summit.spatial_model.layout import Rules

Commitment = Literal["none", "semi", "full"]
RiskRange = Literal["min", "mid", "max"]
RiskView = Literal["none", "third", "half", "two_thirds", "full"]
Interpolation = Literal["s1p1", "s2p2", "s2pmax"]
Bargain = Literal["initiator", "both", "weighted"]
Bugs = Literal["none", "ktab"]

COMMITMENT: tuple[str, ...] = get_args(Commitment)
RISK_RANGE: tuple[str, ...] = get_args(RiskRange)
RISK_VIEW: tuple[str, ...] = get_args(RiskView)
INTERPOLATION: tuple[str, ...] = get_args(Interpolation)
BARGAIN: tuple[str, ...] = get_args(Bargain)
BUGS: tuple[str, ...] = get_args(Bugs)
SHARED = (0.0, 1.0 / 3.0, 0.5, 2.0 / 3.0, 1.0)  # weight of the other's own risk, by RISK_VIEW

CHOICES: dict[str, tuple[str, ...]] = {
    "victory": VICTORY,
    "voting": VOTING,
    "election": METHODS,
    "commitment": COMMITMENT,
    "risk_range": RISK_RANGE,
    "risk_view": RISK_VIEW,
    "interpolation": INTERPOLATION,
    "bargain": BARGAIN,
    "bugs": BUGS,
}

KTAB_NAMES: dict[str, tuple[str, dict[str, str]]] = {
    "vpm": (
        "victory",
        {
            "Linear": "linear",
            "Square": "square",
            "Quartic": "quartic",
            "Octic": "octic",
            "Binary": "threshold",
        },
    ),
    "vr": (
        "voting",
        {
            "Binary": "binary",
            "PropBin": "mostly_proportional",
            "Prop": "proportional",
            "PropCbc": "half_cubic",
            "Cubic": "cubic",
            "ASymProsp": "asymmetric",
        },
    ),
    "pcem": (
        "election",
        {
            "Conditional": "conditional",
            "MarkovIncentive": "markov_incentive",
            "MarkovUniform": "markov_uniform",
        },
    ),
    "tpc": ("commitment", {"NoCommit": "none", "SemiCommit": "semi", "FullCommit": "full"}),
    "rng": ("risk_range", {"Min": "min", "Mid": "mid", "Max": "max"}),
    "adj": (
        "risk_view",
        {"None": "none", "OneThird": "third", "Half": "half", "TwoThirds": "two_thirds", "Full": "full"},
    ),
    "ivb": ("interpolation", {"S1P1": "s1p1", "S2P2": "s2p2", "S2PMax": "s2pmax"}),
    "bm": ("bargain", {"InitOnlyInterp": "initiator", "InitRcvrInterp": "both", "PWCompInterp": "weighted"}),
}


@dataclass(frozen=True)
class SpatialOptions:
    """One way to set up the spatial model; the defaults are KTAB's, without its defects.

    Attributes
    ----------
    voting, victory, election
        How votes follow from differences, chances from strengths, and probabilities from chances.
    commitment
        What a third party stakes on the side that it joins.
    risk_range, risk_view
        How risk follows from the election, and how far a member sees the others' risk as theirs.
    interpolation, bargain
        Where a bargain lies between two positions, and from whose point of view.
    bugs
        `none`: corrected, independent of the order of members and the scale of capabilities.
        `ktab`: as the program does it, with its defects.
    most_turns, stop_share
        It stops when a turn moves less than this share of what the first one moved.
    """

    voting: Voting = "proportional"
    victory: Victory = "linear"
    election: Method = "conditional"
    commitment: Commitment = "semi"
    risk_range: RiskRange = "mid"
    risk_view: RiskView = "third"
    interpolation: Interpolation = "s2p2"
    bargain: Bargain = "initiator"
    bugs: Bugs = "none"
    most_turns: int = 100
    stop_share: float = 0.02

    def __post_init__(self) -> None:
        for name, known in CHOICES.items():
            choose(getattr(self, name), known, f"choice for `{name}`")
        if not 1 <= self.most_turns <= 10_000 or not 0 <= self.stop_share < 1:
            told = f"most_turns is {self.most_turns} and stop_share {self.stop_share:g}."
            raise SummitError(
                Problem("S666", told, "Expected 1 to 10000 turns and a share from 0 to below 1.")
            )
        if self.bugs == "ktab" and self.risk_view == "full":
            told = "`risk_view` is `full` under `bugs` = `ktab`: the program refuses this on all of its data."
            raise SummitError(Problem("S666", told, fix="Use the corrected form, or another view of risk."))

    @property
    def label(self) -> str:
        """What differs from the defaults, `voting=cubic, bargain=both`, or `default`."""
        usual = SpatialOptions()
        told = [f"{f.name}={getattr(self, f.name)}" for f in fields(self) if self._differs(f.name, usual)]
        return ", ".join(told) or "default"

    def _differs(self, name: str, usual: SpatialOptions) -> bool:
        return bool(getattr(self, name) != getattr(usual, name))

    def numbered(self) -> Rules:
        """The choices as the kernels read them: places in their lists."""
        return Rules(
            voting=VOTING.index(self.voting),
            victory=VICTORY.index(self.victory),
            election=METHODS.index(self.election),
            commitment=COMMITMENT.index(self.commitment),
            risk_range=RISK_RANGE.index(self.risk_range),
            interpolation=INTERPOLATION.index(self.interpolation),
            bargain=BARGAIN.index(self.bargain),
            ktab=self.bugs == "ktab",
            share=SHARED[RISK_VIEW.index(self.risk_view)],
            most_turns=self.most_turns,
            stop_share=float(self.stop_share),
        )


def ktab(parameters: Mapping[str, str], *, bugs: Bugs = "ktab") -> SpatialOptions:
    """Options from KTAB's own names (`{"vpm": "Square", "tpc": "NoCommit"}`).

    Parameters
    ----------
    parameters : mapping of str to str
        KTAB's names and values.
    bugs : str
        `ktab` repeats the defects of that program, `none` does not.

    Returns
    -------
    SpatialOptions

    Raises
    ------
    SummitError
        S665 for a name or value that KTAB does not have.

    Examples
    --------
    >>> ktab({"vpm": "Square"}).label
    'victory=square, bugs=ktab'
    """
    chosen: dict[str, str] = {"bugs": bugs}
    for key, value in parameters.items():
        choose(key, tuple(KTAB_NAMES), "parameter of KTAB")
        name, known = KTAB_NAMES[key]
        chosen[name] = known[choose(value, tuple(known), f"value of KTAB's `{key}`")]
    return SpatialOptions(**chosen)  # type: ignore[arg-type]


def one_at_a_time(centre: SpatialOptions | None = None) -> tuple[SpatialOptions, ...]:
    """The centre, and every set of options that differs from it in one choice; `bugs` stays as it is.

    Parameters
    ----------
    centre : SpatialOptions, optional
        The default ones without it.

    Returns
    -------
    tuple of SpatialOptions, the centre first

    Examples
    --------
    >>> found = one_at_a_time()
    >>> found[0] == SpatialOptions(), len(found)
    (True, 24)
    """
    start = centre or SpatialOptions()
    return (start, *(other for name in _varied() for other in _others(start, name)))


def _varied() -> Iterator[str]:
    return (name for name in CHOICES if name != "bugs")


def _others(start: SpatialOptions, name: str) -> Iterator[SpatialOptions]:
    for value in CHOICES[name]:
        refused = start.bugs == "ktab" and name == "risk_view" and value == "full"
        if value != getattr(start, name) and not refused:
            yield replace(start, **{name: value})  # type: ignore[arg-type]
