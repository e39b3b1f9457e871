"""What `standoff summit --burden` prints for people: a row a member, then what it adds up to."""

from __future__ import annotations

from standoff.results.forecasts import BurdenMember, BurdenShares

NAMES = {"fair": "fair shares (Shapley)", "income": "shares by income", "paid": "shares as paid"}


def burden_text(found: BurdenShares) -> str:
    """The answer as text."""
    width = max(6, *(len(row.name) for row in found.members))
    lines = [f"{found.file}: burden sharing, taste {found.taste:g}", ""]
    lines.append(f"{'member':<{width}}  {'income':>12}  {'gives alone':>12}  {'share':>7}  {'of income':>9}  "
                 f"{'fair':>7}  {'paid':>7}".rstrip())  # fmt: skip
    lines += [_row(row, width) for row in found.members]
    part = 100 * found.total / found.efficient
    lines += ["", f"Given alone: {found.total:.6g}, {part:.0f} % of the efficient {found.efficient:.6g}."]
    for name, stable in found.in_core.items():
        said = (
            "are stable (in the core): no coalition does" if stable else "are not stable: some coalition does"
        )
        lines.append(f"The {NAMES[name]} {said} better by leaving.")
    if not found.in_core:
        lines.append("Fair shares are counted exactly for up to 16 members.")
    return "\n".join(lines)


def _row(row: BurdenMember, width: int) -> str:
    shares = "  ".join(
        f"{'-' if share is None else format(100 * share, '.1f') + ' %':>{n}}"
        for share, n in (
            (row.gives_share, 7),
            (row.income_share, 9),
            (row.fair_share, 7),
            (row.paid_share, 7),
        )
    )
    return f"{row.name:<{width}}  {row.income:>12g}  {row.gives:>12.4g}  {shares}"
