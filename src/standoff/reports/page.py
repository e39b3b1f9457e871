"""Puts the parts of the report together into one self-contained HTML page.

The page loads nothing, and runs nothing but one script of ours that the strict content security policy in
its head names by digest (`sections.sliders`); without scripts nothing but the sliders is missing. All
text from the scenario is escaped by the template engine, drawings are inline.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from standoff.reports.figures.tree import TreePart, tree_part
from standoff.reports.sections import (
    allegations,
    answer_by_number,
    argument_map,
    calendar,
    choice_panels,
    claims,
    composition,
    conclusions,
    discovery,
    endings,
    endings_by_date,
    equilibria,
    flow,
    fronts,
    glance,
    headline,
    hinges,
    knowledge,
    mechanisms,
    methods,
    parameters,
    precision,
    precision_cells,
    premortem,
    questions,
    ranges,
    readings,
    robustness,
    sensitivity,
    sliders,
    sources,
    strike_out,
    structure,
    summits,
    tipping,
    two_runs,
    value_of_information,
)
from standoff.reports.sections.cautions import cautions
from standoff.reports.sections.choice_panels import ALL
from standoff.reports.text import (
    likelihood,
    off_branch,
)
from standoff.reports.text.alike import merged
from standoff.reports.text.draw_shares import WEIGHTED
from standoff.reports.text.ending_keys import Ending, keyed_endings
from standoff.reports.text.numbers import count, day, listed, percent, plain_name
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.run.folder import RunFiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from standoff.evidence.anchoring import Text
    from standoff.results.asked import RunAsked
    from standoff.results.two_runs import TwoRuns

SHORT_HASH = 12
TIGHT_LENGTH = 1100  # letters above the fold beyond which the first page is set smaller
ROOMY_ENDINGS = 9
FIRST_CONCLUSIONS = 6
MOST_PANELS = 2  # pages that a printed tree may take
WITHOUT_FINDINGS = (
    "Not worked out for this run. `standoff explore DIR`, with the folder of the run, works it out and makes "
    "this report anew."
)


@dataclass(frozen=True, slots=True)
class ReadingPart:
    """All that the page says of one reading."""

    key: str
    name: str
    title: str
    says: str
    base: bool
    dots: Markup
    cells: dict[str, endings.EndingCell]
    tree: TreePart
    calendar: calendar.CalendarPart | None
    same_front: str  # the reading before it whose front, or summit, is the same
    fronts: tuple[fronts.FrontPart, ...]
    same_summits: tuple[tuple[str, str], ...]  # title, and the reading that has it too
    summits: tuple[summits.SummitPart, ...]


def page(
    files: RunFiles,
    copies: Sequence[Text] = (),
    *,
    since: TwoRuns | None = None,
    asked: RunAsked | None = None,
) -> str:
    """The report as HTML text; the same run (and what stands beside it) gives the same bytes."""
    keyed = keyed_endings(files)
    tested = conclusions.under_test(files)
    cells = endings.cells(files, keyed)
    said = _sentences(files, keyed, tested)
    groups = claims.claim_groups(files)
    texts = sources.source_parts(files, copies) if copies else ()
    context: dict[str, Any] = {
        "merged": merged,
        "number": itertools.count(1).__next__,  # of sections, in the order in which they stand
        "words": files.words,
        "summary": files.summary,
        "as_of": day(files.summary.as_of),
        "horizon": day(files.summary.horizon),
        "short_hash": files.summary.hash[:SHORT_HASH],
        "draws": count(files.summary.draws),
        "sentences": said,
        "failed_lines": files.summary.failed_lines(),
        "endings": keyed,
        "readings": [_reading(files, name, keyed, cells[name]) for name in files.readings],
        "n_first_conclusions": FIRST_CONCLUSIONS,
        "conclusions": tested,
        "claims_of": lambda c: parameters.claim_notes(files, c.because, c.against),
        "conditions": _conditions(files),
        "cautions": cautions(files),
        "alleged": allegations.alleged_moves(files),
        "happened": endings.known_since(files),
        "endings_chart": ranges.endings_chart(files, keyed),
        "measures_chart": ranges.measures_chart(files),
        "measure_rows": ranges.measure_rows(files),
        "measure_cells": ranges.measure_cells(files),
        "groups": parameters.grouped(files),
        "correlated": parameters.correlation_rows(files),
        "claim_groups": groups,
        "claim_anchor": {claim.name: claim.anchor for group in groups for claim in group.rows},
        "sources": texts,
        "marked": {name for text in texts for piece in text.pieces for name in piece.begins},
        "some_unverified": any(claim.unverified for claim in files.words.claims.values()),
        "notes": [part.strip() for part in (files.words.notes or "").split("\n\n") if part.strip()],
        "equilibria": equilibria.equilibria_part(files, keyed),
        "off_branch": off_branch.branch_part(files, keyed),
        "named": headline.named(files, keyed, tested),
        "composition": composition.composition_part(files, keyed),
        "composition_heads": [files.reading_title(reading) for reading in composition.known(files)],
        "weighted": f", {WEIGHTED}" if files.summary.observed else "",
        "tight": _is_tight(files, said),
    }
    context |= _precision(files, keyed, tested) | _findings(files) | _play(files)
    context |= _methods(files, keyed) | _beside(files, since, asked)
    context |= _figures(files, keyed)
    templates = environment()
    return templates.get_template("page.html").render(context | _sliders(files, keyed, templates))


def _sentences(
    files: RunFiles, keyed: tuple[Ending, ...], tested: tuple[conclusions.Conclusion, ...]
) -> list[str]:
    """The first page's: the answers, what carries and flips them, on how much they rest."""
    said = headline.sentences(files, keyed, tested)
    if not files.summary.too_many_failed:
        said += hinges.first_page_lines(files)
    said.append(allegations.assumed(files))
    return said


