"""House rules on words: British spelling, one word for one meaning, nothing of any machine."""

from __future__ import annotations

import ast
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest
from source import ROOT, python_files, shown, text_files, tree

AMERICAN = (
    r"behavior\w*|colors?(?![-:_])|colored|favor\w*|honor\w*|labor|neighbor\w*|center(?!:)|defense|"
    r"analyze[ds]?|analyzing|organiz(?!ation)\w*|recogniz\w*|summariz\w*|optimiz\w*|normaliz\w*|"
    r"modeling|modeled|labeled|canceled|catalog"
)
# One word, one meaning: what the glossary says not to say, where a search can tell.
UNSAID = r"utility|utilities|regrets?|nature moves|random player|payout|leaf nodes?|trajectory|rollout|reward"
EXCUSED = {"docs/reference/glossary.md", "LICENSE"}  # the glossary names the words it advises against


@cache
def _prose() -> dict[str, list[tuple[int, str]]]:
    """Numbered lines of the documents and library, and of the package's comments and sentences."""
    pages = [path for path in text_files() if path.suffix == ".md"]
    scenarios = [path for path in text_files() if path.suffix == ".yaml" and "library" in path.parts]
    lines = {shown(path): _lines(path) for path in (*pages, *scenarios)}
    lines |= {shown(path): _sentences(path) for path in python_files()}
    return {name: said for name, said in lines.items() if name not in EXCUSED}


def _lines(path: Path) -> list[tuple[int, str]]:
    return list(enumerate(path.read_text(encoding="utf-8").splitlines(), 1))


def _sentences(path: Path) -> list[tuple[int, str]]:
    """Comments and strings of more than one word: names in code follow the libraries that they call."""
    with tokenize.open(path) as file:
        comments = [
            (token.start[0], token.string)
            for token in tokenize.generate_tokens(file.readline)
            if token.type == tokenize.COMMENT
        ]
    strings = [
        (node.lineno, node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip()
    ]
    return comments + strings


def _found(pattern: str) -> list[str]:
    search = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    # Titles of works and names of other people's code are spelt as they are.
    quoted = re.compile(r"\"[^\"\n]*\"|`[^`\n]*`|\*[A-Z][^*\n]*\*|Games and Economic Behavior")
    return [
        f"{name}:{number}: {match.group()}"
        for name, said in _prose().items()
        for number, line in said
        for match in search.finditer(quoted.sub("", line))
    ]


def test_prose_of_the_project_is_spelt_the_british_way() -> None:
    assert _found(AMERICAN) == []


def test_prose_of_the_project_uses_one_word_for_one_meaning() -> None:
    assert _found(UNSAID) == []


def test_shares_of_draws_are_never_called_probabilities() -> None:
    wrong = r"(?<!no )probability (that|of) (the|a) conclusions?|conclusions? (has|have) (a )?probabilit\w+"
    assert _found(wrong) == []


# Written in pieces, so that this file does not find itself.
MACHINE = [
    r"/ho" + r"me/\w+",
    r"/Us" + r"ers/\w+",
    r"\bpy" + r"pi\b",
    r"python" + r"hosted",
    r"/wo" + r"rk/\w+",
    r"/ro" + r"ot/",
]


@pytest.mark.parametrize("pattern", MACHINE)
def test_files_name_no_machine_and_no_package_index(pattern: str) -> None:
    search = re.compile(pattern, re.IGNORECASE)
    named = [
        shown(path)
        for path in text_files()
        if shown(path) != "LICENSE" and search.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


def test_lock_file_holds_names_versions_and_hashes_only() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.split(r"\n(?=\S)", re.sub(r"^#.*\n|^\n", "", text, flags=re.MULTILINE).strip())
    one = re.compile(
        r"[a-z0-9-]+==[0-9a-z.]+( ; [a-z_]+ [<=!]+ '[\w.]+')?( \\\n    --hash=sha256:[0-9a-f]{64})+"
    )
    assert [pin for pin in pins if not one.fullmatch(pin)] == []
    assert len(pins) > 30


# The words of the house style: a page that says what each means, in our own words, has them all.
FIELD = """scenario reading actor player chance node root decision terminal history action ending payoff value
reach belief assessment gain regret Nash subgame-perfect sequential quantal precision parameter
distribution draw design ensemble option measure conclusion tipping evpi evppi box coverage density
summit member rule quota salience capability guarantee entrapment abandonment side strength
attrition reserve supply hazard breakthrough document span claim claimant hedge support attack
forecast resolution void ambiguous Brier position"""
PHRASES = (
    "information set",
    "behaviour profile",
    "status quo",
    "strike out",
    "log score",
    "first order",
    "total order",
)


def test_glossary_says_what_every_word_of_the_house_means() -> None:
    page = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")][2:]
    heads = " ".join(row[0] + " " + row[1] if len(row) > 1 else row[0] for row in rows)
    wanted = [*FIELD.split(), *PHRASES]
    assert [word for word in wanted if not re.search(rf"\b{word}\b", heads)] == []
    assert [row[0] for row in rows if len(row) < 2 or not row[1].strip()] == []
