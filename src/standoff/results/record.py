"""What all records of a run's files share (docs/design/004, 017).

Frozen. Unknown keys are ignored, so that a newer run can still be read; what is missing or of the
wrong type is a problem that names the file. Every string is cleaned on the way in: control characters
and direction overrides, which could hide or reorder text on the page, become the replacement sign.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

UNSHOWABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """The text with every character that cannot be shown honestly replaced by U+FFFD."""
    return UNSHOWABLE.sub("\ufffd", text)


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
