"""How quickly the page of `standoff open` answers, measured in a browser: a script of its own.

    python bench/workbench.py SCENARIO [--draws N] [--turns N]

Starts the real server, opens the page in Debian's Chromium and measures: from the command to the page with
its numbers and to the first answers on it, once; in the page, from the move of a slider to the painted
preview, to the refined answer, and from a key in the editor to the problems of the new text. It prints
medians and 95th percentiles in milliseconds, of wall time: on a busy machine they are
those of the machine. The figures to meet stand in docs/design/024-workbench.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from playwright.sync_api import Page, expect, sync_playwright

SLIDE = """step => new Promise(done => {
  const slider = document.querySelector('.number:not([hidden]) input[type=range]');
  performance.clearMarks();
  slider.value = Number(slider.value) + step;
  const start = performance.now();
  slider.dispatchEvent(new Event('input', {bubbles: true}));
  const look = () => performance.getEntriesByName('answered').length
    ? requestAnimationFrame(() => done(performance.now() - start)) : setTimeout(look, 2);
  look();
})"""
REFINE = """() => new Promise(done => {
  const slider = document.querySelector('.number:not([hidden]) input[type=range]');
  slider.value = Number(slider.value) + 3;
  performance.clearMarks();
  const start = performance.now();
  slider.dispatchEvent(new Event('change', {bubbles: true}));
  const look = () => performance.getEntriesByName('answered').some(one => !one.detail.preview)
    ? requestAnimationFrame(() => done(performance.now() - start)) : setTimeout(look, 5);
  look();
})"""
TYPE = """() => new Promise(done => {
  performance.clearMarks();
  const start = performance.now();
  document.querySelector('.cm-content').focus();
  document.execCommand('insertText', false, 'x');
  const look = () => performance.getEntriesByName('checked').length
    ? requestAnimationFrame(() => done(performance.now() - start)) : setTimeout(look, 2);
  look();
})"""


def measured(page: Page, turns: int) -> dict[str, list[float]]:
    """Milliseconds of each kind of answer."""
    found: dict[str, list[float]] = {"slider to paint": [], "slider to refined": [], "key to problems": []}
    for turn in range(turns + 2):
        milliseconds = page.evaluate(SLIDE, 7 if turn % 3 else -9)
        if turn >= 2:  # the first ones compile what is left to compile
            found["slider to paint"].append(milliseconds)
    for _ in range(max(2, turns // 10)):
        found["slider to refined"].append(page.evaluate(REFINE))
    page.click("#tab-text")
    for _ in range(max(2, turns // 4)):
        found["key to problems"].append(page.evaluate(TYPE))
    return found


def main(words: Sequence[str] | None = None) -> None:
    """Measure one scenario and print a line for each kind of answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--draws", type=int, default=4096)
    parser.add_argument("--turns", type=int, default=40)
    asked = parser.parse_args(words)
    command = [sys.executable, "-m", "standoff.app.main", "open", asked.scenario, "--no-browser"]
    begun = time.monotonic()
    with (
        subprocess.Popen(
            [*command, "--draws", str(asked.draws)], stdout=subprocess.PIPE, text=True
        ) as server,
        sync_playwright() as driver,
    ):
        assert server.stdout is not None
        try:
            address = server.stdout.readline().strip()
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(address)
            expect(page.locator("#panel-numbers .number").first).to_be_visible(timeout=120_000)
            first = time.monotonic() - begun
            expect(page.locator("#answers .row").first).to_be_visible(timeout=120_000)
            answers = time.monotonic() - begun
            expect(page.locator("#status")).to_contain_text("seed", timeout=300_000)
            for name, values in measured(page, asked.turns).items():
                last = sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]
                told = f"median {statistics.median(values):,.0f} ms, 95 % {last:,.0f} ms"
                print(f"{name}: {told}, n {len(values)}")
            print(f"command to page: {first:,.1f} s, to first answers: {answers:,.1f} s, n 1")
            print(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}")
            browser.close()
        finally:
            server.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
