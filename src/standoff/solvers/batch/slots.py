"""Slots of the workspace in which a node's numbers live while somebody still needs them.

As a compiler assigns registers: a node's values until its last parent has been valued, its reach until its
children have theirs. A slot that is free again is the first to be taken, so that few are ever in use.
"""

from __future__ import annotations

from standoff.solvers.batch.partition import NODE, Structure


def value_slots(structure: Structure) -> tuple[list[int], int]:
    """Slot of each node's values, and how many slots there are."""
    last: dict[int, int] = {}
    made: dict[int, int] = {}  # block in which a node is computed
    time = 0
    for b, block in enumerate(structure.blocks):
        end, iterated = time + len(block.events), block.iterated
        for what, k in block.events:
            if what == NODE:
                made[k] = b
            for n in (k,) if what == NODE else structure.members[k]:
                for c in structure.children[n]:
                    outside = iterated and made.get(c, b) != b
                    last[c] = max(last.get(c, 0), end if outside else time)
            time += 1
    ends: dict[int, list[int]] = {}
    for node, when in last.items():
        ends.setdefault(when, []).append(node)
    slot = [-1] * len(structure.children)
    free: list[int] = []
    n_slots = time = 0
    for block in structure.blocks:
        for what, k in block.events:
            # a child's slot may be taken over at its last use: kernels read a player's row of all
            # children before they write that player's row of the node
            free.extend(slot[c] for c in sorted(ends.get(time, ())) if slot[c] >= 0)
            if what == NODE:
                if not free:
                    free.append(n_slots)
                    n_slots += 1
                slot[k] = free.pop()
            time += 1
    return slot, n_slots


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
