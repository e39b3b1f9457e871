"""Names that have copies, in the written form: which copy is meant, and what is said of all of them.

A move or parameter with `each: senders` has one copy for each member of the group, `message[france]`.
Here the written form of an expression, as the analyst wrote it, becomes one in which every name is that
of one copy: `it` is the member whose copy it stands in, a bare name is this copy's, and `any(...)`,
`all(...)`, `count(...)` and `sum(...)` are written out over the group of the names in them. Nothing behind
this file knows of copies. Every part keeps the place of the text that it came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, NoReturn

from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions.functions import QUANTIFIERS
from standoff.expressions.records import Expression
from standoff.expressions.tokens import place
from standoff.expressions.unparsing import unparse
from standoff.expressions.written import (
    Written,
    WrittenCall,
    WrittenChain,
    WrittenComparison,
    WrittenList,
    WrittenLogic,
    WrittenName,
    WrittenNumber,
    mapped,
    parts_of,
    walk,
)

IT, EACH = "it", "each"
STAGED = "stage"  # the kind of what runs where a text stands in a stage of a repeated block
BEFORE = "before"  # the index that means the stage before, behind a member or alone
MOST_PARTS = 20_000  # of an expression that is written out; what is written has at most 500


class Running(NamedTuple):
    """One thing that runs where a text stands: of the group `over`, the member `at`.

    kind : "each" for an entry that is copied, "stage" for one in a repeated block (of `over`, the block
        and the entry in it, stage `at`), or the word of a quantifier
    """

    kind: str
    over: str
    at: str


Within = tuple[Running, ...]  # the innermost last


@dataclass(frozen=True, slots=True)
class Copies:
    """What a file says of copies.

    groups : members by group; families : by name that has copies, the group that it is copied over;
    taken : every other name and option of the file: the word `it` gives way to one that is called so
    options : by name of a move that has copies, the options of any of them
    """

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    options: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def copies(self, name: str) -> tuple[str, ...]:
        """The names of all copies of a name, none where it has none."""
        return tuple(indexed(name, member) for member in self.groups.get(self.families.get(name, ""), ()))


def indexed(name: str, index: str) -> str:
    """The name of one copy.

    Examples
    --------
    >>> indexed("message", "france")
    'message[france]'
    """
    return f"{name}[{index}]"


def base_of(name: str) -> str:
    """The name without its index.

    Examples
    --------
    >>> base_of("message[france]"), base_of("help")
    ('message', 'help')
    """
    return name.partition("[")[0]


def split(name: str) -> tuple[str, str, str]:
    """A name's base, the member that it is indexed by, and the stage with a comma before it.

    Examples
    --------
    >>> split("join[france,before]"), split("join[before]"), split("join[it]"), split("entry[2]")
    (('join', 'france', ',before'), ('join', '', ',before'), ('join', 'it', ''), ('entry', '', ',2'))
    """
    base, _, index = name.partition("[")
    parts = index.removesuffix("]").split(",") if index else []
    stage = parts.pop() if parts and (parts[-1] == BEFORE or parts[-1].isdigit()) else ""
    return base, ",".join(parts), f",{stage}" if stage else ""


def running_in(within: Within) -> str:
    """The member that runs innermost, or "" where none does."""
    return next((running.at for running in reversed(within) if running.kind != STAGED), "")


def member_of(name: str, within: Within, copies: Copies) -> str:
    """The member that runs over the group of a name that has copies, or "" where none does."""
    group = copies.families.get(name, "")
    return next((running.at for running in reversed(within) if running.over == group), "")


def written_out(expression: Expression, within: Within, copies: Copies) -> Expression:
    """A parsed expression in which every name is that of one copy.

    Parameters
    ----------
    within : what runs where the text stands
    copies : the groups of the file, and the names that have copies

    Returns
    -------
    Expression
        The same where no copies are named, else with its written form and `expanded` changed.

    Raises
    ------
    ScenarioError
        S490 a name with copies that stands bare, S491 an index that is no member, S492 a quantifier
        without one group, S493 too long once it is written out, S310 a quantifier's arguments.

    Examples
    --------
    >>> from standoff.expressions.reading import parse
    >>> made = Copies({"senders": ("france", "germany")}, {"message": "senders"})
    >>> str(written_out(parse("count(message == vague) >= 1", None), (), made))
    '(message[france] == vague) + (message[germany] == vague) >= 1'
    """
    if not copies.groups or not isinstance(expression.root, Written):
        return expression
    root = _Writer(expression.text, expression.span, copies).of(expression.root, within)
    if root == expression.root:
        return expression
    return replace(expression, root=root, expanded=unparse(root))


class _Writer:
    """One walk over a written expression."""

    def __init__(self, text: str, span: Span | None, copies: Copies) -> None:
        self.text, self.span, self.copies = text, span, copies
        self.n_parts = 0

    def fail(self, code: str, at: Written, what: str, expected: str, fix: str) -> NoReturn:
        where = place(self.text, self.span, at.start, at.end)
        raise ScenarioError(Problem(code, what, expected, fix, where))

    def of(self, part: Written, within: Within) -> Written:
        """A part, in the copy that it stands in."""
        self.n_parts += 1
        if self.n_parts > MOST_PARTS:
            what = f"Written out over its groups, the expression has more than {MOST_PARTS:,} parts."
            self.fail("S493", part, what, "", "Take one of the groups out of it, or make a group smaller.")
        if isinstance(part, WrittenName):
            return self.name(part, within)
        if isinstance(part, WrittenCall) and part.name in QUANTIFIERS:
            return self.quantified(part, within)
        if isinstance(part, WrittenComparison) and isinstance(part.items[0], WrittenName):
            return self.compared(part, part.items[0], within)
        return mapped(part, lambda inner: self.of(inner, within))

    def compared(self, part: WrittenComparison, first: WrittenName, within: Within) -> Written:
        """A comparison: behind a move, its options stay what they are, though moves are called so too."""
        options = self.copies.options.get(split(first.name)[0], frozenset())
        made = [self.of(first, within)]
        for item in part.items[1:]:
            if isinstance(item, WrittenList):
                kept = tuple(i if _is_one(i, options) else self.of(i, within) for i in item.items)
                made.append(replace(item, items=kept))
            else:
                made.append(item if _is_one(item, options) else self.of(item, within))
        return replace(part, items=tuple(made))

    def name(self, part: WrittenName, within: Within) -> WrittenName:
        base, index, stage = split(part.name)
        if part.name == IT and running_in(within) and IT not in self.copies.taken:
            return replace(part, name=running_in(within))
        if base not in self.copies.families:  # the term of a payoff can have copies too
            it = index == IT and running_in(within)
            return replace(part, name=indexed(base, running_in(within))) if it else part
        if index:
            return replace(part, name=self.indexed(part, base, index, within, stage))
        member = member_of(base, within, self.copies)
        if not member:
            self.bare(part)
        return replace(part, name=indexed(base, member + stage))

    def indexed(self, part: WrittenName, base: str, index: str, within: Within, stage: str) -> str:
        group = self.copies.families[base]
        member = running_in(within) if index == IT and running_in(within) else index
        if member == IT and not running_in(within):
            what = "`it` stands where nothing runs: in no entry with `each`, in no `any(...)` or the like."
            self.fail("S491", part, what, "", f"Write `{indexed(base, self.copies.groups[group][0])}`.")
        if member not in self.copies.groups[group]:
            what = f"`{member}` is no member of `{group}`, over which `{base}` is copied."
            self.fail("S491", part, what, "", nearest(member, self.copies.groups[group]))
        return indexed(base, member + stage)

    def bare(self, part: WrittenName) -> NoReturn:
        group = self.copies.families[base_of(part.name)]
        first = self.copies.groups[group][0]
        what = f"`{part.name}` has a copy for each of `{group}`, and none is named here."
        fix = (
            f"Write `{indexed(part.name, first)}` for one, or `any(...)`, `all(...)`, `count(...)` around it."
        )
        self.fail("S490", part, what, "", fix)

    # any, all, count, sum

    def quantified(self, part: WrittenCall, within: Within) -> Written:
        group, body = self.over(part, within)
        made = [
            self.of(body, (*within, Running(part.name, group, member)))
            for member in self.copies.groups[group]
        ]
        if part.name in ("any", "all"):
            word = "or" if part.name == "any" else "and"
            return made[0] if len(made) == 1 else WrittenLogic(part.start, part.end, word, tuple(made))
        if len(made) == 1:  # a count of one is a number still
            made.insert(0, WrittenNumber(part.start, part.end, 0.0))
        return WrittenChain(part.start, part.end, tuple(made), ("+",) * (len(made) - 1))

    def over(self, part: WrittenCall, within: Within) -> tuple[str, Written]:
        """The group that a quantifier runs over, and what it says of each member."""
        first = part.items[0] if part.items else None
        if isinstance(first, WrittenName) and first.name in self.copies.groups and len(part.items) == 2:
            return first.name, part.items[1]
        if first is None or len(part.items) != 1:
            n = len(part.items)
            what = f"`{part.name}` is given {n} argument{'' if n == 1 else 's'}."
            said = f"Expected `{part.name}(condition)` or `{part.name}(group, condition)`."
            self.fail(
                "S310", part, what, said.replace("condition", "number") if part.name == "sum" else said, ""
            )
        found = list(dict.fromkeys(self.groups_in(first)))
        running = {one.over for one in within}
        if len(found) > 1:
            found = [group for group in found if group not in running]
        if len(found) != 1 or found[0] in {one.over for one in within if one.kind != EACH}:
            self.no_group(part, found)
        return found[0], first

    def groups_in(self, part: Written) -> Iterator[str]:
        """The groups of the names with copies in a part that are bare or indexed by `it`."""
        if isinstance(part, WrittenCall) and part.name in QUANTIFIERS:
            return
        if isinstance(part, WrittenName):
            base = base_of(part.name)
            if base in self.copies.families and split(part.name)[1] in ("", IT):
                yield self.copies.families[base]
        inside = list(parts_of(part))
        if isinstance(part, WrittenComparison) and isinstance(part.items[0], WrittenName):
            options = self.copies.options.get(split(part.items[0].name)[0], frozenset())
            inside = [inner for inner in inside if inner is part.items[0] or not _is_one(inner, options)]
        for inner in inside:
            yield from self.groups_in(inner)

    def no_group(self, part: WrittenCall, found: list[str]) -> NoReturn:
        groups = list(self.copies.groups)
        said = " and ".join(f"`{group}`" for group in found)
        if not found:
            what = (
                f"No name inside `{part.name}(...)` has copies, so it is not said over which group it runs."
            )
        elif len(found) == 1:
            what = f"`{part.name}(...)` runs over {said}, and stands in another that does."
        else:
            what = f"The names inside `{part.name}(...)` are copied over {said}."
        first = (found or groups)[-1]
        fix = f"Say the group first, as `{part.name}({first}, ...)`; `name[it]` is its member's."
        staged = not found and any(isinstance(one, WrittenName) and "." in one.name for one in walk(part))
        if staged:
            fix = "It does not run over the stages of a block: let the block carry a state that counts."
        self.fail("S492", part, what, "Expected one group.", fix)


def _is_one(part: Written, options: frozenset[str]) -> bool:
    return isinstance(part, WrittenName) and part.name in options


def names_written(expression: Expression) -> frozenset[str]:
    """All names in an expression that was parsed, those of calls left out.

    Examples
    --------
    >>> from standoff.expressions.reading import parse
    >>> sorted(names_written(parse("max(a, b) if c == d", None)))
    ['a', 'b', 'c', 'd']
    """
    root = expression.root
    parts = walk(root) if isinstance(root, Written) else ()
    return frozenset(part.name for part in parts if isinstance(part, WrittenName))
