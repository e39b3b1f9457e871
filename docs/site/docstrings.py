"""A small Sphinx extension: our docstrings as napoleon reads them.

Our lists stand as `name : what it is`, further lines indented. NumPy's own style has the type after
the colon. Since our types stand in the signature, each entry is rewritten to a name with its text
below, in sections and in free paragraphs alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ENTRY = re.compile(r"^(?P<names>[*a-z_]\w*(?:, [*a-z_]\w*)*)(?: and \w+)? : (?P<text>\S.*)$")
RULE = re.compile(r"^-{3,}$")
LISTS = ("Parameters", "Attributes")


def rewrite(lines: list[str]) -> list[str]:
    """The lines of a docstring with every `name : text` as a name and an indented text.

    Examples
    --------
    >>> rewrite(["draw : which draw", "    of it"])
    ['draw', '    which draw', '    of it', '']
    """
    return list(_rewritten(lines))


def _rewritten(lines: list[str]) -> Iterator[str]:
    section, within = "", False
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if RULE.match(below.strip()) and line and not line.startswith(" "):
            section = line.strip()
        # `bounds : float64[draw]` with an indented text is NumPy's own way: a type, then the text.
        entry = ENTRY.match(line) if section in ("", *LISTS) else None
        if entry is None:
            if within and line and not line.startswith(" "):
                within = False
            yield line
            if within and line.startswith(" ") and section == "" and not below.startswith(" "):
                yield ""
            continue
        if section == "" and not within and number and lines[number - 1]:
            yield ""
        within = True
        yield entry["names"]
        follows = below.startswith(" ") and below.strip()[:1].isupper()  # a type, then a sentence
        yield f"    {entry['text']}{'.' if follows else ''}"
        if section == "" and not below.startswith(" "):
            yield ""


def _on_docstring(*given: Any) -> None:
    lines: list[str] = given[-1]
    lines[:] = rewrite(lines)


def setup(app: Sphinx) -> dict[str, bool]:
    """Before napoleon, which listens at 500."""
    app.connect("autodoc-process-docstring", _on_docstring, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
