"""Documents, claims and what rests on them: reading, anchoring, auditing, exporting.

Nothing is imported before it is asked for, so that `standoff --help` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standoff.evidence.anchoring import EvidenceError, anchor, anchored, read_document, text_of
    from standoff.evidence.annotations import as_annotations, as_csl
    from standoff.evidence.argdown import as_argdown
    from standoff.evidence.auditing import audit, origin
    from standoff.evidence.proposing import propose
    from standoff.evidence.records import Carried, Claim, Document, Interval, Rests

__all__ = [
    "Carried",
    "Claim",
    "Document",
    "EvidenceError",
    "Interval",
    "Rests",
    "anchor",
    "anchored",
    "as_annotations",
    "as_argdown",
    "as_csl",
    "audit",
    "origin",
    "propose",
    "read_document",
    "text_of",
]

_WHERE = {
    "Carried": "records",
    "Claim": "records",
    "Document": "records",
    "Interval": "records",
    "Rests": "records",
    "EvidenceError": "anchoring",
    "anchor": "anchoring",
    "anchored": "anchoring",
    "read_document": "anchoring",
    "text_of": "anchoring",
    "as_annotations": "annotations",
    "as_csl": "annotations",
    "as_argdown": "argdown",
    "audit": "auditing",
    "origin": "auditing",
    "propose": "proposing",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    module = importlib.import_module(f"standoff.evidence.{_WHERE[name]}")
    found = getattr(module, name)
    globals()[name] = found
    return found
