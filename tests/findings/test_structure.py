"""Structure: each variant is the game that the changed text would have given."""

from __future__ import annotations

from pathlib import Path

import pytest

from standoff.compiler import compile_scenario
from standoff.findings.context import column
from standoff.findings.robustness.structure import structure
from standoff.findings.robustness.variants import variants_of
from standoff.scenario import load_text
from standoff.study.progress import Quiet
from standoff.study.rows import prepare_reading, rows_of
from tests.findings.toys import INSURANCE, PENNIES, context_of

LOGIT = INSURANCE.replace("{precision: sharp}", "{precision: 0.7}").replace(
    "    hidden_from: [owner, insurer]",
    "    hidden_from: [owner, insurer]\n    believed: {owner: {loss: 0.8, none: rest}}",
)
HIDDEN = "    hidden_from: [owner, insurer]\n"
BELIEVED = "    believed: {owner: {loss: 0.8, none: rest}}\n"


def mean_of(text: str, outcome: str) -> float:
    made = prepare_reading(compile_scenario(load_text(text, "toy").reading()))
    rows = rows_of(made, seed=1, chunk=64, first=0, n_draws=100)
    return float(column(rows, outcome).mean())


@pytest.mark.parametrize(
    ("text", "title", "changed"),
    [
        (LOGIT, "Everybody plays twice as precise", LOGIT.replace("precision: 0.7", "precision: 1.4")),
        (LOGIT, "Known to all: Is there a loss", LOGIT.replace(HIDDEN, "")),
        (LOGIT, "Known to Owner too: Is there a loss", LOGIT.replace(HIDDEN, "    hidden_from: [insurer]\n")),
        (LOGIT, "What Owner believes is true", LOGIT.replace(BELIEVED, "")),
        (PENNIES, "First “pick”, then “chase”", PENNIES.replace(", together: [chase]", "")),
        (
            PENNIES.replace(", together: [chase]", ""),
            "At the same time: “pick” and “chase”",
            PENNIES,
        ),
    ],
)
def test_variant_is_the_game_of_the_changed_text(tmp_path: Path, text: str, title: str, changed: str) -> None:
    found = structure(context_of(tmp_path, text, draws=100), draws=None, workers=1, progress=Quiet())
    told = found.readings["as_written"]
    variant = next(one for one in told.variants if one.title.lower() == title.lower())
    factor = 2 if "twice" in title else 1
    for outcome in told.outcomes:
        change = mean_of(changed, outcome) - mean_of(text, outcome)
        assert variant.outcomes[outcome].n == 100 // factor
        assert variant.outcomes[outcome].change == pytest.approx(change, abs=2e-2 if factor > 1 else 1e-9)
    assert variant.n_used == 100 // factor
    assert variant.n_failed == 0


def test_turned_order_lets_the_other_see(tmp_path: Path) -> None:
    found = structure(context_of(tmp_path, PENNIES, draws=50), draws=None, workers=1, progress=Quiet())
    titles = [one.title for one in found.readings["as_written"].variants if one.kind == "order"]
    assert len(titles) == 2
    assert titles[0] != titles[1]


def test_mover_that_would_not_know_its_turn_is_no_variant() -> None:
    text = INSURANCE.replace("hidden_from: [owner, insurer]", "hidden_from: [insurer]").replace(
        "when: offer == offer,", "when: state == loss,"
    )
    scenario = load_text(text, "toy").reading()
    titles = [variant.title for variant in variants_of(scenario)]
    assert "Known to all: Is there a loss" in titles
    assert not any(title.startswith("Known to nobody") for title in titles)


def test_dependent_decisions_keep_their_order() -> None:
    scenario = load_text(INSURANCE, "toy").reading()
    assert not any(variant.kind == "order" for variant in variants_of(scenario))
    assert not any(variant.kind == "precision" for variant in variants_of(scenario))  # sharp play has none
