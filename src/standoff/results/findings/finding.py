"""What all findings share: the head that ties a file to its run, values, and facts of parameters."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import SerializerFunctionWrapHandler, model_serializer

from standoff.results.base_record import Option, Record, Text

Value = float | Text  # of a parameter: a number, or an ISO date


class Head(Record):
    """Which run a finding is of: it is stale where any of it differs.

    given, observed : option of each move that was given or observed in the run
    under : the run's readings, in their order
    """

    format: int = 0
    kind: Text = ""
    hash: Text = ""
    seed: int = 0
    draws: int = 0
    given: dict[Text, Option] = {}
    observed: dict[Text, Option] = {}
    under: tuple[Text, ...] = ()


class Finding(Head):
    """A kind of finding. One that was just worked out has no head yet: it gets one when it is written.

    Only fields that were set are written: what a kind leaves out where it does not apply is no key of
    the file.

    Examples
    --------
    >>> class Told(Finding):
    ...     KIND = "told"
    ...     draws_read: int
    ...     refused: str = ""
    >>> Told(draws_read=20).content()
    {'draws_read': 20}
    """

    KIND: ClassVar[str] = ""

    def content(self) -> dict[str, Any]:
        """The keys and values of its file, as far as they are known, under the names of the file."""
        return self.model_dump(by_alias=True, exclude_unset=True)


class Sparse(Record):
    """A part of a finding of which a key is left out where it does not apply, in place of null."""

    @model_serializer(mode="wrap")
    def _without_nulls(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in write(self).items() if value is not None}


class Counted(Record):
    """How many draws a figure is of: used, unsolved and left out, and those in which it is undefined."""

    n_used: int
    n_failed: int = 0
    undefined: int = 0


class ParameterFacts(Record):
    """What a parameter is and rests on: `because` names the claims."""

    title: Text = ""
    unit: Text = ""
    set_by: Text = "assumed"
    because: tuple[Text, ...] = ()
    unverified: bool = False


UNKNOWN = ParameterFacts()
