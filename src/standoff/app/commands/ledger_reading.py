"""`standoff ledger`: commands that read: status, score, verify, seal, page, calendar, import, export."""

from __future__ import annotations

from pathlib import Path

import click

from standoff.app.commands.ledger_options import author_option, folder_argument, json_option, said
from standoff.app.output.printing import say, say_json, tell
from standoff.errors import Problem, RunError

FORMS = ("metaculus", "goodjudgment", "forecastbench", "csv")
BROKEN = 1


@click.command("status", short_help="How every question stands; of one, its history.")
@folder_argument
@click.argument("name", required=False)
@json_option
def status(folder: Path, name: str | None, as_json: bool) -> int:
    """How questions stand: open, due, resolved, void, ambiguous, sorted by when they are due; families
    of branches as trees, with the live one marked. With NAME, all that was said of that question.

    \b
    Examples:
      standoff ledger status forecasts
      standoff ledger status forecasts closed
      standoff ledger status forecasts --json
    """
    from standoff.app.api.ledger_scores import ledger_status
    from standoff.app.output.ledger import status_lines

    found = ledger_status(folder, question=name)
    if as_json:
        say_json(found.as_json())
        return 0
    for line in status_lines(found):
        say(line)
    for fault in found.faults:
        tell(fault)
    return 0


@click.command("score", short_help="Score every forecaster on every question that came out.")
@folder_argument
@click.option("--spot-days", type=float, default=0.0, metavar="N", help="Compare N days before the cut.")
@json_option
def score(folder: Path, spot_days: float, as_json: bool) -> int:
    """Scores by pool (own, imported, retrospective: never counted together), kind of question and rule,
    lower is better, with intervals, baselines, paired differences, calibration and coherence. Void and
    ambiguous questions are counted beside, never scored. Nobody is ranked below 30 questions.

    \b
    Examples:
      standoff ledger score forecasts
      standoff ledger score forecasts --spot-days 30
      standoff ledger score forecasts --json
    """
    from standoff.app.api.ledger_scores import score_ledger
    from standoff.app.output.ledger import score_lines

    found = score_ledger(folder, spot_days=spot_days)
    if as_json:
        say_json(found.as_json())
        return 0
    for line in score_lines(found):
        say(line)
    return 0


@click.command("verify", short_help="Whether every line is what was written.")
@folder_argument
@json_option
def verify(folder: Path, as_json: bool) -> int:
    """Compare every line with its hash and the line before, and every seal with the files. Names each
    line that does not hold; exit code 1 where there is one. A tail that was cut off is seen by a seal
    that was made before, and by nothing else.

    \b
    Examples:
      standoff ledger verify forecasts
      python3 forecasts/verify.py            # the same with Python alone, once it is sealed
    """
    from standoff.app.api.ledger import verify_ledger
    from standoff.app.output.ledger import verified_lines

    found = verify_ledger(folder)
    if as_json:
        say_json(found.as_json())
    else:
        for line in verified_lines(found):
            say(line)
        for fault in found.faults:
            tell(fault)
        for note in found.notes:
            tell(f"left aside: {note}")
    return 0 if found.holds else BROKEN


@click.command("seal", short_help="Write down how far each file has come, and a digest to publish.")
@folder_argument
@author_option
@json_option
def seal(folder: Path, author: str | None, as_json: bool) -> int:
    """Write a seal below `seals/` and the one-file `verify.py`; print the digest. Publish the digest, or
    have it timestamped elsewhere: from then on a tail that is cut off is seen.

    \b
    Examples:
      standoff ledger seal forecasts
      standoff ledger seal forecasts --json
    """
    from standoff.app.api.ledger import seal_ledger

    found = seal_ledger(folder, author=author)
    if as_json:
        say_json(found.as_json())
    else:
        say(found.heading)
        say(f"  {found.file}; anybody checks it with `python3 verify.py` ({found.script_digest[:16]}...)")
    return 0


