"""What a benchmark is: a name, what it measures, a peer, and a function that runs both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Line:
    """One measured comparison.

    ours, peer : in `unit`, more is better; peer is None where there is nobody to compare with
    at_least : the ratio is a lower bound, because the peer did not finish within its limit
    """

    what: str
    unit: str
    ours: float
    peer: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the peer's rate ours is."""
        return self.ours / self.peer if self.peer else None


@dataclass(frozen=True)
class Benchmark:
    """An entry of the registry; `run` takes True for a short run and gives its lines."""

    name: str
    says: str
    peer: str
    run: Callable[[bool], list[Line]] = field(repr=False)


def as_text(benchmark: Benchmark, lines: list[Line]) -> str:
    """The lines of one benchmark as a table."""
    told = [f"{benchmark.name}: {benchmark.says} Peer: {benchmark.peer}."]
    for line in lines:
        said = f"  {line.what}: {line.ours:,.4g} {line.unit}"
        if line.peer is not None:
            said += f", peer {line.peer:,.4g}"
        if line.ratio is not None:
            said += f", ratio {'at least ' if line.at_least else ''}{line.ratio:,.3g}"
        told.append(said + (f" ({line.note})" if line.note else ""))
    return "\n".join(told)


def as_json(found: dict[str, list[Line]]) -> str:
    """All results as JSON, with the ratios."""
    rows = {name: [{**asdict(line), "ratio": line.ratio} for line in lines] for name, lines in found.items()}
    return json.dumps(rows, indent=1)
