"""An export that is read again: changed questions as new versions, other outcomes with the old withdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from standoff.ledger.moments import written
from standoff.ledger.shapes import QUESTION, RESOLUTION, WITHDRAWAL, event_id
from standoff.ledger.state import Ledger, set_again

Draft = Mapping[str, Any]


def renewed(ledger: Ledger, drafts: Sequence[Draft], author: str) -> list[Draft]:
    """The drafts of an import so that they can follow what the ledger holds of the same platform.

    Parameters
    ----------
    ledger : as it stands
    drafts : of the file, as if it were read for the first time
    author : in whose file they are written; only own questions and resolutions are renewed
    """
    found: list[Draft] = []
    undone = _undone(ledger, drafts, author)
    for draft in drafts:
        name, kind = str(draft.get("question", "")), draft["kind"]
        same = {**draft, "author": author}
        standing = event_id(set_again(ledger, same) if kind == RESOLUTION else same) in ledger.ids
        made = draft
        if kind == RESOLUTION and undone[event_id(same)] > 0:  # it stands, and so does its withdrawal
            undone[event_id(same)] -= 1
            continue
        if kind == QUESTION and name in ledger.versions and not standing:
            made = _version(ledger, draft, author)
        old = ledger.resolution(name) if kind == RESOLUTION else None
        if (
            old is not None
            and not standing
            and old.author == author
            and old.imported == draft.get("imported")
        ):
            found.append({"kind": "withdrawal", "withdraws": old.id, "known": written(old.known)})
        found.append(made)
    return found


def _undone(ledger: Ledger, drafts: Sequence[Draft], author: str) -> Counter[str]:
    """How often what the file takes back is taken back already, by the id of what is."""
    taken = [one for one in drafts if one["kind"] == WITHDRAWAL]
    return Counter(one["withdraws"] for one in taken if event_id({**one, "author": author}) in ledger.ids)


def _version(ledger: Ledger, draft: Draft, author: str) -> Draft:
    """The question as the version that stands already, else as the next one."""
    name = draft["question"]
    versions = [{**draft, "version": one.version} for one in ledger.versions[name] if one.version > 1]
    again = [one for one in versions if event_id({**one, "author": author}) in ledger.ids]
    return again[-1] if again else {**draft, "version": ledger.questions[name].version + 1}
