"""Putting in what is known of the moves, and other replacements of parts of an expression.

Nodes simplify themselves when they are made (`nodes`), so settling is a walk that rebuilds only
the parts that depend on a known move. Results are remembered: the compiler settles the same few
hundred expressions under the same few choices over and over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from standoff.expressions import nodes
from standoff.expressions.nodes import Node
from standoff.expressions.records import Expression

REMEMBERED = 200_000


def root_of(expression: Expression) -> Node:
    """The expression's meaning; an unresolved expression is the caller's mistake."""
    root = expression.root
    if not isinstance(root, Node):
        raise TypeError(f"`{expression.text}` was parsed but not resolved: its names are not looked up yet")
    return root


def _with_root(e: Expression, root: Node) -> Expression:
    return Expression(e.text, e.span, root, e.written, e.expanded)


def settle(expression: Expression, moves: Mapping[str, str | None]) -> Expression:
    """Put in the options of known moves (None: the move was skipped), and simplify.

    Moves that are not in `moves` stay. With all moves known only columns (parameters, measures),
    endings and payoffs remain.

    Raises
    ------
    KeyError
        A grid move is given an option that is not on its grid.

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read
    >>> e = read("5 if help == abandon", Scope({"help": Name("move", options=("fight", "abandon"))}))
    >>> key(settle(e, {"help": "abandon"})), key(settle(e, {"help": None}))
    ('5.0', '0.0')
    """
    root = root_of(expression)
    known = tuple([(move, moves[move]) for move in root.moves if move in moves])
    if not known:
        return expression
    return _with_root(expression, _settled(root, known))


@lru_cache(maxsize=REMEMBERED)
def _settled(root: Node, known: tuple[tuple[str, str | None], ...]) -> Node:
    return _put(root, dict(known))


def _put(node: Node, known: dict[str, str | None]) -> Node:
    if not any(move in known for move in node.moves):
        return node
    if node.kind == "chose":
        return nodes.truth(known[node.name] in node.options)
    if node.kind == "grid":
        return nodes.number(_grid_value(node, known[node.name]))
    if node.kind == "output":
        called = dict(node.called)
        past = [*node.options, *(f"{called.get(m, m)}={known[m] or ''}" for m in node.moves if m in known)]
        still = [(m, called.get(m, m)) for m in node.moves if m not in known]
        return nodes.output(node.name, node.term or "", node.choice, node.parts, still, past)
    if node.kind == "if":
        condition = _put(node.parts[0], known)
        if condition.kind == "number":
            return _put(node.parts[1 if condition.number else 2], known)
        return nodes.choose(condition, _put(node.parts[1], known), _put(node.parts[2], known))
    return rebuilt(node, tuple([_put(part, known) for part in node.parts]))


def _grid_value(node: Node, option: str | None) -> float:
    if option is None:
        return 0.0
    if option not in node.options:
        raise KeyError(f"`{option}` is not an option of the grid move `{node.name}`")
    return node.values[node.options.index(option)]


def rebuilt(node: Node, parts: tuple[Node, ...]) -> Node:
    """The node with other parts, simplified again."""
    kind = node.kind
    if kind in _FROM_LIST:
        return _FROM_LIST[kind](parts)
    if kind == "call":
        return nodes.call(node.name, parts)
    if kind == "output":
        called = dict(node.called)
        still = [(move, called.get(move, move)) for move in node.moves]
        return nodes.output(node.name, node.term or "", node.choice, parts, still, node.options)
    if kind == "quotient":
        return nodes.quotient(parts[0], parts[1])
    if kind == "power":
        return nodes.power(parts[0], parts[1])
    if kind == "not":
        return nodes.negate(parts[0])
    if kind == "if":
        return nodes.choose(parts[0], parts[1], parts[2])
    return nodes.compare(kind, parts[0], parts[1])


_FROM_LIST: dict[str, Callable[[tuple[Node, ...]], Node]] = {
    "sum": nodes.total,
    "product": nodes.product,
    "and": nodes.all_of,
    "or": nodes.any_of,
}


def replace(
    expression: Expression,
    *,
    columns: Mapping[str, Expression] | None = None,
    endings: Mapping[str, Expression] | None = None,
    payoffs: Mapping[str, Mapping[str, Expression]] | None = None,
) -> Expression:
    """Put expressions in the place of columns, endings and payoffs (all must be resolved).

    `payoffs` gives each actor's terms: `payoff(actor)` becomes their sum, `payoff(actor, term)`
    that term. What is not named stays.

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read
    >>> e = read("2 * a", Scope({"a": Name("parameter")}))
    >>> key(replace(e, columns={"a": constant(3.0)}))
    '6.0'
    """
    given_columns = {name: root_of(e) for name, e in (columns or {}).items()}
    given_endings = {name: root_of(e) for name, e in (endings or {}).items()}
    given_payoffs = {
        (actor, term): root_of(e) for actor, terms in (payoffs or {}).items() for term, e in terms.items()
    }
    actors = set(payoffs or {})

    def put(node: Node) -> Node:
        if node.kind == "column":
            return given_columns.get(node.name, node)
        if node.kind == "ending":
            return given_endings.get(node.name, node)
        if node.kind == "payoff" and node.name in actors:
            if node.term is None:
                return nodes.total([e for (actor, _), e in given_payoffs.items() if actor == node.name])
            return given_payoffs.get((node.name, node.term), node)
        if not node.parts:
            return node
        return rebuilt(node, tuple([put(part) for part in node.parts]))

    return _with_root(expression, put(root_of(expression)))


def constant(value: float) -> Expression:
    """A number as an expression.

    Examples
    --------
    >>> constant_of(constant(0.5))
    0.5
    """
    return Expression(f"{value:g}", None, nodes.number(value))


def condition(move: str, options: tuple[str, ...]) -> Expression:
    """`move in (options)` as an expression: true where the move was made with one of them.

    Examples
    --------
    >>> key(condition("help", ("fight",)))
    'help=fight'
    """
    return Expression(f"{move} in ({', '.join(options)})", None, nodes.chose(move, options))


def both(first: Expression, second: Expression) -> Expression:
    """`first and second`, for conditions.

    Examples
    --------
    >>> key(both(condition("a", ("x",)), condition("b", ("y",))))
    '(a=x and b=y)'
    """
    root = nodes.all_of((root_of(first), root_of(second)))
    return Expression(f"({first.text}) and ({second.text})", first.span, root)


def either(first: Expression, second: Expression) -> Expression:
    """`first or second`, for conditions.

    Examples
    --------
    >>> key(either(condition("a", ("x",)), condition("b", ("y",))))
    '(a=x or b=y)'
    """
    root = nodes.any_of((root_of(first), root_of(second)))
    return Expression(f"({first.text}) or ({second.text})", first.span, root)


def opposite(expression: Expression) -> Expression:
    """`not expression`, for conditions.

    Examples
    --------
    >>> key(opposite(condition("a", ("x",))))
    'not(a=x)'
    """
    return Expression(f"not ({expression.text})", expression.span, nodes.negate(root_of(expression)))


def key(expression: Expression) -> str:
    """Canonical text: expressions with equal keys have equal values.

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read
    >>> s = Scope({"a": Name("parameter"), "b": Name("parameter")})
    >>> key(read("a + b", s)) == key(read("b + a", s))
    True
    """
    return root_of(expression).key


def constant_of(expression: Expression) -> float | None:
    """The value, if it depends on nothing.

    Examples
    --------
    >>> from standoff.expressions import Scope, read
    >>> constant_of(read("2 * 3", Scope({})))
    6.0
    """
    root = root_of(expression)
    return root.number if root.kind == "number" else None


def truth_of(expression: Expression) -> bool | None:
    """Whether a condition holds, if that depends on nothing.

    Examples
    --------
    >>> from standoff.expressions import Scope, read
    >>> truth_of(read("1 < 2 and not 3 < 2", Scope({}), "truth"))
    True
    """
    value = constant_of(expression)
    return None if value is None else value != 0.0


def moves_of(expression: Expression) -> tuple[str, ...]:
    """Names of the moves that the value depends on, sorted.

    Examples
    --------
    >>> moves_of(condition("help", ("fight",)))
    ('help',)
    """
    return root_of(expression).moves


def names_of(expression: Expression) -> tuple[str, ...]:
    """Names of the parameters and measures that the value depends on, sorted.

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read
    >>> names_of(read("b * a", Scope({"a": Name("parameter"), "b": Name("parameter")})))
    ('a', 'b')
    """
    return tuple(sorted({node.name for node in walk(root_of(expression)) if node.kind == "column"}))


def endings_of(expression: Expression) -> tuple[str, ...]:
    """Names of the endings that the value depends on, sorted.

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read
    >>> endings_of(read("war or not peace", Scope({"war": Name("ending"), "peace": Name("ending")},
    ...     allowed=frozenset({"ending"})), "truth"))
    ('peace', 'war')
    """
    return tuple(sorted({node.name for node in walk(root_of(expression)) if node.kind == "ending"}))


def payoffs_of(expression: Expression) -> tuple[tuple[str, str | None], ...]:
    """The (actor, term) of each `payoff(...)`; term is None for all of an actor's terms.

    Examples
    --------
    >>> payoffs_of(constant(1.0))
    ()
    """
    found = {(n.name, n.term) for n in walk(root_of(expression)) if n.kind == "payoff"}
    return tuple(sorted(found, key=lambda pair: (pair[0], pair[1] or "")))


def outputs_of(expression: Expression) -> tuple[Node, ...]:
    """What the expression asks of fronts and summits, each once, by key.

    Examples
    --------
    >>> outputs_of(constant(1.0))
    ()
    """
    found = {node.key: node for node in walk(root_of(expression)) if node.kind == "output"}
    return tuple(found[key] for key in sorted(found))


def walk(node: Node) -> list[Node]:
    """The node and everything below it."""
    found = [node]
    for part in node.parts:
        found.extend(walk(part))
    return found
