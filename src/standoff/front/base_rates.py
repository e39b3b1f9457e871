"""Base rates by name: how often something happened in a class of past cases, as a prior.

A rate comes with k of n, its definition and its source, because the definition drives the answer.
The prior is Jeffreys' beta(k + 1/2, n - k + 1/2). A class without a case is empty and has no prior:
that nobody has seen a thing is no information on how often it happens.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from standoff.errors import Problem, nearest
from standoff.front.running import FrontError

HEADER = ("quantity", "k", "n", "source", "note")


@dataclass(frozen=True, slots=True)
class BaseRate:
    """k of n cases. `within` is the class that a definition starting with "..." narrows.

    Examples
    --------
    >>> rate = BaseRate("defender fights | attacked", 14, 24, "Huth's cases", "58 cases 1885-1984")
    >>> rate.prior
    'beta(14.5, 10.5)'
    >>> rate.text()
    "defender fights | attacked: 14 of 24 (0.583), prior beta(14.5, 10.5). 58 cases 1885-1984. Source: ..."
    """

    name: str
    k: int
    n: int
    source: str = ""
    note: str = ""
    within: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the class holds no case."""
        return self.n == 0

    @property
    def prior(self) -> str:
        """Jeffreys' beta as the language writes it.

        Raises
        ------
        FrontError
            S656 for an empty class.
        """
        if self.is_empty:
            raise FrontError(
                Problem("S656", f"The class `{self.name}` is empty: 0 of 0 cases.",
                        "Expected a class with cases.", "Use a wider class, and say why it applies.")
            )  # fmt: skip
        return f"beta({self.k + 0.5:g}, {self.n - self.k + 0.5:g})"

    def text(self) -> str:
        """Definition, k of n, prior, note and source on one line."""
        counted = "EMPTY, 0 of 0: no prior" if self.is_empty else ""
        counted = counted or f"{self.k} of {self.n} ({self.k / self.n:.3f}), prior {self.prior}"
        name = f"{self.within} ... {self.name}" if self.within else self.name
        said = [f"{name}: {counted}", self.note, f"Source: {self.source}" if self.source else ""]
        return ". ".join(part for part in said if part)


def base_rates() -> dict[str, BaseRate]:
    """The base rates that come with Standoff, by name (the definition as it is written).

    Examples
    --------
    >>> rates = base_rates()
    >>> rates["alliance honoured (every member) | invoked by war, all 1816-2003"].prior
    'beta(73.5, 73.5)'
    """
    place = resources.files("standoff.front") / "data" / "base_rates.csv"
    return read_base_rates(place.read_text(encoding="utf-8"), "base_rates.csv")


def read_base_rates(text: str, file: str) -> dict[str, BaseRate]:
    """Base rates from a table with the columns quantity, k, n, source and note; others are ignored.

    Raises
    ------
    FrontError
        S650 for a missing column, S651 for a row that is no rate, S652 for a definition given twice.
    """
    rows = csv.DictReader(text.splitlines())
    missing = [name for name in HEADER[:3] if name not in (rows.fieldnames or ())]
    if missing:
        raise FrontError(
            Problem("S650", f"{file} has no column `{missing[0]}`.", f"Expected {', '.join(HEADER)}.",
                    nearest(missing[0], list(rows.fieldnames or ())))
        )  # fmt: skip
    found: dict[str, BaseRate] = {}
    problems = []
    subject = ""
    for row in rows:
        problem = _row_problem(row, file, rows.line_num)
        written = row["quantity"] or ""
        narrows = written.startswith("...")
        subject = subject if narrows else written
        name = written.removeprefix("...").strip()
        if problem is None and name in found:
            problem = Problem("S652", f"{file}:{rows.line_num}: `{name}` stands twice.",
                              "Expected each definition once.", "Remove or rename one.")  # fmt: skip
        if problem is None:
            k, n, within = int(row["k"]), int(row["n"]), subject if narrows else ""
            found[name] = BaseRate(name, k, n, row.get("source") or "", row.get("note") or "", within)
        else:
            problems.append(problem)
    if problems:
        raise FrontError(problems)
    return found


def _row_problem(row: Mapping[str, str | None], file: str, line: int) -> Problem | None:
    k, n = row["k"] or "", row["n"] or ""
    if k.isdecimal() and n.isdecimal() and int(k) <= int(n):
        return None
    return Problem("S651", f"{file}:{line}: k is `{k}` and n is `{n}`.",
                   "Expected whole numbers with 0 <= k <= n.", "Count the cases again.")  # fmt: skip


def base_rate(name: str, rates: Mapping[str, BaseRate] | None = None) -> BaseRate:
    """The base rate of this definition.

    Raises
    ------
    FrontError
        S655 for an unknown one.

    Examples
    --------
    >>> base_rate("extended deterrence holds | nuclear-armed defender").n
    15
    """
    known = base_rates() if rates is None else rates
    if name not in known:
        raise FrontError(
            Problem("S655", f"There is no base rate `{name}`.", f"Expected one of {len(known)} definitions.",
                    nearest(name, list(known)) or "`standoff fit front --base-rates` lists them.")
        )  # fmt: skip
    return known[name]
