"""Members of summits before names are looked up: rows of a table become entries, draws become parameters.

A number of a member that is uncertain, or that comes from a table, becomes the parameter
`SUMMIT.MEMBER.NUMBER`: it is drawn, listed, counted and overlaid by readings like any other. What is
written in the scenario as a number or an expression stays as it is.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from standoff.draws import FORMS
from standoff.errors import Problem, ScenarioError, Span
from standoff.expressions import meant
from standoff.scenario.build.draft import Draft, Entry, by_name, title_of
from standoff.scenario.build.member_tables import NUMBERS, PER_CENT, Row, read_rows
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar, entries, kind_of, scalars, shown
from standoff.scenario.yaml.shape import is_name

RESTS = ("set_by", "because", "against", "source")
SET_BY = ("quote", "elicited", "data", "assumed")
_CALL = re.compile(r"([a-z_][a-z0-9_]*)\s*\(.*\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table of members: how messages call it, and its text."""

    shown: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class _Home:
    """A summit whose members are filled in: its title, its scale, and what its numbers rest on."""

    name: str
    title: str
    scale: tuple[float, float]
    pairs: Pairs


def files_named(top: Pairs) -> tuple[Scalar, ...]:
    """The names of tables of members, as the summits of a text have them."""
    found = (_file_of(entry.pairs) for entry in by_name(top.get("summits")).values())
    return tuple(name for name in found if name is not None)


def _file_of(summit: Pairs | None) -> Scalar | None:
    members = summit.get("members") if summit is not None else None
    name = members.get("file") if isinstance(members, Pairs) else None
    return name if isinstance(name, Scalar) else None


def with_members(base: Draft, tables: Mapping[str, TableFile]) -> Draft:
    """The draft with every table's rows in place of its name, and with the members' parameters.

    Parameters
    ----------
    tables : by the name that the scenario gives them

    Raises
    ------
    ScenarioError
        S205, S690 to S695: all problems of all tables.
    """
    problems: list[Problem] = []
    notes: list[Problem] = []
    made: dict[str, Entry] = {}
    written: list[tuple[Scalar, Node]] = []
    for name, entry in base.section("summits").items():
        node = entry.node
        if isinstance(node, Pairs):
            home = _Home(name, node.text("title") or title_of(name), _scale(node), node)
            node = _with(node, "members", _members(home, tables, made, problems, notes))
        written.append((entry.key, node))
    if problems:
        raise ScenarioError(problems)
    if not written:
        return base
    section = base.top.get("summits")
    top = _with(base.top, "summits", Pairs(tuple(written), section.span if section else base.top.span))
    return dataclasses.replace(base, top=top, parameters={**base.parameters, **made}, notes=tuple(notes))


def _with(pairs: Pairs, name: str, node: Node | None) -> Pairs:
    """A mapping with something else under a key that it has."""
    if node is None:
        return pairs
    return Pairs(tuple((key, node if key.text == name else old) for key, old in pairs), pairs.span)


def _scale(summit: Pairs) -> tuple[float, float]:
    values = [float(n.text) for n in scalars(summit.get("values")) if n.kind in ("whole", "number")]
    return (values[0], values[-1]) if values else (0.0, len(scalars(summit.get("options"))) - 1.0)


def _members(
    home: _Home,
    tables: Mapping[str, TableFile],
    made: dict[str, Entry],
    problems: list[Problem],
    notes: list[Problem],
) -> Node | None:
    node, file = home.pairs.get("members"), _file_of(home.pairs)
    if file is None:
        listed = [(key, _inline(home, key, own, made)) for key, own in entries(node)]
        return Pairs(tuple(listed), node.span) if isinstance(node, Pairs) else None
    if file.text not in tables:
        return None
    dimension = node.get("dimension") if isinstance(node, Pairs) else None
    table = tables[file.text]
    try:
        found = read_rows(table.text, table.shown, dimension if isinstance(dimension, Scalar) else None)
    except ScenarioError as error:
        problems += error.problems
        return None
    problems += found.problems
    notes += found.notes
    made_of: dict[str, tuple[Scalar, Pairs]] = {}
    for row in found.rows:
        key = _key(row, made_of, problems)
        read = _from_row(home, key or row.cells["name"], row, made if key is not None else {}, problems)
        if key is not None:
            made_of[key.text] = (key, read)
    return Pairs(tuple(made_of.values()), file.span)


