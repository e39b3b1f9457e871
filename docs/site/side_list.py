"""A small Sphinx extension: the list of pages at the side, made once instead of anew for each page.

The theme asks Sphinx for the whole tree of pages on every page, which copies every heading of every
page each time: more than half of the time of a build. Titles are all that is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

KEPT = "standoff_side_parts"
NAMES = "docs/api/names/"  # pages of single names: the room's page stands for them


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the site: its title and its pages, with those below each."""

    caption: str
    pages: tuple[tuple[str, tuple[str, ...]], ...]


def _parts(app: Sphinx) -> tuple[Part, ...]:
    from sphinx.addnodes import toctree

    first = app.env.get_doctree(app.config.root_doc)
    return tuple(
        Part(tree["caption"], tuple((page, tuple(app.env.toctree_includes.get(page, ()))) for page in pages))
        for tree in first.findall(toctree)
        if (pages := [str(page) for page in tree["includefiles"]])
    )


def side_list(
    parts: tuple[Part, ...], here: str, *, title: Callable[[str], str], link: Callable[[str], str]
) -> str:
    """The list as HTML, with the classes by which the theme marks where the reader is.

    Examples
    --------
    >>> part = Part("Learn", (("a", ()), ("b", ())))
    >>> "current-page" in side_list((part,), "b", title=str.upper, link=lambda page: page + ".html")
    True
    """

    def item(page: str, below: tuple[str, ...], level: int) -> str:
        marks = f"toctree-l{level}"
        marks += " current current-page" if page == here else " current" if here in below else ""
        inner = "".join(item(other, (), level + 1) for other in below)
        inner = f"<ul>{inner}</ul>" if inner else ""
        name = f'<a class="reference internal" href="{escape(link(page))}">{escape(title(page))}</a>'
        return f'<li class="{marks}">{name}{inner}</li>'

    return "".join(
        f'<p class="caption" role="heading"><span class="caption-text">{escape(part.caption)}</span></p>'
        f"<ul>{''.join(item(page, below, 1) for page, below in part.pages)}</ul>"
        for part in parts
    )


def _on_page(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: nodes.document | None
) -> None:
    parts: tuple[Part, ...] = getattr(app, KEPT, ()) or _parts(app)
    setattr(app, KEPT, parts)
    here = page
    if page.startswith(NAMES):
        room = page.removeprefix(NAMES).split(".")
        here = f"docs/api/{room[1] if len(room) > 2 else 'standoff'}"

    def toctree(**_: object) -> str:
        return side_list(
            parts,
            here,
            title=lambda other: str(app.env.titles[other].astext()),
            link=lambda other: str(app.builder.get_relative_uri(page, other)),
        )

    context["toctree"] = toctree


def setup(app: Sphinx) -> dict[str, bool]:
    """Before the theme, which listens at 500."""
    app.connect("html-page-context", _on_page, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
