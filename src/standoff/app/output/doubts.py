"""What `standoff run` says of a scenario's doubts before it draws: errors end it, warnings are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff import scenario as language
from standoff.app.output.printing import tell

if TYPE_CHECKING:
    from standoff.scenario import Review

NAMED = 8  # warnings that are written out; `standoff check` has them all, with their lines


def tell_warnings(found: Review, scenario: str) -> None:
    """Raise the errors of a review, or name its warnings on stderr, a line each.

    Raises
    ------
    ScenarioError
        S321, S433 to S459.
    """
    language.refuse(found)
    for warning in found.warnings[:NAMED]:
        tell(f"warning: {warning.text().partition(chr(10))[0]}")
    left = len(found.warnings) - NAMED
    if left > 0:
        tell(f"warning: {left} more; `standoff check {scenario}` names them all.")
