"""`standoff evidence`: read a text for claims, check their places, audit what rests on them, export."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.app.output.printing import json_shown, say, say_json, tell
from standoff.errors import Problem
from standoff.letters import shown_lines

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from standoff.evidence.anchoring import Anchoring
    from standoff.evidence.coverage import Coverage
    from standoff.evidence.records import Claim
    from standoff.scenario import LoadedScenario

FORMS = ("argdown", "w3c", "csl")


@click.group(
    "evidence",
    short_help="Propose claims from a text, check, audit and export them.",
    epilog="`standoff evidence COMMAND --help` explains a command, with examples.",
)
def command() -> None:
    """Documents, claims and what rests on them.

    A claim is what somebody said, in your words, with its place in a document: two numbers and two
    hashes. The document itself stays with you: nothing of its wording goes into a scenario, and
    nothing is ever fetched.

    \b
    Examples, from a text to an argument that can be looked up:
      standoff evidence read paper.txt > my-crisis/claims/paper.yaml   # proposals, to be mended
      standoff evidence anchor my-crisis --sources .                   # is every place still right?
      standoff evidence audit my-crisis                                # what rests on too little?
    """


@command.command("read", short_help="Propose claims from a text, by rules, offline.")
@click.argument("document", metavar="DOC", type=click.Path(path_type=Path))
@click.option(
    "--scenario",
    metavar="FILE|NAME",
    help="Note its actors, take the document's date from it, leave out places that hold a claim already.",
)
@click.option(
    "--published", metavar="DATE", help="Day on which it was written, for `last year` and the like."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all that the rules read, on stdout.")
def read(document: Path, scenario: str | None, published: str | None, as_json: bool) -> int:
    """Cut a text into sentences and clauses and propose a claim for each: who says it, of what type, how
    firmly, under what condition, about which days, each with its exact place.

    DOC is plain text in UTF-8. The rules know English and nothing of the world: what they print is a
    claims file full of proposals (`status: proposed`), for you to put in your own words, accept or
    delete. Nothing is sent anywhere.

    With --scenario only what no claim of it has is proposed. Its claims whose place does not hold in
    DOC are named on stderr after the proposals, with exit code 2, as `evidence anchor` does.

    \b
    Examples:
      standoff evidence read paper.txt --published 2031-02-27 > my-crisis/claims/paper.yaml
      standoff evidence read paper.txt --scenario my-crisis       # what is not recorded yet
      standoff evidence read paper.txt --json
    """
    from standoff.app.api.evidence import propose_claims

    written = None if published is None else _day(published)
    found = propose_claims(document, scenario=scenario, published=written)
    if as_json:
        say_json(found.as_json())
    else:
        say(found.as_yaml(), end="")
    if found.scenario is not None:
        _note_scenario(found.scenario)
    return 0


@command.command("anchor", short_help="Check every claim's place against your copies of the documents.")
@click.argument("scenario", metavar="FILE|NAME")
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder with your copies: known by their hash, or by the document's name.",
)
@click.option("--show", is_flag=True, help="Print each claim beside the text at its place.")
def anchor(scenario: str, sources: Path, show: bool) -> int:
    """Check that each claim's place holds exactly in your copy of its document.

    A place that does not hold makes the claim an orphan, told with its line; nothing is searched for
    in its stead. Claims whose words are the document's own are noted too. Exit code 2 where there is
    an orphan or another edition.

    \b
    Examples:
      standoff evidence anchor my-crisis --sources papers
      standoff evidence anchor my-crisis --sources papers --show | less
    """
    from standoff.evidence.anchoring import EvidenceError, anchored, sources_in

    base = _loaded(scenario).reading()
    texts = sources_in(sources, base.documents.values())
    checked = [anchored(document, base.claims.values(), texts) for document in base.documents.values()]
    if not any(one.source for one in checked):
        raise EvidenceError(_no_sources(sources, len(base.documents)))
    from standoff.app.output.evidence import anchoring_lines, beside_lines

    for one in checked:
        for line in anchoring_lines(one):
            say(line)
        if show:
            for line in beside_lines(one, base.claims):
                say(line)
    _note_wording(checked, base.claims)
    problems = [problem for one in checked for problem in one.problems]
    if problems:
        raise EvidenceError(problems)
    return 0


@command.command(
    "audit", short_help="Say what rests on nothing, on hearsay, on allegations, or twice on one claim."
)
@click.argument("scenario", metavar="FILE|NAME")
@click.option("--all", "everything", is_flag=True, help="List every finding, not the first ten of a kind.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")
def audit(scenario: str, everything: bool, as_json: bool) -> int:
    """Say where a scenario's numbers and conclusions rest on less than they seem to.

    Numbers that rest on nothing; conclusions without support; restatements counted twice; testimony
    used as evidence of its content; unverified allegations in use; proposals that nobody accepted;
    attacks that are passed over. Findings are for you to judge: the exit code is 0.

    \b
    Examples:
      standoff evidence audit nato-ukraine-2024
      standoff evidence audit my-crisis --all
      standoff evidence audit my-crisis --json
    """
    from standoff.app.api.evidence import audit_record, audited
    from standoff.app.output.evidence import audit_lines

    loaded = _loaded(scenario)
    title, found = loaded.reading().title, audited(loaded)
    if as_json:
        say_json(audit_record(title, found).as_json())
        return 0
    for line in audit_lines(title, found, most=None if everything else 10):
        say(line)
    return 0


@command.command("export", short_help="Write claims for other tools: Argdown, W3C Web Annotation, CSL-JSON.")
@click.argument("scenario", metavar="FILE|NAME")
@click.option(
    "--to",
    "form",
    type=click.Choice(FORMS),
    required=True,
    help="argdown: a map of claims and what rests on them; w3c: annotations with their places; "
    "csl: the documents, for reference managers.",
)
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write here.  [default: stdout]"
)
def export(scenario: str, form: str, output: Path | None) -> int:
    """Write a scenario's claims or documents for other tools.

    \b
    Examples:
      standoff evidence export my-crisis --to argdown -o my-crisis.argdown
      standoff evidence export my-crisis --to w3c
      standoff evidence export my-crisis --to csl -o documents.json
    """
    from standoff.evidence.annotations import as_annotations, as_csl
    from standoff.evidence.argdown import as_argdown
    from standoff.scenario.evidence_links import carried

    loaded = _loaded(scenario)
    base = loaded.reading()
    if form == "argdown":
        text = as_argdown(base.title, base.documents, base.claims, carried(loaded))
    elif form == "w3c":
        page = as_annotations(base.name, base.documents, base.claims)
        text = json_shown(page, indent=1, sort_keys=False) + "\n"
    else:
        text = json_shown(as_csl(base.documents), indent=1, sort_keys=False) + "\n"
    if output is None:
        say(text, end="")
    else:
        from standoff.results.run.files import write_bytes

        if not output.parent.is_dir():  # no folder is made for a name that may be mistyped
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(output.parent))
        write_bytes(output, shown_lines(text).encode("utf-8"))
    return 0


def _loaded(scenario: str) -> LoadedScenario:
    from standoff.app.api.scenario import load

    return load(scenario)


def _day(text: str) -> dt.date:
    import datetime as dt

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"`{text}` is no date. Expected a day such as 2031-02-27.", param_hint="--published"
        ) from None


def _no_sources(folder: Path, n_documents: int) -> Problem:
    what = f"None of the scenario's {n_documents} documents is in `{folder}`."
    if not n_documents:
        what = "The scenario names no documents."
    expected = "Expected files with a document's SHA-256, or named after it, as `paper.txt` for `paper`."
    return Problem("S835", what, expected)


def _note_scenario(has: Coverage) -> None:
    """What the scenario's claims of a text lack; orphans are errors, told after the proposals."""
    from standoff.evidence.anchoring import EvidenceError

    if not has.documents:
        tell("note: no document of the scenario has this file's hash or name: all of it is proposed.")
    if has.unplaced:
        tell(f"note: claims of the scenario without a place, proposed anew: {', '.join(has.unplaced)}.")
    if has.problems:
        raise EvidenceError(has.problems)


def _note_wording(checked: list[Anchoring], claims: Mapping[str, Claim]) -> None:
    """Claims that keep a document's wording are told on stderr: a paraphrase is what belongs there."""
    from standoff.evidence.wording import borrowed

    for one in checked:
        own = [claims[name] for name in one.held]
        for name, run in borrowed(one.source, own) if one.source is not None else ():
            tell(f"note: the claim `{name}` keeps the document's wording: “{run}”.")
