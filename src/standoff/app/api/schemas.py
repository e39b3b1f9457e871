"""`standoff.schema`: the JSON Schema of the language, and of everything that is written or printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.app.api.names import known_name

if TYPE_CHECKING:
    from pydantic import JsonValue, TypeAdapter

SCENARIO = "scenario"


def schema(name: str = SCENARIO) -> dict[str, JsonValue]:
    """A JSON Schema: of the scenario language, of a file of a run's folder, or of a command's JSON.

    Parameters
    ----------
    name : `scenario`; `manifest`, `summary`, `text`, `details`, `parameters`; a kind of finding, as
        `tipping`; `solve`; `fit`; `forecast`, `burden`, `audit`; `ledger_status`, `ledger_scores`,
        `ledger_verified`, `ledger_sealed`, `ledger_recorded`, `ledger_imported`, `score`

    Returns
    -------
    dict
        The schema, ready for `json.dumps`.

    Raises
    ------
    RunError
        S914 with the nearest name.

    Examples
    --------
    >>> schema()["type"], schema("summary")["title"]
    ('object', 'Summary')
    """
    if name == SCENARIO:
        from standoff import scenario

        return scenario.schema()
    shapes = _shapes()
    known_name("schema", name, (SCENARIO, *shapes))
    return shapes[name].json_schema(mode="serialization", by_alias=True)


def names_of_schemas() -> tuple[str, ...]:
    """All names that `schema` takes."""
    return (SCENARIO, *_shapes())


def _shapes() -> dict[str, TypeAdapter[object]]:
    from pydantic import TypeAdapter

    from standoff.results import ledger
    from standoff.results.audits import EvidenceAudit
    from standoff.results.findings.kinds import RECORDS
    from standoff.results.fits import FrontFit
    from standoff.results.forecasts import BurdenShares, DecisionForecast
    from standoff.results.run.details import Details
    from standoff.results.run.manifest import Manifest
    from standoff.results.run.parameters import ParameterRow
    from standoff.results.run.summary import Summary
    from standoff.results.run.texts import Words
    from standoff.results.solved_game import SolvedGame

    return {
        "manifest": TypeAdapter(Manifest),
        "summary": TypeAdapter(Summary),
        "text": TypeAdapter(Words),
        "details": TypeAdapter(Details),
        "parameters": TypeAdapter(list[ParameterRow]),
        **{name: TypeAdapter(record) for name, record in RECORDS.items()},
        "solve": TypeAdapter(SolvedGame),
        "fit": TypeAdapter(FrontFit),
        "forecast": TypeAdapter(DecisionForecast),
        "burden": TypeAdapter(BurdenShares),
        "audit": TypeAdapter(EvidenceAudit),
        "ledger_status": TypeAdapter(ledger.LedgerStatus),
        "ledger_scores": TypeAdapter(ledger.LedgerScores),
        "ledger_verified": TypeAdapter(ledger.LedgerVerified),
        "ledger_sealed": TypeAdapter(ledger.LedgerSealed),
        "ledger_recorded": TypeAdapter(ledger.Recorded),
        "ledger_imported": TypeAdapter(ledger.Imported),
        "score": TypeAdapter(ledger.ScenarioScores),
    }
