"""Readings as overlays: the draft of the file with some entries replaced, every name checked to exist."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.errors import nearest
from standoff.scenario.build.context import Desk
from standoff.scenario.build.draft import Draft, Entry, base_name, by_name, replaced, title_of
from standoff.scenario.yaml.nodes import Pairs, Scalar

OFF, PRECISION = "off", "precision"


def reading_titles(top: Pairs) -> dict[str, str]:
    """Title of each reading, the file's own first."""
    base, own = base_name(top), top.get("reading")
    found = {base: (own.text("title") if isinstance(own, Pairs) else "") or title_of(base)}
    for name, entry in by_name(top.get("readings")).items():
        found.setdefault(name, entry.text("title") or title_of(name))
    return found


def reading_says(top: Pairs) -> dict[str, str]:
    """What each reading says of itself."""
    own = top.get("reading")
    found = {base_name(top): own.text("says") if isinstance(own, Pairs) else ""}
    for name, entry in by_name(top.get("readings")).items():
        found.setdefault(name, entry.text("says"))
    return found


def overlaid(base: Draft, entry: Entry, desk: Desk) -> Draft:
    """The draft of one reading; complains about what it names and does not exist."""
    name = entry.key.text
    if name == base.reading:
        what = f"The reading `{name}` has the name of the file's own reading."
        desk.complain("S401", what, entry.key.span, fix="Rename one; the file's own stands under `reading:`.")
    play = entry.pairs.get("play") if entry.pairs is not None else None
    play_key = entry.pairs.key("play") if entry.pairs is not None else None
    return Draft(
        top=base.top,
        claims_files=base.claims_files,
        reading=name,
        parameters=_parameters(base, entry, desk),
        terms=_terms(base, entry, desk),
        beliefs=_beliefs(base, entry, desk),
        fixed=_fixed(entry, desk),
        play=Entry(play_key, play) if play is not None and play_key is not None else base.play,
        copies=base.copies,
        groups=base.groups,
    )


def _section(entry: Entry, key: str) -> dict[str, Entry]:
    return by_name(entry.pairs.get(key)) if entry.pairs is not None else {}


def _exists(key: Scalar, known: Mapping[str, object], kind: str, reading: str, desk: Desk) -> bool:
    if key.text in known:
        return True
    said = kind.format(name=key.text)
    what = f"The reading `{reading}` names {said}, which the file does not have."
    fix = nearest(key.text, list(known)) or "Add it to the file itself first."
    if key.text.startswith(PRECISION):
        fix = "Write `play: {precision: ...}` in the reading."
    desk.complain("S423", what, key.span, fix=fix)
    return False


def _parameters(base: Draft, entry: Entry, desk: Desk) -> dict[str, Entry]:
    found = dict(base.parameters)
    for name, new in _section(entry, "parameters").items():
        if _exists(new.key, base.parameters, "the parameter `{name}`", entry.key.text, desk):
            found[name] = replaced(new, base.parameters[name])
    return found


def _terms(base: Draft, entry: Entry, desk: Desk) -> dict[str, Mapping[str, Entry]]:
    found = {actor: dict(terms) for actor, terms in base.terms.items()}
    for actor, overlay in _section(entry, "payoffs").items():
        if not _exists(overlay.key, found, "payoffs of `{name}`", entry.key.text, desk):
            continue
        for name, new in by_name(overlay.node).items():
            if not _exists(
                new.key, base.terms[actor], f"the payoff term `{{name}}` of `{actor}`", entry.key.text, desk
            ):
                continue
            if isinstance(new.node, Scalar) and new.node.text == OFF:
                nothing = Scalar("0", "whole", new.node.span)  # it stays, so that measures can name it
                found[actor][name] = replaced(Entry(new.key, nothing), base.terms[actor][name])
            else:
                found[actor][name] = replaced(new, base.terms[actor][name])
    return dict(found)


def _beliefs(base: Draft, entry: Entry, desk: Desk) -> dict[str, Mapping[str, Entry]]:
    found = {move: dict(beliefs) for move, beliefs in base.beliefs.items()}
    moves = base.section("moves")
    for name, overlay in _section(entry, "beliefs").items():
        if not _exists(overlay.key, moves, "the move `{name}`", entry.key.text, desk):
            continue
        pairs = moves[name].pairs
        if pairs is None or pairs.get("chance") is None:
            what = f"The reading `{entry.key.text}` gives beliefs about `{name}`, which is no chance move."
            expected = "Beliefs are about chance moves; about decisions actors reason themselves."
            desk.complain("S413", what, overlay.key.span, expected=expected)
        elif isinstance(overlay.node, Scalar):
            found.pop(name, None)
        else:
            found.setdefault(name, {}).update(by_name(overlay.node))
    return dict(found)


def _fixed(entry: Entry, desk: Desk) -> dict[str, Scalar]:
    found = {}
    for name, overlay in _section(entry, "moves").items():
        if not isinstance(overlay.node, Scalar):
            continue
        moves = dict.fromkeys(desk.named("move"))
        if not _exists(overlay.key, moves, "the move `{name}`", entry.key.text, desk):
            continue
        options = desk.names[name].options
        if overlay.node.text != OFF and overlay.node.text not in options:
            what = f"`{overlay.node.text}` is no option of the move `{name}`."
            fix = nearest(overlay.node.text, [*options, OFF])
            desk.complain("S423", what, overlay.node.span, expected="Expected an option, or `off`.", fix=fix)
        else:
            found[name] = overlay.node
    return found
