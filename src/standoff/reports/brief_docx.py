"""The brief as a DOCX file, for who has to edit it: the same words on one page of A4.

Written by python-docx (docs/how-to/take-a-report-away.md says why it), which is asked for nothing but
headings and paragraphs: text goes in as text, so that no claim can be a field or a link. The file holds
no date of its making: the same run gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

from standoff.errors import Problem, RunError
from standoff.letters import clean
from standoff.reports.brief import Brief

if TYPE_CHECKING:
    from docx.document import Document

FACE = "Arial"
EPOCH = dt.datetime(2000, 1, 1)
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that the format has
A4_MM, MARGIN_MM = (210, 297), 15


def brief_docx(brief: Brief) -> bytes:
    """The whole file.

    Raises
    ------
    RunError
        S758 where python-docx is not installed.
    """
    try:
        import docx
    except ImportError as error:
        what = f"A DOCX file was asked for, and `{error.name}` is not installed."
        mend = "Install the extra: `pip install 'standoff[docx]'`, or write NAME.html."
        raise RunError(Problem("S758", what, "python-docx writes it.", mend)) from error
    document = docx.Document()
    _page(document, brief.size)
    _properties(document, brief)
    _paragraph(document, brief.title, scale=1.6, bold=True, style="Heading 1")
    _paragraph(document, brief.question, scale=1.05)
    _paragraph(document, brief.meta, scale=0.85)
    for line in brief.alarm:
        _paragraph(document, line, bold=True)
    for row in brief.rows:
        _paragraph(document, row.heading, bold=True, before=0.35, style="Heading 2")
        for line in row.lines:
            _paragraph(document, line)
    _paragraph(document, brief.foot, scale=0.85, before=0.35)
    stream = io.BytesIO()
    document.save(stream)
    return _undated(stream.getvalue())


def _page(document: Document, size: float) -> None:
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(A4_MM[0]), Mm(A4_MM[1])
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(size)


def _properties(document: Document, brief: Brief) -> None:
    told = document.core_properties
    told.title, told.author, told.comments = clean(brief.title)[:250], "Standoff", ""
    told.created = told.modified = EPOCH
    told.last_modified_by = "Standoff"


def _paragraph(
    document: Document,
    text: str,
    *,
    scale: float = 1.0,
    bold: bool = False,
    before: float = 0.0,
    style: str = "Normal",
) -> None:
    """A paragraph; scale and space before it are of the letters of the page, in black whatever its style."""
    from docx.shared import Pt, RGBColor

    size = document.styles["Normal"].font.size.pt
    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(clean(text).replace("\n", " ").replace("\t", " "))
    run.bold, run.font.size = bold, Pt(round(2 * size * scale) / 2)
    run.font.name, run.font.color.rgb = FACE, RGBColor(0, 0, 0)
    paragraph.paragraph_format.space_before = Pt(size * before)
    paragraph.paragraph_format.space_after = Pt(size * 0.2)
    paragraph.paragraph_format.line_spacing = 1.1


def _undated(content: bytes) -> bytes:
    """The same archive with its files in order and without times."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stream.getvalue()
