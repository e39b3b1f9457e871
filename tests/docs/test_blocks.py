"""Every code block of the documentation and the README runs as printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from blocks import BlockParser, fences
from running import ROOT, run_console, run_pycon, run_python, run_sh, run_yaml
from sybil.document import Document

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if "design" not in path.parts),
]
EVALUATORS = {
    "python": run_python,
    "pycon": run_pycon,
    "yaml": run_yaml,
    "console": run_console,
    "sh": run_sh,
}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_blocks_of_a_page_run_as_printed(page: Path, tmp_path: Path) -> None:
    document = Document.parse(str(page), BlockParser(EVALUATORS))
    document.namespace["_folder"] = tmp_path
    for example in document.examples():
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_blocks_of_a_page_are_all_found(page: Path) -> None:
    from blocks import BLOCK

    assert len(BLOCK.findall(page.read_text(encoding="utf-8"))) == fences(page)
