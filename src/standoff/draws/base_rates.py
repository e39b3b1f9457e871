"""Base rates by name: how often something happened in a class of past cases, as a prior.

A rate comes with its count, its definition and its source, because the definition drives the answer.
`base_rate(deterrence_holds_nuclear)` stands for a distribution wherever the language takes one:
- k of n cases: Jeffreys' beta(k + 1/2, n - k + 1/2);
- k events in an exposure of n months or days: gamma(k + 1/2, rate=n), Jeffreys' for a Poisson rate.
A class without a case is empty and has no prior: that nobody has seen a thing is no information on
how often it happens. Cases are selected (`selected` says how): an observed rate is not the chance
that a given actor acts now.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from standoff.errors import Problem, ScenarioError, nearest
from standoff.expressions import separator_of

CALL = "base_rate"
HEADER = ("name", "quantity", "k", "n", "per", "selected", "source", "note")
NEEDED = ("name", "quantity", "k", "n")
UNITS = ("", "month", "day")
LISTED = "`standoff library --base-rates` lists them."


@dataclass(frozen=True, slots=True)
class BaseRate:
    """k of n cases, or k events in n months or days (`per`).

    quantity : the definition; one that starts with "..." narrows the class `within`
    selected : how the cases came to be counted

    Examples
    --------
    >>> rate = BaseRate("allies_fight", "ally fights | attacked", 14, 24, source="Huth's cases")
    >>> rate.prior
    'beta(14.5, 10.5)'
    >>> BaseRate("storms", "storms on record", 0, 22, per="month").prior
    'gamma(0.5, rate=22)'
    >>> rate.text()
    "ally fights | attacked: 14 of 24 (0.583). Prior beta(14.5, 10.5). Source: Huth's cases"
    """

    name: str
    quantity: str
    k: int
    n: int
    per: str = ""
    selected: str = ""
    source: str = ""
    note: str = ""
    within: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the class holds no case."""
        return self.n == 0

    @property
    def definition(self) -> str:
        """What was counted, with the class that it narrows."""
        return f"{self.within} ... {self.quantity}" if self.within else self.quantity

    @property
    def counted(self) -> str:
        """As "12 of 15 (0.800)" or "0 in 22 months"."""
        if self.is_empty:
            return "EMPTY, 0 of 0: no prior"
        if self.per:
            return f"{self.k:,} in {self.n:,} {self.per}s"
        return f"{self.k:,} of {self.n:,} ({self.k / self.n:.3f})"

    @property
    def prior(self) -> str:
        """Jeffreys' prior as the language writes it.

        Raises
        ------
        ScenarioError
            S656 for an empty class.
        """
        if self.is_empty:
            raise ScenarioError(
                Problem("S656", f"The class `{self.name}` is empty: 0 of 0 cases.",
                        "Expected a class with cases.", "Use a wider class, and say why it applies.")
            )  # fmt: skip
        if self.per:
            return f"gamma({self.k + 0.5:g}, rate={self.n:g})"
        return f"beta({self.k + 0.5:g}, {self.n - self.k + 0.5:g})"

    @property
    def cited(self) -> str:
        """Definition, count, note and source on one line: what stands under `source:` of a parameter."""
        parts = [f"{self.definition}: {self.counted}", self.note, self.source]
        return ". ".join(part for part in parts if part)

    def text(self) -> str:
        """Definition, count, prior, how the cases are selected, note and source on one line."""
        said = [
            f"{self.definition}: {self.counted}",
            "" if self.is_empty else f"Prior {self.prior}",
            self.note,
            f"Selected: {self.selected}" if self.selected else "",
            f"Source: {self.source}" if self.source else "",
        ]
        return ". ".join(part for part in said if part)


@functools.cache
def base_rates() -> Mapping[str, BaseRate]:
    """The base rates that come with Standoff, by name.

    Returns
    -------
    name -> BaseRate

    Examples
    --------
    >>> base_rates()["alliance_honoured_by_all"].prior
    'beta(73.5, 73.5)'
    """
    place = resources.files("standoff.draws") / "data" / "base_rates.csv"
    return read_base_rates(place.read_text(encoding="utf-8"), "base_rates.csv")


