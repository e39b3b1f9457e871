"""`standoff.share_burden`: who gives what alone, who fairly would, and whether that is stable."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from standoff.app.api.names import Where
from standoff.app.api.summit import table_text, ten

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from standoff.results.forecasts import BurdenShares
    from standoff.summit.incomes import IncomeTable

    Array = NDArray[np.float64]

HAIR = 1e-9  # of the total: a gain by leaving that is smaller is rounding


def share_burden(table: Where, taste: float) -> BurdenShares:
    """What each member would give alone (Olson and Zeckhauser), fair shares (Shapley), the core.

    Parameters
    ----------
    table : a CSV file with the columns member and income, and perhaps paid
    taste : for what is given in common, between 0 and 1

    Returns
    -------
    BurdenShares
        Member by member, in units of income.

    Raises
    ------
    SummitError
        S101 and S103 for the file, S69x for what stands in it, S689 for a taste out of range.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("incomes.csv").write_text("member,income\\na,10\\nb,6\\n", encoding="utf-8")
    >>> found = share_burden("incomes.csv", 0.5)
    >>> round(found.members[0].fair_share, 3), found.in_core["fair"]
    (0.588, True)
    """
    from standoff.results.forecasts import FORMAT, BurdenMember, BurdenShares
    from standoff.summit import contributions, fair_contributions, read_incomes
    from standoff.summit.shares import MOST_MEMBERS

    file = os.fspath(table)
    read = read_incomes(table_text(file), file)
    alone = contributions(read.income, taste)
    small = len(read.names) <= MOST_MEMBERS
    fair = fair_contributions(read.income, taste) if small else None
    paid = read.paid / read.paid.sum() if read.paid is not None and read.paid.sum() > 0 else None
    by_income = read.income / read.income.sum()
    efficient = ten(alone.efficient[0])
    shares = {"fair": fair.share[0] if fair else None, "income": by_income, "paid": paid}
    return BurdenShares(
        format=FORMAT,
        file=file,
        taste=taste,
        members=tuple(
            BurdenMember(
                name=name,
                income=float(read.income[i]),
                gives=ten(alone.contribution[0, i]),
                gives_share=ten(alone.share[0, i]),
                income_share=ten(by_income[i]),
                fair_share=None if fair is None else ten(fair.share[0, i]),
                paid_share=None if paid is None else ten(paid[i]),
            )
            for i, name in enumerate(read.names)
        ),
        total=ten(alone.total[0]),
        efficient=efficient,
        in_core={
            name: _in_core(read, taste, share, efficient)
            for name, share in shares.items()
            if small and share is not None
        },
    )


def _in_core(table: IncomeTable, taste: float, share: Array, total: float) -> bool:
    from standoff.summit import gain_by_leaving

    return bool(gain_by_leaving(table.income, taste, share).item() <= HAIR * total)
