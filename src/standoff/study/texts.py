"""The words of a scenario for the report and the web page: `text.json` (docs/design/004)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standoff.study.summary import measure_text

if TYPE_CHECKING:
    from standoff.scenario import LoadedScenario
    from standoff.scenario.records import Move, Rests, Scenario

Json = dict[str, Any]


def words_of(loaded: LoadedScenario) -> Json:
    """Titles, questions, texts of conditions and formulas, claims and documents of the base reading.

    `order` lists the names of each kind as they stand in the text, because JSON keys are sorted.
    """
    base = loaded.reading()
    return {
        "name": base.name,
        "title": base.title,
        "question": base.question,
        "as_of": base.as_of,
        "horizon": base.horizon,
        "hash": loaded.sha256,
        "notes": base.notes,
        "actors": {name: {"title": actor.title, "says": actor.says} for name, actor in base.actors.items()},
        "readings": {
            name: {"title": title, "says": loaded.says.get(name, "")} for name, title in base.readings.items()
        },
        "moves": {name: _move(move) for name, move in base.moves.items()},
        "terms": _terms(base),
        "endings": {
            name: {
                "title": ending.title,
                "text": "otherwise" if ending.condition is None else ending.condition.text,
            }
            for name, ending in base.endings.items()
        },
        "measures": {
            name: {"title": measure.title, "text": measure_text(measure)}
            for name, measure in base.measures.items()
        },
        "conclusions": _conclusions(base),
        "documents": _documents(base),
        "claims": _claims(base),
        "order": _order(base),
    }


def rests_of(rests: Rests) -> Json:
    """What a number or a conclusion rests on."""
    return {
        "set_by": rests.set_by,
        "because": list(rests.because),
        "against": list(rests.against),
        "source": rests.source,
    }


def _move(move: Move) -> Json:
    return {
        "title": move.title,
        "says": move.says,
        "actor": move.actor,
        "options": list(move.options),
        "unverified": move.unverified,
        **rests_of(move.rests),
        "beliefs": {actor: rests_of(rests) for actor, rests in move.believed_rests.items()},
    }


def _terms(base: Scenario) -> Json:
    return {
        actor: {
            name: {"says": term.says, "text": term.expression.text, **rests_of(term.rests)}
            for name, term in terms.items()
        }
        for actor, terms in base.payoffs.items()
    }


def _conclusions(base: Scenario) -> Json:
    return {
        name: {
            "title": conclusion.title,
            "says": conclusion.says,
            "text": conclusion.holds_when.text,
            "because": list(conclusion.rests.because),
            "against": list(conclusion.rests.against),
        }
        for name, conclusion in base.conclusions.items()
    }


def _documents(base: Scenario) -> Json:
    return {
        name: {
            "title": document.title,
            "kind": document.kind,
            "author": document.author,
            "published": document.published,
            "link": document.link,
            "sha256": document.sha256,
            "note": document.note,
            "publisher": document.publisher,
            "container": document.container,
        }
        for name, document in base.documents.items()
    }


def _claims(base: Scenario) -> Json:
    return {
        name: {
            "document": claim.document,
            "claimant": claim.claimant,
            "says": claim.says,
            "hedge": claim.hedge,
            "unverified": claim.unverified,
            "start": claim.start,
            "end": claim.end,
            "span_sha256": claim.span_sha256,
            "type": claim.type,
            "condition": claim.condition,
            "about": claim.about.text if claim.about is not None else "",
            "mechanism": claim.mechanism,
            "status": claim.status,
            "supports": list(claim.supports),
            "attacks": list(claim.attacks),
            "restates": claim.restates,
        }
        for name, claim in base.claims.items()
    }


def _order(base: Scenario) -> Json:
    return {
        "actors": list(base.actors),
        "readings": list(base.readings),
        "moves": list(base.moves),
        "endings": list(base.endings),
        "measures": list(base.measures),
        "conclusions": list(base.conclusions),
        "terms": {actor: list(terms) for actor, terms in base.payoffs.items()},
    }
