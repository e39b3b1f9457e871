"""A drawing library that dies, fails or answers wrongly takes a figure with it, never the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.errors import RunError
from standoff.reports.figures.altair_svg import MARK, drawn_together, svg
from standoff.reports.figures.renderer import Asked, drawn, drawn_alone

DIES = """
import os
def vegalite_to_svg(drawing):
    if drawing.get("dies"):
        os.abort()
    if drawing.get("fails"):
        raise ValueError("no such mark")
    return '<svg class="marks" width="1"><g id="a"></g></svg>'
"""


class Chart:
    """What `svg` needs of a chart."""

    def __init__(self, **spec: object) -> None:
        self.spec = spec

    def to_dict(self) -> dict[str, object]:
        return dict(self.spec)


@pytest.fixture
def dying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library of the same name that dies where it is told to."""
    (tmp_path / "vl_convert.py").write_text(DIES, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("dying")
def test_death_of_the_renderer_leaves_out_the_figure_alone() -> None:
    specs: list[dict[str, object]] = [{"n": 1}, {"dies": True}, {"n": 2}, {"fails": True}, {"n": 3}]
    found = drawn([Asked("vegalite_to_svg", spec) for spec in specs])
    assert [made is not None for made in found] == [True, False, True, False, True]


@pytest.mark.usefixtures("dying")
def test_renderer_that_always_dies_is_given_up() -> None:
    assert drawn([Asked("vegalite_to_svg", {"dies": True})] * 9) == [None] * 9
    with pytest.raises(RunError, match="S754"):
        drawn_alone(Asked("vegalite_to_svg", {"dies": True}))


@pytest.mark.usefixtures("dying")
def test_page_without_a_figure_says_so_where_it_belongs() -> None:
    def page() -> str:
        first = svg("a", "First", Chart(n=1))  # type: ignore[arg-type]
        second = svg("b", "Second & last", Chart(dies=True))  # type: ignore[arg-type]
        return f"<h1>One</h1>{first}<h1>Two</h1>{second}<p>end</p>"

    text = drawn_together(page)
    assert MARK not in text
    assert '<h1>One</h1><svg class="chart" role="img" width="1"><title>First</title><g id="a-a">' in text
    assert "<h1>Two</h1><p" in text
    assert "“Second &amp; last” could not be drawn" in text
    assert text.endswith("<p>end</p>")
