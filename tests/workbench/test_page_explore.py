"""Exploring in the background and what is taken away, on the page and against the real server."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from page_steps import DRAWS, opened, turn
from playwright.sync_api import BrowserContext, expect
from served import serving


def test_findings_come_while_one_reads_and_an_archive_is_taken_away(
    window: BrowserContext, path: Path, tmp_path: Path
) -> None:
    with serving(path, *DRAWS) as address:
        page = opened(window, address)
        before = path.read_bytes()
        turn(page, "stake", 1)
        page.click("#tab-moves")
        page.get_by_role("radio", name="observed").check()
        page.locator('.move[data-name="leave"] button', has_text="stay").click()
        page.click("#tab-explore")
        for name in ("hinges", "robust", "voi"):
            page.locator(f'[name="kind"][value="{name}"]').uncheck()
        page.click("#explore")
        expect(page.locator("#far")).to_be_visible()
        expect(page.locator(".finding h3")).to_have_text("Where choices flip", timeout=90_000)
        expect(page.locator("#stop")).to_be_hidden(timeout=30_000)
        assert page.locator(".finding p").count() > 0
        expect(page.locator("#explored-of")).to_be_hidden()
        with page.expect_download(timeout=90_000) as taken:
            page.click("#take")
        file = tmp_path / "taken.zip"
        taken.value.save_as(file)
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            report = archive.read("report.html").decode("utf-8")
            tables = json.loads(archive.read("tables/index.json"))
        assert {"report.html", "brief.html", "figures/index.json"} <= set(names)
        assert any(name.endswith(".svg") for name in names)
        assert all(f"tables/{table['file']}" in names for table in tables["tables"])
        assert "As turned on the page" in report
        assert path.read_bytes() == before  # nothing of it is written into the text
        page.click("#undo")
        expect(page.locator("#explored-of")).to_contain_text("changed since")
        # stopped, it says so, and can begin again
        page.click("#explore")
        page.click("#stop")
        expect(page.locator("#found")).to_contain_text("Stopped.")
        expect(page.locator("#explore")).to_be_enabled()
