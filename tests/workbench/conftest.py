"""A browser's window and a served scenario for the tests of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_steps import DRAWS, opened, refined
from playwright.sync_api import Browser, BrowserContext, Page
from served import serving
from session_toys import barrier


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser's window of 1280 pixels that complains of requests to anywhere else."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()
    own = ("http://127.0.0.1:", "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


@pytest.fixture(scope="module")
def shown_once(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One server and one page for the tests that write nothing: a server takes seconds to begin."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    with serving(barrier(tmp_path_factory.mktemp("shown")), *DRAWS) as address:
        yield opened(context, address)
        context.close()


@pytest.fixture
def plain(shown_once: Page) -> Page:
    """The page as it opens."""
    shown_once.evaluate("location.hash = ''")
    shown_once.reload()
    refined(shown_once)
    return shown_once


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The small scenario as a file of its own."""
    return barrier(tmp_path)