def _figures(files: RunFiles, keyed: tuple[Ending, ...]) -> dict[str, object]:
    """The figures with tables of their own; None for one that the run has nothing for."""
    return {
        "by_date": endings_by_date.endings_by_date(files, keyed),
        "by_number": answer_by_number.answer_by_number(files, keyed),
        "flow": flow.flow_part(files, keyed),
        "argument": argument_map.argument_map(files),
    }


def _sliders(files: RunFiles, keyed: tuple[Ending, ...], templates: Environment) -> dict[str, object]:
    """The sliders over stored draws, the script that moves them, and what the policy says of it."""
    part = sliders.sliders_part(files, keyed)
    if part is None:
        return {"sliders": None, "script": "", "script_policy": ""}
    script = templates.get_template("sliders.js").render()
    return {
        "sliders": part,
        "script": Markup(script),
        "script_policy": f"; script-src {sliders.policy(script)}",
    }


def _methods(files: RunFiles, keyed: tuple[Ending, ...]) -> dict[str, object]:
    """How it was worked out, and how far the numbers are settled."""
    return {
        "settings": methods.settings(files),
        "statuses": methods.statuses(files),
        "checks": methods.checks(files),
        "convergence": methods.convergence(files, keyed),
        "values": methods.value_rows(files),
        "likelihood_table": likelihood.table(),
    }


def _beside(files: RunFiles, since: TwoRuns | None, asked: RunAsked | None) -> dict[str, object]:
    """What the run is set beside: an earlier run, and a ledger; neither is needed."""
    return {
        "since": None if since is None else two_runs.two_runs_part(since),
        "asked": questions.questions_part(files, asked),
    }


def _play(files: RunFiles) -> dict[str, object]:
    """The moves of the game: at a glance, who knows what of them, what each comes to."""
    return {
        "glance": glance.glance_part(files),
        "knowledge": knowledge.knowledge_part(files),
        "choices": choice_panels.choice_panels(files),
        "reading_differences": _differences(files),
        "with_front": any(d.fronts for d in files.details.values()),
        "with_summit": any(d.summits for d in files.details.values()),
        "sharp": any(d.sharp for d in files.details.values()),
        "drift": methods.drift(files),
        "most_panels": MOST_PANELS,
        "detail_draws": count(files.details[files.base].draws),
    }


def _precision(
    files: RunFiles, keyed: tuple[Ending, ...], tested: tuple[conclusions.Conclusion, ...]
) -> dict[str, object]:
    """What the answers come to at other precisions, and how a template finds it beside each."""
    return {
        "precision": precision.precision_part(files, keyed, tested),
        "precision_heads": precision_cells.heads(files),
        "precision_samples": precision_cells.sample_lines(files),
        "beside": lambda kind, name, reading: precision_cells.beside(files, kind, name, reading),
    }