def _inline(home: _Home, key: Scalar, node: Node, made: dict[str, Entry]) -> Node:
    """A member of the text; distributions among its numbers become parameters."""
    if not isinstance(node, Pairs):
        return node
    title = node.text("title") or title_of(key.text)
    listed: list[tuple[Scalar, Node]] = []
    for name, own in node:
        if name.text in NUMBERS and _is_draw(own):
            rests = list(_rests(node, home.pairs))
            own = _parameter(home, (key.text, name.text), (title, name.span), own, rests, made)
        listed.append((name, own))
    return Pairs(tuple(listed), node.span)


def _is_draw(node: Node) -> bool:
    """Whether a number of a member is a distribution, not an expression."""
    if not isinstance(node, Scalar):
        return True
    call = _CALL.fullmatch(node.text.strip())
    return call is not None and call[1] in FORMS


def _rests(*levels: Pairs | None) -> Iterator[tuple[Scalar, Node]]:
    """What a number rests on: of each key, what the first of several mappings says that has it."""
    for name in RESTS:
        for pairs in levels:
            key, node = (pairs.key(name), pairs.get(name)) if pairs is not None else (None, None)
            if key is not None and node is not None:
                yield key, node
                break


def _parameter(
    home: _Home,
    names: tuple[str, str],
    about: tuple[str, Span],
    draw: Node,
    rests: list[tuple[Scalar, Node]],
    made: dict[str, Entry],
) -> Scalar:
    """Puts the parameter of a member's number among the others; gives its name, as an expression."""
    (member, number), (title, span) = names, about
    full = f"{home.name}.{member}.{number}"
    own = draw if isinstance(draw, Pairs) and (draw.key("draw") or draw.key("is")) else None
    listed = list(own.entries) if own is not None else [(_word("draw", span), draw)]
    there = {key.text for key, _ in listed}
    if not there & set(RESTS):
        listed += rests
    if "says" not in there:
        said = f"{home.title}: {number} of {title}"
        listed.append((_word("says", span), _word(said, span)))
    if "unit" not in there and number == "salience":
        listed.append((_word("unit", span), _word("share", span)))
    made[full] = Entry(_word(full, span), Pairs(tuple(listed), span))
    return _word(full, span)


def _word(text: str, span: Span) -> Scalar:
    return Scalar(text, "text", span)