@click.command("page", short_help="Write the ledger as one page of HTML.")
@folder_argument
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="[default: DIR/ledger.html]"
)
@json_option
def page(folder: Path, output: Path | None, as_json: bool) -> int:
    """Write the ledger as one page: what is due and what to watch, what came out, scores, calibration,
    each question with its history. It holds no script and loads nothing.

    \b
    Examples:
      standoff ledger page forecasts
      standoff ledger page forecasts -o public/index.html
    """
    from standoff.app.api.ledger_exchange import ledger_page

    made = ledger_page(folder, output=output)
    if as_json:
        say_json({"format": 1, "file": str(made)})
    else:
        say(str(made))
    return 0


@click.command("calendar", short_help="Write due dates and indicators as a calendar (.ics).")
@folder_argument
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="[default: DIR/ledger.ics]"
)
@json_option
def calendar(folder: Path, output: Path | None, as_json: bool) -> int:
    """Write when questions are due, and by when each watched indicator tells, as a calendar file.

    \b
    Example:
      standoff ledger calendar forecasts -o due.ics
    """
    from standoff.app.api.ledger_exchange import ledger_calendar

    made = ledger_calendar(folder, output=output)
    if as_json:
        say_json({"format": 1, "file": str(made)})
    else:
        say(str(made))
    return 0


@click.command("import", short_help="Read questions and forecasts of another platform.")
@folder_argument
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--from", "form", type=click.Choice(FORMS), required=True, help="Whose form it is.")
@author_option
@json_option
def import_(folder: Path, files: tuple[Path, ...], form: str, author: str | None, as_json: bool) -> int:
    """Read questions, forecasts and resolutions into the ledger. They count as imported, by the times of
    the platform, and are never pooled with your own. Reading a file again adds what is new in it.

    \b
    Examples:
      standoff ledger import forecasts export.zip --from metaculus
      standoff ledger import forecasts ifps.csv --from goodjudgment
      standoff ledger import forecasts questions.json resolutions.json --from forecastbench
      standoff ledger import forecasts mine.csv --from csv
    """
    from standoff.app.api.ledger_exchange import import_forecasts

    found = import_forecasts(folder, files, form=form, author=author)
    for told in found.left_aside:
        tell(f"left aside: {told}")
    if found.n_left_aside > len(found.left_aside):
        tell(f"... and {found.n_left_aside - len(found.left_aside)} more were left aside.")
    line = (
        f"{found.questions} questions, {found.forecasts} forecasts, {found.resolutions} resolutions written"
    )
    again = f"; {len(found.stood)} stood already" if found.stood else ""
    return said(found, as_json, line + again)


@click.command("export", short_help="Write the ledger as CSV or JSON.")
@folder_argument
@click.option("--to", "form", type=click.Choice(("csv", "json")), required=True)
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="[default: stdout]")
@json_option
def export(folder: Path, form: str, output: Path | None, as_json: bool) -> int:
    """Write every question, forecast and resolution as one table, or as JSON.

    \b
    Examples:
      standoff ledger export forecasts --to csv -o forecasts.csv
      standoff ledger export forecasts --to json
    """
    from standoff.app.api.ledger_exchange import export_ledger

    text = export_ledger(folder, form=form)
    if output is None:
        if as_json and form == "csv":
            raise RunError(Problem("S912", "`--json` prints JSON.", "", "Leave it out, or `--to json`."))
        say(text, end="")
        return 0
    from standoff.results.run.files import write_bytes

    if not output.parent.is_dir():
        raise FileNotFoundError(2, "No such file or directory", str(output.parent))
    write_bytes(output, text.encode("utf-8"))
    if as_json:
        say_json({"format": 1, "file": str(output)})
    else:
        say(str(output))
    return 0


COMMANDS: dict[str, click.Command] = {
    "status": status,
    "score": score,
    "verify": verify,
    "seal": seal,
    "page": page,
    "calendar": calendar,
    "import": import_,
    "export": export,
}