def read_base_rates(text: str, file: str) -> dict[str, BaseRate]:
    """Base rates from a table with the columns of `HEADER`; others are ignored.

    Parameters
    ----------
    text : the table's text
    file : its name, for messages

    Returns
    -------
    name -> BaseRate

    Raises
    ------
    ScenarioError
        S650 for a missing column, S651 for a row that is no rate, S652 for a name given twice.

    Examples
    --------
    >>> rates = read_base_rates("name,quantity,k,n\\npeace_holds,settlements that hold,3,4\\n", "mine.csv")
    >>> rates["peace_holds"].prior
    'beta(3.5, 1.5)'
    """
    lines = text.removeprefix("\ufeff").splitlines()
    rows = csv.DictReader(lines, delimiter=separator_of(lines[0] if lines else ""))
    header = list(rows.fieldnames or ())
    missing = [name for name in NEEDED if name not in header]
    if missing:
        what = f"{file} has no column `{missing[0]}`."
        raise ScenarioError(
            Problem("S650", what, f"Expected {', '.join(HEADER)}.", nearest(missing[0], header))
        )
    found: dict[str, BaseRate] = {}
    problems, subject = [], ""
    for row in rows:
        narrows = (row["quantity"] or "").startswith("...")
        subject = subject if narrows else row["quantity"] or ""
        problem = _row_problem(row, found, f"{file}:{rows.line_num}")
        if problem is not None:
            problems.append(problem)
            continue
        rate = _rate(row, subject if narrows else "")
        found[rate.name] = rate
    if problems:
        raise ScenarioError(problems)
    return found


def _rate(row: Mapping[str, str | None], within: str) -> BaseRate:
    said = {key: row.get(key) or "" for key in ("name", "per", "selected", "source", "note")}
    quantity = (row["quantity"] or "").removeprefix("...").strip()
    return BaseRate(quantity=quantity, k=int(row["k"] or 0), n=int(row["n"] or 0), within=within, **said)


def _row_problem(row: Mapping[str, str | None], found: Mapping[str, BaseRate], at: str) -> Problem | None:
    name, k, n, per = (row.get(key) or "" for key in ("name", "k", "n", "per"))
    if per not in UNITS:
        expected = "Expected `month`, `day`, or nothing for k of n cases."
        return Problem("S651", f"{at}: `per` is `{per}`.", expected, nearest(per, UNITS[1:]))
    if not (k.isdecimal() and n.isdecimal() and (per or int(k) <= int(n))):
        what, expected = f"{at}: k is `{k}` and n is `{n}`.", "Expected whole numbers with 0 <= k <= n."
        return Problem("S651", what, expected, "Count the cases again.")
    if name in found:
        what, fix = f"{at}: `{name}` stands twice.", "Remove or rename one."
        return Problem("S652", what, "Expected each name once.", fix)
    return None


def base_rate(name: str, rates: Mapping[str, BaseRate] | None = None) -> BaseRate:
    """The base rate of this name.

    Parameters
    ----------
    name : of the rate
    rates : where it is looked up; those that come with Standoff without it

    Returns
    -------
    BaseRate

    Raises
    ------
    ScenarioError
        S655 for an unknown one.

    Examples
    --------
    >>> base_rate("deterrence_holds_nuclear").counted
    '12 of 15 (0.800)'
    """
    known = base_rates() if rates is None else rates
    if name not in known:
        what, expected = f"There is no base rate `{name}`.", f"Expected one of {len(known)} names."
        fix = f"{nearest(name, list(known))} {LISTED}".strip()
        raise ScenarioError(Problem("S655", what, expected, fix))
    return known[name]


def named_in(text: str) -> BaseRate | None:
    """The base rate that a distribution's text calls by name, or None where it calls none.

    Parameters
    ----------
    text : what stands under `draw:`

    Returns
    -------
    BaseRate, or None

    Examples
    --------
    >>> named_in("base_rate(deterrence_holds)").k, named_in("beta(2, 3)")
    (34, None)
    """
    call, bracket, inside = text.strip().partition("(")
    if call.strip() != CALL or not bracket:
        return None
    return base_rates().get(inside.rpartition(")")[0].strip())
