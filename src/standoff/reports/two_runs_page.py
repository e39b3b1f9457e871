"""Two runs side by side as one self-contained HTML page, in the style of the report."""

from __future__ import annotations

from standoff.reports.page import environment
from standoff.reports.sections.two_runs import two_runs_part
from standoff.results.two_runs import TwoRuns


def two_runs_page(told: TwoRuns, question: str = "") -> str:
    """The page; the same two runs give the same bytes.

    question : of the later text
    """
    context = {"two": two_runs_part(told), "title": told.after.title, "question": question}
    return environment().get_template("two_runs_page.html").render(context).lstrip()
