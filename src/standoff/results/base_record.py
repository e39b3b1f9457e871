"""What all records of a run's files share (docs/design/004, 017).

Frozen. Unknown keys are ignored, so that a newer run can still be read; what is missing or of the
wrong type is a problem that names the file. Every string is cleaned on the way in: what steers,
hides or reorders text on the page becomes the replacement sign (`standoff.letters`).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from standoff.letters import clean


def _as_text(value: object) -> object:
    """An option of a grid is a number: it is shown as one."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else value


Text = Annotated[str, AfterValidator(clean)]
Option = Annotated[str, BeforeValidator(_as_text), AfterValidator(clean)]


class Record(BaseModel):
    """A part of a file of results."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)