def _findings(files: RunFiles) -> dict[str, object]:
    """The parts made of findings (docs/design/011); empty ones where the run was not explored."""
    parts: dict[str, object] = {
        "drivers": sensitivity.driver_readings(files),
        "regions": discovery.region_readings(files),
        "compared": readings.comparison(files),
        "premortems": premortem.premortem_readings(files),
        "hinges": hinges.hinges(files),
        "flips": tipping.flip_readings(files),
        "robust": robustness.robust_part(files),
        "voi": value_of_information.voi_part(files),
        "structure": structure.structure_part(files),
        "strikes": strike_out.strike_readings(files),
        "mechanisms": mechanisms.mechanisms_part(files),
    }
    return parts | {"explored": any(parts.values()), "without_findings": WITHOUT_FINDINGS}


def _is_tight(files: RunFiles, said: list[str]) -> bool:
    """Whether the first page has to be set smaller to stay on one screen."""
    n_letters = sum(map(len, said)) + len(files.words.question) + len(files.words.title)
    n_endings = max(len(s.endings) for s in files.summary.readings.values())
    return n_letters > TIGHT_LENGTH or n_endings > ROOMY_ENDINGS


def environment() -> Environment:
    """Templates with escaping always on and unknown names refused."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("standoff.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _reading(
    files: RunFiles, name: str, keyed: tuple[Ending, ...], cells: dict[str, endings.EndingCell]
) -> ReadingPart:
    said = files.words.readings.get(name)
    title = files.reading_title(name)
    own, before = files.details[name], files.readings[: files.readings.index(name)]
    same_front = next((r for r in before if own.fronts and files.details[r].fronts == own.fronts), None)
    titles = {told.name: summits.summit_title(told) for told in own.summits}
    same = summits.same_summits(files, name)
    return ReadingPart(
        f"r{files.readings.index(name)}",
        name,
        title,
        said.says if said else "",
        name == files.base,
        endings.dots_drawing(title, cells, keyed),
        cells,
        tree_part(files, name, keyed),
        calendar.calendar_part(files, name),
        "" if same_front is None else files.reading_title(same_front),
        fronts.front_parts(files, name) if same_front is None else (),
        tuple((titles[summit], files.reading_title(other)) for summit, other in same.items()),
        summits.summit_parts(files, name),
    )


def _differences(files: RunFiles) -> tuple[tuple[str, str, str, str, str, str], ...]:
    """Chance moves that somebody believes otherwise: move, option, truth, belief, who, readings."""
    found: dict[tuple[str, str, str, str], dict[str, list[str]]] = {}
    for reading, details in files.details.items():
        for c in details.chance:
            for who, p in c.believed.items():
                key = (move_title(files, c.move), plain_name(c.option), percent(c.truth), percent(p))
                readings = found.setdefault(key, {}).setdefault(actor_title(files, who), [])
                readings.append(files.reading_title(reading))
    rows: dict[tuple[tuple[str, str, str, str], str], list[str]] = {}
    every = len(files.readings)
    for key, believers in found.items():
        for who, titles in believers.items():
            where = ALL if len(titles) == every > 1 else listed(titles)
            rows.setdefault((key, where), []).append(who)
    return tuple((*key, listed(who), where) for (key, where), who in rows.items())


def _conditions(files: RunFiles) -> str:
    """What was fixed or observed, for the first page."""
    parts = [methods.play_sentence(files.summary.play)] if files.summary.play else []
    for label, found in (
        ("Given (fixed)", files.summary.given),
        ("Observed (draws reweighted)", files.summary.observed),
    ):
        if found:
            moves = ", ".join(f"{move_title(files, m)} – {plain_name(option)}" for m, option in found.items())
            parts.append(f"{label}: {moves}")
    if files.summary.observed:
        effective = [
            s.effective_draws for s in files.summary.readings.values() if s.effective_draws is not None
        ]
        if effective:
            parts.append(
                f"The draws that fit count as {count(min(effective))} to {count(max(effective))} of "
                f"{count(files.summary.draws)} (effective draws, by reading)"
            )
    return ". ".join(parts) + ("." if parts else "")
