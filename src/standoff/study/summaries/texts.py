"""The texts of a scenario for the report and the web page: `text.json` (docs/design/004)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.compiler import with_types
from standoff.results.run.texts import (
    AnswerText,
    Asked,
    Claim,
    Document,
    Idle,
    MoveText,
    OptionText,
    Order,
    Reasons,
    Since,
    Titled,
    Words,
)
from standoff.scenario.plausibility.review import idle_things
from standoff.study.summaries.summary import measure_text

if TYPE_CHECKING:
    from standoff.evidence import Claim as SourceClaim
    from standoff.evidence import Document as SourceDocument
    from standoff.scenario import LoadedScenario
    from standoff.scenario.records import Move, Question, Rests, Scenario, Term


def texts_of(loaded: LoadedScenario) -> Words:
    """Titles, questions, texts of conditions and formulas, claims and documents of the base reading.

    `order` lists the names of each kind as they stand in the text, because JSON keys are sorted.
    """
    base = loaded.reading()
    return Words(
        name=base.name,
        title=base.title,
        question=base.question,
        as_of=base.as_of,
        horizon=base.horizon,
        hash=loaded.sha256,
        notes=base.notes,
        actors={name: Titled(title=actor.title, says=actor.says) for name, actor in base.actors.items()},
        readings={
            name: Titled(title=title, says=loaded.says.get(name, "")) for name, title in base.readings.items()
        },
        moves={name: _move(move) for name, move in with_types(base).moves.items()},
        terms={
            actor: {name: _term(term) for name, term in terms.items()}
            for actor, terms in base.payoffs.items()
        },
        endings={
            name: Titled(
                title=ending.title, text="otherwise" if ending.condition is None else str(ending.condition)
            )
            for name, ending in base.endings.items()
        },
        measures={
            name: Titled(title=measure.title, text=measure_text(measure))
            for name, measure in base.measures.items()
        },
        conclusions=_conclusions(base),
        documents={name: _document(document) for name, document in base.documents.items()},
        claims={name: _claim(claim) for name, claim in base.claims.items()},
        happened={
            name: Since(text=str(own.event), on=own.on, says=own.says, source=own.source, link=own.link)
            for name, own in base.happened.items()
        },
        questions={name: _asked(base, own) for name, own in base.questions.items()},
        answers=[
            AnswerText(
                asks=own.asks,
                kind=own.kind,
                name=own.name,
                says=list(own.says or ()),
                cuts=list(own.cuts) if own.says else [],
            )
            for own in base.answers
        ],
        idle=[Idle(name=name, says=says) for name, says in idle_things(loaded)],
        order=_order(base),
    )


def _asked(base: Scenario, own: Question) -> Asked:
    """A question, with the condition of the measure that it names where it has none of its own."""
    named = base.measures.get(str(own.asks)) if own.kind == "D" else None
    given = named.given if named is not None else own.given
    return Asked(
        text=own.text,
        given="" if given is None else str(given),
        criteria=own.criteria,
        source=own.source,
        due=own.due,
    )


def _reasons(rests: Rests) -> Reasons:
    """What a number or a conclusion rests on."""
    return Reasons(
        set_by=rests.set_by,
        because=list(rests.because),
        against=list(rests.against),
        source=rests.source,
    )


def _move(move: Move) -> MoveText:
    return MoveText(
        title=move.title,
        says=move.says,
        actor=move.actor,
        options=list(move.options),
        unverified=move.unverified,
        set_by=move.rests.set_by,
        because=list(move.rests.because),
        against=list(move.rests.against),
        source=move.rests.source,
        beliefs={actor: _reasons(rests) for actor, rests in move.believed_rests.items()},
        seen_by=sorted(move.sees),
        together=sorted(move.together),
        block=move.block,
        stage=move.stage,
        number=move.private,
        state=move.state,
        option_words={
            o: OptionText(title=title, says=says) for o, (title, says) in move.option_words.items()
        },
    )


def _term(term: Term) -> Titled:
    return Titled(
        says=term.says,
        text=str(term.expression),
        set_by=term.rests.set_by,
        because=list(term.rests.because),
        against=list(term.rests.against),
        source=term.rests.source,
    )


def _conclusions(base: Scenario) -> dict[str, Titled]:
    return {
        name: Titled(
            title=conclusion.title,
            says=conclusion.says,
            text=str(conclusion.holds_when),
            because=list(conclusion.rests.because),
            against=list(conclusion.rests.against),
        )
        for name, conclusion in base.conclusions.items()
    }


def _document(document: SourceDocument) -> Document:
    return Document(
        title=document.title,
        kind=document.kind,
        author=document.author,
        published=document.published,
        link=document.link,
        sha256=document.sha256,
        note=document.note,
        publisher=document.publisher,
        container=document.container,
    )


def _claim(claim: SourceClaim) -> Claim:
    return Claim(
        document=claim.document,
        claimant=claim.claimant,
        says=claim.says,
        hedge=claim.hedge,
        unverified=claim.unverified,
        start=claim.start,
        end=claim.end,
        span_sha256=claim.span_sha256,
        type=claim.type,
        condition=claim.condition,
        about=claim.about.text if claim.about is not None else "",
        mechanism=claim.mechanism,
        status=claim.status,
        supports=list(claim.supports),
        attacks=list(claim.attacks),
        restates=claim.restates,
    )


def _order(base: Scenario) -> Order:
    return Order(
        actors=list(base.actors),
        readings=list(base.readings),
        moves=list(base.moves),
        endings=list(base.endings),
        measures=list(base.measures),
        conclusions=list(base.conclusions),
        headlines=list(base.headlines),
        terms={actor: list(terms) for actor, terms in base.payoffs.items()},
    )
