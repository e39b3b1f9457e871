"""The language of formulas: text, checked against names and units, settled by moves, over draws.

`parse` reads a text, `resolve` (or `check`) looks up its names in a `Scope`, `read` does both.
`settle` puts in known moves, `evaluate` gives the values over draws, `bounds` between what they lie.
"""

from standoff.expressions.bounds import Range, bounds, point
from standoff.expressions.checking import check, read, resolve
from standoff.expressions.copies import (
    EACH,
    IT,
    STAGED,
    Copies,
    Running,
    Within,
    base_of,
    indexed,
    member_of,
    names_written,
    written_out,
)
from standoff.expressions.evaluating import evaluate, evaluate_all
from standoff.expressions.foreign_numbers import meant, separator_of
from standoff.expressions.functions import FUNCTIONS, QUANTIFIERS
from standoff.expressions.literals import Literal, literals
from standoff.expressions.option_values import asked
from standoff.expressions.partial_evaluation import (
    both,
    condition,
    constant,
    constant_of,
    either,
    endings_of,
    key,
    moves_of,
    names_of,
    opposite,
    outputs_of,
    payoffs_of,
    replace,
    root_of,
    settle,
    truth_of,
)
from standoff.expressions.reading import parse
from standoff.expressions.records import (
    UNITS,
    Expression,
    Name,
    NameKind,
    Output,
    Process,
    Scope,
    Want,
    date_of,
    day_number,
)
from standoff.expressions.three_valued import three_valued
from standoff.expressions.tokens import KEYWORDS, place
from standoff.expressions.unparsing import unparse

__all__ = [
    "EACH",
    "FUNCTIONS",
    "IT",
    "KEYWORDS",
    "QUANTIFIERS",
    "STAGED",
    "UNITS",
    "Copies",
    "Expression",
    "Literal",
    "Name",
    "NameKind",
    "Output",
    "Process",
    "Range",
    "Running",
    "Scope",
    "Want",
    "Within",
    "asked",
    "base_of",
    "both",
    "bounds",
    "check",
    "condition",
    "constant",
    "constant_of",
    "date_of",
    "day_number",
    "either",
    "endings_of",
    "evaluate",
    "evaluate_all",
    "indexed",
    "key",
    "literals",
    "meant",
    "member_of",
    "moves_of",
    "names_of",
    "names_written",
    "opposite",
    "outputs_of",
    "parse",
    "payoffs_of",
    "place",
    "point",
    "read",
    "replace",
    "resolve",
    "root_of",
    "separator_of",
    "settle",
    "three_valued",
    "truth_of",
    "unparse",
    "written_out",
]
