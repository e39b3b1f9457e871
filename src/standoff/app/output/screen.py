"""Tables and bars on the terminal: a console whose every piece of text is fit to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from standoff.letters import shown_lines


class Screen(Console):
    """A console that writes out what steers or hides in the texts of others (`standoff.letters`).

    Its own colours and bars are control segments and styles, which pass.

    Examples
    --------
    >>> import io
    >>> told = io.StringIO()
    >>> Screen(file=told, width=40).print("war\\x1b[2J")
    >>> told.getvalue()
    'war\\\\x1b[2J\\n'
    """

    def __init__(
        self,
        *,
        stderr: bool = False,
        soft_wrap: bool = False,
        file: IO[str] | None = None,
        width: int | None = None,
    ) -> None:
        super().__init__(stderr=stderr, soft_wrap=soft_wrap, file=file, width=width, highlight=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The pieces of what is printed, their texts shown."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else Segment(shown_lines(piece.text), piece.style)
