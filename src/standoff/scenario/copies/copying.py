"""A file's tree with every `each` written out: what is behind it sees single moves, numbers and terms.

`message` with `each: senders` becomes `message[france]`, `message[germany]`, ... in its place; the nodes
keep their places in the text, and every scalar of a copy knows the member that runs (`Scalar.within`), so
that expressions are read as the analyst wrote them and become the copy's only then
(`expressions/copies.py`). The meaning is that of the same text written out by hand (docs/design/019).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions import EACH, IT, Copies, Running, indexed
from standoff.scenario.copies.groups import groups_of
from standoff.scenario.copies.trees import by_text, merged, put, renamed, running, without
from standoff.scenario.records import Group
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar, entries, scalars, title_of

BUT = "but"
MOST_COPIES = 5_000
MOST_PROBLEMS = 50
_COPIED = ("parameters", "moves")


@dataclass(slots=True)
class Writing:
    """One file while its copies are written out.

    terms : of each payoff term that has copies, by (actor, term), the group
    titles : of the actors
    """

    copies: Copies
    groups: Mapping[str, Group]
    titles: Mapping[str, str]
    actors: frozenset[str]
    terms: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    n_copies: int = 0

    def complain(self, code: str, what: str, at: Span, *, expected: str = "", fix: str = "") -> None:
        self.problems.append(Problem(code, what, expected, fix, at))
        if len(self.problems) >= MOST_PROBLEMS:
            raise ScenarioError(self.problems)

    def members(self, group: str) -> tuple[str, ...]:
        return self.copies.groups.get(group, ())

    def each(self, key: Scalar, node: Node, group: str, short: str) -> Iterator[tuple[Scalar, Node, str]]:
        """One entry for each member of a group: its key, its body and the member.

        short : the key that a body which is a single value stands for
        """
        other = self.exceptions(node, group)
        for member in self.members(group):
            self.n_copies += 1
            if self.n_copies > MOST_COPIES:
                what = f"Written out, the file has more than {MOST_COPIES:,} copies."
                problem = Problem("S260", what, "", "Copy less, or make a group smaller.", key.span)
                raise ScenarioError([*self.problems, problem])
            own = excepted(node, other.get(member), short)
            yield key, running(own, Running(EACH, group, member)), member

    def exceptions(self, node: Node, group: str) -> dict[str, Node]:
        """What `but` says, by member; one by its name goes before one by its group's."""
        found: dict[str, Node] = {}
        written = entries(node.get(BUT)) if isinstance(node, Pairs) else ()
        inner = [(key, value) for key, value in written if key.text in self.copies.groups]
        for key, value in (*inner, *(pair for pair in written if pair not in inner)):
            names = self.members(key.text) or (key.text,)
            for name in names:
                if name in self.members(group):
                    found[name] = value
                elif len(names) == 1 and key.text not in self.copies.groups:
                    what = f"`{name}` is no member of `{group}`."
                    self.complain("S257", what, key.span, fix=nearest(name, self.members(group)))
        return found


def excepted(node: Node, other: Node | None, short: str) -> Node:
    """The body of one copy: with the keys that an exception says, or its value for what the entry is."""
    body = without(node, EACH, BUT) if isinstance(node, Pairs) else node
    if other is None or not isinstance(body, Pairs):
        return body
    if not isinstance(other, Pairs) or not _keyed(other):
        other = Pairs(((Scalar(short, "text", other.span), other),), other.span)
    return merged(body, other)


def _keyed(pairs: Pairs) -> bool:
    """Whether a mapping says keys of an entry, and is no distribution of its own."""
    return not any(pairs.key(name) for name in ("quantiles", "low", "mode", "high", "mixture"))


def group_in(pairs: Node) -> Scalar | None:
    """The group that an entry is copied over."""
    node = pairs.get(EACH) if isinstance(pairs, Pairs) else None
    return node if isinstance(node, Scalar) else None


def copies_of(top: Pairs, groups: Mapping[str, Group], problems: list[Problem]) -> Copies:
    """The names that have copies, and the names that mean something else."""
    families: dict[str, str] = {}
    for name in _COPIED:
        for key, node in entries(top.get(name)):
            group = group_in(node)
            if group is not None and is_group(group, groups, problems):
                families[key.text] = group.text
    for block, node in entries(top.get("moves")):
        inner = node.get("moves") if isinstance(node, Pairs) and node.key("repeat") is not None else None
        for key, move in entries(inner):
            group = group_in(move)
            if group is not None and is_group(group, groups, problems):
                if families.setdefault(key.text, group.text) != group.text:
                    what = f"`{key.text}` is copied over `{families[key.text]}` elsewhere."
                    problems.append(Problem("S256", what, "Expected one group.", "Rename one.", group.span))
                families[f"{block.text}.{key.text}"] = group.text
    taken = {key.text for name in ("actors", "parameters", "moves") for key, _ in entries(top.get(name))}
    for _, move in entries(top.get("moves")):
        if isinstance(move, Pairs):
            taken |= set(_named(move))
    members = {name: group.members for name, group in groups.items()}
    return Copies(members, families, frozenset(taken), _options_of(top))


