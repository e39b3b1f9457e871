"""Who does what at each information set, and why: options, payoff terms, beliefs beside the truth."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.figures.choices import TERM_COLOURS, options_drawing
from standoff.reports.sections.precision import noisy
from standoff.reports.text.ending_keys import DARK
from standoff.reports.text.numbers import NOTHING, number, percent, percent_range, plain_name, signed
from standoff.reports.text.titles import actor_title, base_name, move_title
from standoff.results.run.details import Action, Infoset
from standoff.results.run.folder import RunFiles

LIMIT = 0.02  # information sets reached less often are folded
OPEN_AT_MOST = 40
FOLDED_AT_MOST = 60
TERMS_DRAWN = len(TERM_COLOURS) - 1  # further terms are drawn together as "other terms"
OTHER_TERMS = "other terms"
BELIEF = " – "  # between the move that is hidden and what is believed of it
NAUGHT = "0.00"  # as `signed_worth` writes it
NEVER = 1e-9  # reach below which play is said never to come: mistakes alone lead there
SAME = 0.005  # payoff: differences below this explain nothing


@dataclass(frozen=True, slots=True)
class TermKey:
    """One payoff term in the drawing's key."""

    title: str
    colour: str

    @property
    def ink(self) -> str:
        return "#ffffff" if self.colour in DARK else "#000000"


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One option of an information set, as the page writes it; `terms` in the order of the keys."""

    option: str
    mean: str
    spread: str
    best: str
    value: str
    terms: tuple[str, ...]
    noise: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One information set."""

    anchor: str
    mover: str
    title: str
    reach: str
    knows: tuple[str, ...]
    hidden: bool
    precision: str
    why: str
    options: tuple[OptionLine, ...]
    keys: tuple[TermKey, ...]
    drawing: Markup
    beliefs: tuple[str, ...]  # one for each hidden move: its options with belief and truth
    belief_says: str

    def told(self, option: OptionLine) -> tuple[tuple[str, str], ...]:
        """Titles and values of an option's terms, but for those that are 0."""
        pairs = zip((key.title for key in self.keys), option.terms, strict=True)
        return tuple((title, value) for title, value in pairs if value != NAUGHT)


@dataclass(frozen=True, slots=True)
class ChoicePart:
    """One reading's information sets: those that are met, and the rest, folded."""

    shown: tuple[Choice, ...]
    folded: tuple[Choice, ...]
    left_off: int
    left_off_reach: str


def choice_part(files: RunFiles, reading: str) -> ChoicePart:
    """The information sets of one reading in the order of play, the improbable ones apart."""
    found = files.details[reading].infosets
    met = [h for h in found if h.reach >= LIMIT]
    top = {h.id for h in sorted(met, key=lambda h: (-h.reach, h.id))[:OPEN_AT_MOST]}
    rest = sorted((h for h in found if h.id not in top), key=lambda h: (-h.reach, h.id))
    off = rest[FOLDED_AT_MOST:]
    reading_key = files.readings.index(reading)
    drawn = set(_commonest(found).values()) if reading == files.base else set()
    return ChoicePart(
        tuple(_choice(files, h, reading_key, drawn=h.id in drawn) for h in found if h.id in top),
        tuple(_choice(files, h, reading_key, drawn=h.id in drawn) for h in rest[:FOLDED_AT_MOST]),
        len(off),
        percent(max((h.reach for h in off), default=0.0), 1),
    )


def _commonest(found: list[Infoset]) -> dict[str, int]:
    """By move without its copies: the information set that play reaches most often, which is drawn."""
    out: dict[str, Infoset] = {}
    for infoset in found:
        name = base_name(infoset.move)
        if name not in out or infoset.reach > out[name].reach:
            out[name] = infoset
    return {name: infoset.id for name, infoset in out.items()}


def _choice(files: RunFiles, infoset: Infoset, reading_key: int, *, drawn: bool) -> Choice:
    names = _term_order(infoset.actions)
    keys = tuple(TermKey(_term_title(name), TERM_COLOURS[i]) for i, name in enumerate(names))
    title = infoset.title or move_title(files, infoset.move)
    mover = actor_title(files, infoset.actor)
    return Choice(
        f"h{reading_key}-{infoset.id}",
        mover,
        title,
        percent(infoset.reach, 1),
        tuple(f"{move_title(files, m)} – {plain_name(option)}" for m, option in infoset.knows.items()),
        bool(infoset.beliefs),
        _precision(infoset, sharp=files.details[files.readings[reading_key]].sharp),
        reason(infoset),
        tuple(
            _line(action, names, noise=noisy(files, files.readings[reading_key], infoset.move, action))
            for action in infoset.actions
        ),
        keys,
        _drawing(infoset, names, f"{mover}: {title}") if drawn else Markup(""),
        _beliefs(files, infoset),
        _belief_says(infoset),
    )


