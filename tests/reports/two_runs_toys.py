"""Differences of two runs made by hand, for what is said of them."""

from __future__ import annotations

from standoff.results.two_runs import OutcomeDifference


def told(
    before: float, after: float, *, error: float, share: bool = True, clear: bool = True
) -> OutcomeDifference:
    """An ending before and after, with the error of its difference."""
    apart = after - before
    return OutcomeDifference(
        reading="base",
        kind="ending",
        name="war",
        title="War",
        of="draws",
        share=share,
        before=before,
        after=after,
        difference=apart,
        error=error,
        low=apart - 1.96 * error,
        high=apart + 1.96 * error,
        clear=clear,
        few_draws=False,
        only="",
    )
