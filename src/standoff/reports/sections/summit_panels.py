"""The histories of a summit as panels: after those of one panel the same body adopts the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from standoff.reports.text import histories
from standoff.reports.text.numbers import number, percent
from standoff.results.run.summits import SummitHistory, SummitSpread

LABEL = 60  # letters over a drawing; a longer description is a numbered case

Title = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Panel:
    """Histories of a summit after which the same body adopts the same; `label` fits over a drawing."""

    title: str
    label: str
    histories: tuple[SummitHistory, ...]

    @property
    def first(self) -> SummitHistory:
        return self.histories[0]


def summit_panels(told: Sequence[SummitHistory], title: Title) -> list[Panel]:
    """The histories by what is adopted, to the decimal that the page prints."""
    alike: dict[object, list[int]] = {}
    for i, one in enumerate(told):
        shares = tuple((percent(o.adopted, 1), percent(o.passes, 1)) for o in one.options)
        alike.setdefault((one.body.model_dump_json(), one.proposer, shares, spread(one.adopted)), []).append(
            i
        )
    groups = list(alike.values())
    names = histories.named([one.history for one in told], groups, title)
    labels = [name if len(name) <= LABEL else f"Case {i + 1}" for i, name in enumerate(names)]
    return [
        Panel(
            name if name == label else f"{label}: {name}",
            label,
            tuple(told[i] for i in group),
        )
        for name, label, group in zip(names, labels, groups, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Stand:
    """In which share of the draws a member stands against the step that fails, over a panel's histories."""

    title: str
    blocks: tuple[float, float]
    alone: tuple[float, float]


def stands(panel: Panel) -> list[Stand]:
    """The members who ever block, those who do most first."""
    found = []
    for same in zip(*(one.members for one in panel.histories), strict=True):
        blocks, alone = [m.blocks for m in same], [m.alone for m in same]
        found.append(Stand(same[0].title, (min(blocks), max(blocks)), (min(alone), max(alone))))
    return sorted((s for s in found if s.blocks[1] > 0), key=lambda s: (-s.blocks[1], s.title))


def spread(found: SummitSpread) -> str:
    """Median, and the 5 to 95 % range."""
    return f"{number(found.q50)} ({number(found.q05)} to {number(found.q95)})"


def rounded(value: float) -> float:
    """As a drawing needs it."""
    return round(value, 6)
