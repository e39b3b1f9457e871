"""What `standoff summit --burden` finds out: who gives what alone, and who fairly would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standoff.summit.incomes import IncomeTable

Json = dict[str, Any]
HAIR = 1e-9  # of the total: a gain by leaving that is smaller is rounding


def burden(table: IncomeTable, taste: float, file: str) -> Json:
    """Everything that is asked about a burden, ready for JSON.

    Raises
    ------
    SummitError
        S689 for a taste out of range.
    """
    from standoff.summit import contributions, fair_contributions
    from standoff.summit.shares import MOST_MEMBERS

    alone = contributions(table.income, taste)
    small = len(table.names) <= MOST_MEMBERS
    fair = fair_contributions(table.income, taste) if small else None
    paid = table.paid / table.paid.sum() if table.paid is not None and table.paid.sum() > 0 else None
    rows: list[Json] = [
        {
            "name": name,
            "income": float(table.income[i]),
            "gives": _ten(alone.contribution[0, i]),
            "gives_share": _ten(alone.share[0, i]),
            "income_share": _ten(table.income[i] / table.income.sum()),
            "fair_share": None if fair is None else _ten(fair.share[0, i]),
            "paid_share": None if paid is None else _ten(paid[i]),
        }
        for i, name in enumerate(table.names)
    ]
    told: Json = {"format": 1, "file": file, "taste": taste, "members": rows}
    told |= {"total": _ten(alone.total[0]), "efficient": _ten(alone.efficient[0])}
    shares = {
        "fair": fair.share[0] if fair else None,
        "income": table.income / table.income.sum(),
        "paid": paid,
    }
    told["in_core"] = {
        name: _in_core(table, taste, share, _ten(alone.efficient[0]))
        for name, share in shares.items()
        if small and share is not None
    }
    return told


def _in_core(table: IncomeTable, taste: float, share: Any, total: float) -> bool:
    from standoff.summit import gain_by_leaving

    return bool(gain_by_leaving(table.income, taste, share).item() <= HAIR * total)


def _ten(number: float) -> float:
    """Ten significant digits: the same on every machine."""
    return float(f"{number:.10g}")


def as_text(told: Json) -> str:
    """The answer for people: a row a member, then what it adds up to."""
    rows, width = told["members"], max(6, *(len(row["name"]) for row in told["members"]))
    lines = [f"{told['file']}: burden sharing, taste {told['taste']:g}", ""]
    lines.append(f"{'member':<{width}}  {'income':>12}  {'gives alone':>12}  {'share':>7}  {'of income':>9}  "
                 f"{'fair':>7}  {'paid':>7}".rstrip())  # fmt: skip
    for row in rows:
        shares = "  ".join(
            f"{'-' if row[key] is None else format(100 * row[key], '.1f') + ' %':>{n}}"
            for key, n in (("gives_share", 7), ("income_share", 9), ("fair_share", 7), ("paid_share", 7))
        )
        lines.append(f"{row['name']:<{width}}  {row['income']:>12g}  {row['gives']:>12.4g}  {shares}")
    part = 100 * told["total"] / told["efficient"]
    lines += ["", f"Given alone: {told['total']:.6g}, {part:.0f} % of the efficient {told['efficient']:.6g}."]
    names = {"fair": "fair shares (Shapley)", "income": "shares by income", "paid": "shares as paid"}
    for name, stable in told["in_core"].items():
        said = (
            "are stable (in the core): no coalition does" if stable else "are not stable: some coalition does"
        )
        lines.append(f"The {names[name]} {said} better by leaving.")
    if not told["in_core"]:
        lines.append("Fair shares are counted exactly for up to 16 members.")
    return "\n".join(lines)
