"""Slots of the workspace in which a node's reach lives until its children have theirs.

As a compiler assigns registers: a slot that is free again is the first to be taken, so that few are ever in
use.
"""

from __future__ import annotations

from standoff.solvers.batch.partition import Structure


def reach_slots(structure: Structure) -> tuple[list[int], int]:
    """Slot of each node's true reach; the root's is the row of ones."""
    order = structure.order[::-1]
    slot = [-1] * len(structure.children)
    free: list[int] = []
    n_slots = 0
    for node in order:
        if slot[node] >= 0:
            free.append(slot[node])  # the kernel reads a node's reach before it writes its children's
        for child in structure.children[node]:
            if structure.children[child] and slot[child] < 0:
                if not free:
                    free.append(n_slots)
                    n_slots += 1
                slot[child] = free.pop()
    return slot, n_slots