def _key(row: Row, found: Mapping[str, object], problems: list[Problem]) -> Scalar | None:
    """The member's name in the language: its name in the table, in small letters without accents."""
    cell = row.cells["name"]
    plain = unicodedata.normalize("NFKD", cell.text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    if not is_name(name):
        what = f"`{shown(cell.text)}` makes no name of a member."
        expected = "Expected a name that begins with a letter, of at most 60 characters."
        problems.append(Problem("S693", what, expected, "Put the long form under `title`.", cell.span))
    elif name in found:
        what = f"The member `{name}` is named twice."
        problems.append(Problem("S693", what, "Each member has one row.", "Rename or remove one.", cell.span))
    else:
        return Scalar(name, "text", cell.span)
    return None


def _from_row(home: _Home, key: Scalar, row: Row, made: dict[str, Entry], problems: list[Problem]) -> Pairs:
    """A member from a row of a table: every number of it is a parameter, every expression stays one."""
    said = row.cells.get("title") or row.cells["name"]
    title = said.text if said.text != key.text else title_of(key.text)
    listed: list[tuple[Scalar, Node]] = [(_word("title", said.span), _word(title, said.span))]
    if (says := row.cells.get("says")) is not None:
        listed.append((_word("says", says.span), says))
    members = home.pairs.get("members")
    rests = list(
        _rests(_row_rests(row, problems), members if isinstance(members, Pairs) else None, home.pairs)
    )
    for number in NUMBERS:
        own = _draw_of(home, row, number, problems)
        if own is None:
            continue
        if isinstance(own, Pairs) or own.kind in ("whole", "number") or _is_draw(own):
            about = (title, own.span)
            own = _parameter(home, (key.text, number), about, own, rests, made)
        listed.append((_word(number, own.span), own))
    if (votes := row.cells.get("votes")) is not None:
        if votes.kind not in ("whole", "number") or float(votes.text) < 0:
            what = f"The votes of `{key.text}` are `{shown(votes.text)}`."
            problems.append(Problem("S691", what, "Expected a number, 0 or more.", "", votes.span))
        listed.append((_word("votes", votes.span), votes))
    return Pairs((*listed, *rests), row.span)


def _row_rests(row: Row, problems: list[Problem]) -> Pairs | None:
    """What the row says that its numbers rest on; several claims stand with spaces between."""
    listed: list[tuple[Scalar, Node]] = []
    for name in RESTS:
        cell = row.cells.get(name)
        if cell is None:
            continue
        if name == "set_by" and cell.text not in SET_BY:
            what = f"`set_by` is the text `{shown(cell.text)}`."
            known = ", ".join(f"`{word}`" for word in SET_BY)
            problems.append(
                Problem("S205", what, "Expected one of four words.", f"Known: {known}.", cell.span)
            )
        node: Node = cell
        if name in ("because", "against"):
            found = re.finditer(r"[^\s;]+", cell.text)
            pieces = tuple(Scalar(m[0], "text", cell.span.part(m.start(), m.end())) for m in found)
            node = Items(pieces, cell.span)
        listed.append((_word(name, cell.span), node))
    return Pairs(tuple(listed), row.span) if listed else None


def _draw_of(home: _Home, row: Row, number: str, problems: list[Problem]) -> Pairs | Scalar | None:
    """A number of a row: one value, a distribution, an expression, or a range with its likeliest value."""
    mode, low, high = (row.cells.get(number + end) for end in ("", "_low", "_high"))
    for cell in (mode, low, high):
        if cell is not None:
            _check_range(home, row, number, cell, problems)
    if low is None and high is None:
        if mode is None and number == "position":
            what = f"The member `{shown(row.cells['name'].text)}` has no position."
            problems.append(Problem("S691", what, "Expected a number.", "", row.span))
        return _scaled(home, row, number, mode) if mode is not None else None
    ends = [cell for cell in (low, mode, high) if cell is not None]
    wrong = next((cell for cell in ends if cell.kind not in ("whole", "number")), None)
    if low is None or high is None or wrong is not None:
        what = f"`{number}_low` and `{number}_high` do not make a range here."
        expected = f"Expected two numbers; `{number}`, the likeliest, may stand between them."
        problems.append(Problem("S691", what, expected, "", (wrong or ends[0]).span))
        return None
    if float(low.text) == float(high.text):
        return low
    if mode is None:
        return Scalar(f"uniform({low.text}, {high.text})", "text", low.span)
    return Pairs(
        tuple((_word(k, c.span), c) for k, c in zip(("low", "mode", "high"), ends, strict=True)), low.span
    )


def _scaled(home: _Home, row: Row, number: str, cell: Scalar) -> Scalar:
    """KTAB's scales go from 0 to 100: positions are put onto the summit's, saliences from 0 to 1."""
    if not row.per_cent or number == "capability" or cell.kind not in ("whole", "number"):
        return cell
    low, high = home.scale if number == "position" else (0.0, 1.0)
    text = f"{low + (high - low) * float(cell.text) / PER_CENT:.10g}"
    return dataclasses.replace(cell, text=text, kind=kind_of(text, plain=True))


def _check_range(home: _Home, row: Row, number: str, cell: Scalar, problems: list[Problem]) -> None:
    if cell.kind not in ("whole", "number"):
        if row.per_cent or cell.kind in ("flag", "date"):
            what = f"`{shown(cell.text)}` is no number."
            expected = "Expected digits, with a point for decimals."
            number_meant = meant(cell.text)
            fix = f"Write `{number_meant}`." if number_meant else ""
            problems.append(Problem("S691", what, expected, fix, cell.span))
        elif number_meant := meant(cell.text):
            what = f"`{shown(cell.text)}` is not a number of the language."
            expected = "Expected a point before decimals, and nothing between thousands."
            problems.append(Problem("S322", what, expected, f"Write `{number_meant}`.", cell.span))
        return
    top = PER_CENT if row.per_cent else 1.0
    bounds = {"salience": (0.0, top), "capability": (0.0, float("inf"))}
    low, high = bounds.get(number, (0.0, top) if row.per_cent else home.scale)
    if low <= float(cell.text) <= high or number == "limit":
        return
    off = " is off the scale" if number == "position" else ""
    what = f"The {number} {cell.text}{off}." if off else f"The {number} is {cell.text}."
    expected = f"Expected {low:g} or more." if high == float("inf") else f"Expected {low:g} to {high:g}."
    fix = "Change the position, or the `values:` of the ladder." if off and not row.per_cent else ""
    problems.append(Problem("S694", what, expected, fix, cell.span))