def _precision(infoset: Infoset, *, sharp: bool) -> str:
    if infoset.precision is not None:
        return f"precision {number(infoset.precision)}"
    return "sharp play" if sharp else f"precision {NOTHING}"


def _beliefs(files: RunFiles, infoset: Infoset) -> tuple[str, ...]:
    """What the mover believes of each hidden move, the truth beside it."""
    found: dict[str, list[str]] = {}
    for b in infoset.beliefs:
        said = f"{plain_name(b.option)} {percent(b.belief)} (truth {percent(b.truth)})"
        found.setdefault(move_title(files, b.move), []).append(said)
    return tuple(f"{title}{BELIEF}{', '.join(told)}" for title, told in found.items())


def _belief_says(infoset: Infoset) -> str:
    """How its beliefs come about: by Bayes' rule from play, or in the limit where play never comes."""
    if infoset.reach > NEVER:
        return ""
    return "Play never comes here; it would believe"


def _term_title(name: str) -> str:
    return name if name == OTHER_TERMS else plain_name(name)


def _term_order(actions: list[Action]) -> list[str]:
    """Terms by how much they tell the options apart; equal ones by name; small ones taken together."""
    names = sorted({name for action in actions for name in action.terms})
    size = {name: max(abs(a.terms.get(name, 0.0)) for a in actions) for name in names}
    spread = {
        name: max(a.terms.get(name, 0.0) for a in actions) - min(a.terms.get(name, 0.0) for a in actions)
        for name in names
    }
    told = sorted((n for n in names if size[n] >= SAME), key=lambda n: (-round(spread[n], 9), n))
    return told if len(told) <= TERMS_DRAWN + 1 else [*told[:TERMS_DRAWN], OTHER_TERMS]


def _term(action: Action, name: str, names: list[str]) -> float:
    if name != OTHER_TERMS or name in action.terms:
        found = action.terms.get(name, 0.0)
    else:
        found = sum(value for other, value in action.terms.items() if other not in names)
    return found if abs(found) >= NEVER else 0.0  # what only mistakes of sharp play lead to


def reason(infoset: Infoset) -> str:
    """One sentence: which option is worth most from here on, and by which terms.

    The numbers are means over draws; with logit play a close second is chosen often too.
    """
    valued = [a for a in infoset.actions if a.value is not None]
    if len(valued) < 2:
        return ""
    ranked = sorted(valued, key=lambda a: (-(a.value or 0.0), a.option))
    best, second = ranked[0], ranked[1]
    lead = (best.value or 0.0) - (second.value or 0.0)
    if lead < SAME:
        return f"On average “{plain_name(best.option)}” and “{plain_name(second.option)}” are worth the same."
    names = sorted(set(best.terms) | set(second.terms))
    gap = {name: best.terms.get(name, 0.0) - second.terms.get(name, 0.0) for name in names}
    pair = f"“{plain_name(best.option)}” is worth {number(lead)} more than “{plain_name(second.option)}”"
    text = f"On average {pair}"
    up = max(names, key=lambda n: (gap[n], n), default="")
    down = min(names, key=lambda n: (gap[n], n), default="")
    if up and gap[up] >= SAME:
        text += f", most of all through {plain_name(up)} ({signed(gap[up])})"
    if down and gap[down] <= -SAME:
        text += f"; against it stands {plain_name(down)} ({signed(gap[down])})"
    return text + "."


def _line(action: Action, names: list[str], *, noise: bool) -> OptionLine:
    return OptionLine(
        plain_name(action.option),
        percent(action.mean),
        percent_range(action.q05, action.q95),
        percent(action.best_share),
        number(action.value),
        tuple(signed(_term(action, name, names)) for name in names),
        noise,
    )


def _drawing(infoset: Infoset, names: list[str], title: str) -> Markup:
    parts = [
        [(_term_title(name), _term(action, name, names)) for name in names] for action in infoset.actions
    ]
    said = f"{title}: probability of each option, and its payoff by term"
    return options_drawing(infoset.actions, parts, said)
