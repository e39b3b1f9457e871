"""The tables of a run as CSV: what was found, a row each thing, units in the header.

Columns say their unit in square brackets. Numbers have ten significant digits and a full stop, days are
ISO dates, an empty cell is a number that there is not. A text that a spreadsheet would take for a formula
(it begins with `=`, `+`, `-` or `@`, of any width) gets an apostrophe in front. The same run gives the same
bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.app.api.run import Run
from standoff.letters import clean
from standoff.results.answers import Cell, Row
from standoff.results.run.files import DIGITS

if TYPE_CHECKING:
    import polars as pl

    from standoff.results.run.summary import Summary
    from standoff.results.run.texts import Words

SHARE, PAYOFF = "0 to 1", "payoff"
VALUE = "as the outcome"  # where a table holds shares and others
UNITS = {
    "probability": SHARE, "share": SHARE, "share_fails": SHARE, "share_undefined": SHARE,
    "share_unsolved": SHARE, "condition": SHARE, "reach": SHARE, "best_share": SHARE, "share_best": SHARE,
    "share_beyond": SHARE, "base_share": SHARE, "density": SHARE, "coverage": SHARE, "index": "0 to 1",
    "asked": "rank correlation", "reached": "rank correlation", "mean": VALUE, "pooled": VALUE,
    "mc_error": VALUE, "pooled_error": VALUE, "error": VALUE, "q05": VALUE, "q50": VALUE, "q95": VALUE,
    "quarter": VALUE, "half": VALUE, "value": VALUE, "low": VALUE, "high": VALUE, "before": VALUE,
    "after": VALUE, "difference": VALUE, "change": VALUE, "bar": VALUE, "tail": SHARE, "holds": "draws",
    "fails": "draws", "undefined": "draws", "unsolved": "draws", "draws": "draws", "looked_at": "draws",
    "mean_loss": PAYOFF, "tail_loss": PAYOFF, "largest_loss": PAYOFF, "worth": PAYOFF,
    "expected_payoff": PAYOFF, "precision": "per payoff", "times": "of the text's precision",
    "distance": "standard deviations", "shift": "standard deviations", "cases": "draws", "bits": "bits",
    "date_mean": "day", "date_q05": "day", "date_q50": "day", "date_q95": "day", "start": "day", "end": "day",
    "published": "day", "played": SHARE, "best": SHARE, "top": SHARE,
}  # fmt: skip
OWN_VALUE = {  # the unit of a value in the tables that are of one kind
    "endings": SHARE, "conclusions": SHARE, "choices": SHARE, "calendar": SHARE, "payoffs": PAYOFF,
    "numbers": "as `unit` says", "measures": "0 to 1 of P(), as the formula of E()", "robust": PAYOFF,
    "value-of-information": PAYOFF, "sensitivity": SHARE,
}  # fmt: skip
NO_UNIT = {("tipping", "best"), ("tipping", "to"), ("robust", "best")}  # there it is an option, not a share
NAMES = {
    "sensitivity": "sensitivity", "strikes": "strikes", "structure": "structure", "tipping": "tipping",
    "discovery": "discovery", "robust": "robust", "voi": "value-of-information", "readings": "readings",
    "premortem": "premortem", "mechanisms": "mechanisms",
}  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", *"\uff1d\uff0b\uff0d\uff20")  # those of double width last


@dataclass(frozen=True)
class TableFile:
    """A table: the name of its file, what it is about, its rows."""

    name: str
    title: str
    rows: tuple[Row, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its rows, each once, as they first come."""
        return tuple(dict.fromkeys(column for row in self.rows for column in row))

    @property
    def header(self) -> tuple[str, ...]:
        """The columns with their units."""
        return tuple(self._headed(column) for column in self.columns)

    def as_csv(self) -> str:
        """The whole file."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.header)
        for row in self.rows:
            writer.writerow([_cell(row.get(column)) for column in self.columns])
        return stream.getvalue()

    def _headed(self, column: str) -> str:
        unit = "" if (self.name, column) in NO_UNIT else UNITS.get(column, "")
        unit = OWN_VALUE.get(self.name, unit) if unit == VALUE else unit
        unit = SHARE if (self.name, column) == ("numbers", "undefined") else unit
        return f"{column} [{unit}]" if unit else column


def tables_of(run: Run) -> list[TableFile]:
    """Every table of a run that has a row: what was found, then what it is made of, then the findings.

    Examples
    --------
    >>> from standoff import run
    >>> found = run("selected-reliability", draws=50, seed=1, out="found", workers=1)
    >>> [table.name for table in tables_of(found)][:3]
    ['answers', 'endings', 'measures']
    """
    summary, words = run.summary, run.folder.texts()
    made = [
        TableFile("answers", "Answers to the question", tuple(_answers(run, summary, words))),
        TableFile("endings", "How likely each ending is", _framed(run.endings)),
        TableFile("measures", "Measures: means and their spread over draws", _framed(run.measures)),
        TableFile(
            "conclusions", "In which share of all draws each conclusion holds", _framed(run.conclusions)
        ),
        TableFile("payoffs", "What each actor expects", tuple(_payoffs(summary))),
        TableFile("choices", "Who does what: an option of an information set a row", tuple(_choices(run))),
        TableFile("calendar", "Dated moves: an option a row", tuple(_calendar(run))),
        TableFile("precision", "The same at other precisions", tuple(_precision(summary))),
        TableFile("numbers", "Every number with its range and what it rests on", _framed(run.parameters)),
        TableFile("correlations", "Rank correlations, asked and reached", tuple(_correlations(summary))),
        TableFile("claims", "What was claimed, by whom", tuple(_claims(words))),
        TableFile("draws", "How many draws were solved", tuple(_draws(summary))),
    ]
    return [table for table in (*made, *_findings(run)) if table.rows]


def _framed(frame: pl.DataFrame) -> tuple[Row, ...]:
    return tuple(frame.to_dicts())


def _findings(run: Run) -> Iterator[TableFile]:
    from standoff.app.api.rankings import ranking_of

    for kind, found in ((name, run.findings()[name]) for name in run.findings()):
        ranking = ranking_of(found.record)
        yield TableFile(NAMES.get(kind, kind), ranking.title, ranking.rows)


def _answers(run: Run, summary: Summary, words: Words) -> Iterator[Row]:
    """What answers each part of the question, reading by reading."""
    for answer in words.answers:
        for reading in run.readings:
            told = summary.readings[reading]
            row: Row = {"asks": answer.asks, "reading": reading, "kind": answer.kind, "name": answer.name}
            if answer.kind == "ending" and (ending := told.endings.get(answer.name)):
                yield row | {"of": "draws", "value": ending.probability, "q05": ending.q05, "q95": ending.q95}
            elif answer.kind == "measure" and (own := told.measures.get(answer.name)):
                of, value = ("plays", own.pooled) if own.conditional else ("draws", own.mean)
                yield row | {"of": of, "value": value, "q05": own.q05, "q95": own.q95}
            elif answer.kind == "conclusion" and (held := told.conclusions.get(answer.name)):
                yield row | {"of": "share of draws", "value": held.share, "q05": None, "q95": None}


def _payoffs(summary: Summary) -> Iterator[Row]:
    for reading, told in summary.readings.items():
        for actor, one in told.values.items():
            row: Row = {"reading": reading, "actor": actor, "expected_payoff": one.mean}
            yield row | {"q05": one.q05, "q50": one.q50, "q95": one.q95}


def _choices(run: Run) -> Iterator[Row]:
    from standoff.results.run.folder import read_details

    for reading in run.readings:
        for place in read_details(run.path, reading).infosets:
            knows = "; ".join(f"{move}={option}" for move, option in place.knows.items())
            for action in place.actions:
                yield {
                    "reading": reading,
                    "actor": place.actor,
                    "move": place.move,
                    "knows": knows,
                    "reach": place.reach,
                    "precision": place.precision,
                    "option": action.option,
                    "probability": action.mean,
                    "q05": action.q05,
                    "q95": action.q95,
                    "best_share": action.best_share,
                    "expected_payoff": action.value,
                    "terms": "; ".join(f"{name}: {value:.6g}" for name, value in action.terms.items()),
                }


def _calendar(run: Run) -> Iterator[Row]:
    from standoff.results.run.folder import read_details

    for reading in run.readings:
        for move in read_details(run.path, reading).calendar:
            for option in move.options:
                yield {
                    "reading": reading,
                    "move": move.move,
                    "title": move.title,
                    "actor": move.actor or "chance",
                    "start": move.start,
                    "end": move.end,
                    "option": option.option,
                    "probability": option.probability,
                    "mc_error": option.mc_error,
                    "q05": option.q05,
                    "q95": option.q95,
                    "unverified": move.unverified,
                }


def _precision(summary: Summary) -> Iterator[Row]:
    """Each result at each precision; the limit has no factor."""
    for reading, told in summary.readings.items():
        for at in told.precision:
            kinds = (("ending", at.endings), ("measure", at.measures), ("conclusion", at.conclusions))
            for kind, outcomes in kinds:
                for name, one in outcomes.items():
                    row: Row = {"reading": reading, "kind": kind, "name": name, "times": at.times}
                    row |= {"play": "limit" if at.times is None else "logit", "draws": at.draws}
                    yield row | {"mean": one.mean, "mc_error": one.mc_error, "undefined": one.undefined}


def _correlations(summary: Summary) -> Iterator[Row]:
    for reading, told in summary.readings.items():
        for one in told.correlations:
            first, second = one.between
            row: Row = {"reading": reading, "first": first, "second": second}
            yield row | {"asked": one.asked, "reached": one.reached, "draws": one.draws}


def _claims(words: Words) -> Iterator[Row]:
    for name, claim in words.claims.items():
        document = words.documents.get(claim.document)
        yield {
            "claim": name,
            "claimant": claim.claimant,
            "says": claim.says,
            "hedge": claim.hedge,
            "type": claim.type,
            "status": claim.status,
            "unverified": claim.unverified,
            "document": claim.document,
            "document_title": document.title if document else "",
            "published": document.published if document else None,
            "supports": "; ".join(claim.supports),
            "attacks": "; ".join(claim.attacks),
        }


def _draws(summary: Summary) -> Iterator[Row]:
    for reading, told in summary.readings.items():
        for status, n in told.status.items():
            yield {"reading": reading, "status": status, "draws": n}


def _cell(value: Cell | Sequence[str] | Mapping[str, object]) -> str:
    """A value as it stands in the file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}"
    if isinstance(value, int | dt.date):
        return str(value)
    text = clean(value if isinstance(value, str) else "; ".join(map(str, value)))
    return f"'{text}" if text.startswith(FORMULA) else text
