"""Claims and what rests on them as Argdown (argdown.org): a text that draws as a map of arguments.

A claim is a statement `[name]`; a restatement is another member of the statement that it restates,
so that it is counted once there too. What rests on claims is a statement with the tag of its kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from standoff.evidence.auditing import origin
from standoff.evidence.records import Carried, Claim, Document

_SPECIAL = re.compile(r"([\\\[\]{}<>#@*_|`~])")


def as_argdown(
    title: str,
    documents: Mapping[str, Document],
    claims: Mapping[str, Claim],
    carried: Iterable[Carried] = (),
) -> str:
    """The text of an Argdown file: a section for each document, one for what rests on its claims.

    Parameters
    ----------
    title : of the scenario
    documents, claims : of the scenario, by name
    carried : what rests on claims

    Returns
    -------
    str

    Examples
    --------
    >>> first = Claim("c1", "paper", ("author",), "The pass is open.")
    >>> other = Claim("c2", "paper", ("author",), "Snow lies in it.", attacks=("c1",))
    >>> text = as_argdown("A pass", {"paper": Document("paper", "A paper", "")}, {"c1": first, "c2": other})
    >>> print(text[text.index("[c2]"):].rstrip())
    [c2]: Snow lies in it. {claimant: "author"}
      -> [c1]
    """
    lines = ["===", f"title: {json.dumps(title, ensure_ascii=False)}", "==="]
    for name, document in documents.items():
        own = [claim for claim in claims.values() if claim.document == name]
        if own:
            lines += ["", f"# {_escaped(document.title)}"]
            for claim in own:
                lines += ["", *_statement(claim, claims)]
    resting = [one for one in carried if one.rests.because or one.rests.against]
    if resting:
        lines += ["", "# What rests on them"]
        for one in resting:
            lines += ["", *_resting(one, claims)]
    return "\n".join(lines) + "\n"


def _statement(claim: Claim, claims: Mapping[str, Claim]) -> Iterator[str]:
    root = origin(claim.name, claims)
    tags = [claim.type] if claim.type else []
    tags += ["unverified"] if claim.unverified else []
    tags += [claim.status] if claim.status != "accepted" else []
    data = {
        "claimant": claim.claimant,
        "hedge": claim.hedge,
        "condition": claim.condition,
        "about": claim.about.text if claim.about else "",
        "mechanism": claim.mechanism,
        "place": f"{claim.start} to {claim.end}" if claim.placed else "",
        "restatement": claim.name if root != claim.name else "",
    }
    marked = "".join(f" #{tag}" for tag in tags)
    yield f"[{_title(root)}]: {_escaped(claim.says)}{marked}{_data(data)}"
    for relation, names in (("+>", claim.supports), ("->", claim.attacks)):
        for name in dict.fromkeys(origin(name, claims) for name in names):
            yield f"  {relation} [{_title(name)}]"


def _resting(one: Carried, claims: Mapping[str, Claim]) -> Iterator[str]:
    reading = f" in the reading {one.reading}" if one.reading else ""
    text = one.title or one.name
    data = _data({"set_by": one.rests.set_by})
    yield f"[{_title(f'{one.kind} {one.name}{reading}')}]: {_escaped(text)} #{one.kind}{data}"
    for relation, names in (("+", one.rests.because), ("-", one.rests.against)):
        for name in dict.fromkeys(origin(name, claims) for name in names):
            yield f"  {relation} [{_title(name)}]"


def _data(data: Mapping[str, str]) -> str:
    said = ", ".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in data.items() if value
    )
    return f" {{{said}}}" if said else ""


def _title(name: str) -> str:
    return name.replace("[", "(").replace("]", ")")


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