def _options_of(top: Pairs) -> dict[str, frozenset[str]]:
    """The options of every move with `each`, those of exceptions too; by its own and its block's name."""
    found: dict[str, frozenset[str]] = {}
    for key, node in entries(top.get("moves")):
        inner = node.get("moves") if isinstance(node, Pairs) and node.key("repeat") is not None else None
        for name, move in ((key.text, node), *((f"{key.text}.{k.text}", m) for k, m in entries(inner))):
            if group_in(move) is None or not isinstance(move, Pairs):
                continue
            bodies = [move, *(body for _, body in entries(move.get("but")) if isinstance(body, Pairs))]
            own = frozenset(option for body in bodies for option in _named(body))
            for called in {name, name.rpartition(".")[2]}:
                found[called] = found.get(called, frozenset()) | own
    return found


def _named(move: Pairs) -> Iterator[str]:
    options = move.get("options")
    if isinstance(options, Items):
        yield from (node.text for node in scalars(options))
    yield from (key.text for key, _ in entries(options))
    yield from (key.text for key, _ in entries(move.get("chance")))


def is_group(node: Scalar, groups: Mapping[str, Group], problems: list[Problem]) -> bool:
    """Whether `each` names a group; else a complaint."""
    if node.text in groups:
        return True
    what = f"`each` names `{node.text}`, which is no group."
    fix = nearest(node.text, list(groups)) or "Add it under `groups:`, as `groups: {allies: [a, b]}`."
    problems.append(Problem("S256", what, "Expected the name of a group.", fix, node.span))
    return False


def titled(writing: Writing, key: Scalar, body: Node, member: str) -> Node:
    """A copied move with the member in its title."""
    if not isinstance(body, Pairs):
        return body
    own = body.get("title")
    said = own.text if isinstance(own, Scalar) else title_of(key.text)
    at = own if isinstance(own, Scalar) else key
    title = Scalar(f"{said} ({writing.titles[member]})", "text", at.span)
    return put(body, renamed(key, "title"), title)


def said_of(writing: Writing, body: Node, member: str) -> Node:
    """A copied number or term with the member in what it means."""
    own = body.get("says") if isinstance(body, Pairs) else None
    if not isinstance(body, Pairs) or not isinstance(own, Scalar):
        return body
    said = Scalar(f"{own.text.rstrip('.')} ({writing.titles[member]})", "text", own.span)
    return put(body, Scalar("says", "text", own.span), said)


def actor_keys(writing: Writing, node: Pairs, within: str = "") -> Pairs:
    """A mapping of actors with groups written out; what stands under an actor's own name goes before."""
    given = by_text(node)
    found: dict[str, tuple[Scalar, Node]] = {}
    for name, (key, value) in given.items():
        it = name == IT and within and IT not in writing.actors
        if name in writing.copies.groups:
            for member in writing.members(name):
                if member not in given:
                    body = running(value, Running(EACH, name, member))
                    found.setdefault(member, (renamed(key, member), body))
        else:
            own = within if it else name
            found[own] = (renamed(key, own), value)
    return Pairs(tuple(found.values()), node.span)


def copied_names(copies: Copies, name: str) -> tuple[tuple[str, str], ...]:
    """Of a name that has copies, each copy's name with its member."""
    group = copies.families.get(name, "")
    return tuple((indexed(name, member), member) for member in copies.groups.get(group, ()))


def _title(key: Scalar, node: Node) -> str:
    said = node.text if isinstance(node, Scalar) else node.text("title") if isinstance(node, Pairs) else ""
    return said or title_of(key.text)


def writing_of(top: Pairs) -> Writing:
    """What is needed to write a file's copies out, its groups read and checked."""
    problems: list[Problem] = []
    groups = groups_of(top, problems)
    if problems:  # of an `each` over a group that is wrong nothing can be told
        raise ScenarioError(problems)
    copies = copies_of(top, groups, problems)
    titles = {key.text: _title(key, node) for key, node in entries(top.get("actors"))}
    writing = Writing(copies, groups, titles, frozenset(titles))
    writing.problems += problems
    return writing
