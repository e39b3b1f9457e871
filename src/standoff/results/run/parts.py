"""What a model says of its own parts: what each ending is made of, and what nobody heeds."""

from __future__ import annotations

from standoff.results.base_record import Option, Record, Text

HEEDED = 0.01  # of probability: where later play differs by less, it does not depend on a signal
ONE_WAY = 0.99  # of the plays in which a move is made: an option that is taken so often is always taken


class OptionShare(Record):
    """How often a move comes to an option; null: it is not made."""

    option: Option | None
    share: float


class MoveShares(Record):
    """What a move comes to in some plays, in shares that add up to 1.

    differs : half the sum of the differences from all plays, from 0 (the same) to 1 (nothing in common)
    """

    move: Text
    differs: float = 0.0
    options: list[OptionShare]


class Course(Record):
    """A whole course of play that comes to an ending: the moves that are made, in their order.

    share : of the plays that come to this ending
    """

    share: float
    moves: dict[Text, Option]


class EndingParts(Record):
    """What an ending is made of: its plays, by the moves that led to it.

    probability : of the ending, over the draws that are explained
    moves : those that differ most from all plays first; empty where the ending never comes
    courses : the most frequent ones, each at least 1 % of the ending
    """

    ending: Text
    probability: float
    moves: list[MoveShares] = []
    courses: list[Course] = []


class Signal(Record):
    """Whether what anybody does later depends on a move that others see.

    play : the largest difference in later play between two of its options, at information sets that
        differ in it alone: half the sum of the differences in probability, mean over draws; null where
        no two sets differ in it alone
    at : the later move at which this is so
    belief : the largest difference in what a later mover believes of something hidden, measured alike
    pairs : how many pairs of information sets were compared
    by_rule : whether some later choice is there, or has an option, only after some of its options
    through : later chance moves that depend on it and on which later play depends
    told_apart : whether any later mover has information sets that tell its options apart
    uncompared : whether some such set has no other that differs in this move alone, so that nothing can be
        said of the play there; or something was observed, which pins the play of an observed move
    """

    move: Text
    play: float | None = None
    at: Text = ""
    belief: float | None = None
    pairs: int = 0
    by_rule: bool = False
    through: list[Text] = []
    told_apart: bool = True
    uncompared: bool = False

    @property
    def never(self) -> bool:
        """Whether nothing later could depend on it, whatever the numbers are."""
        return not (self.told_apart or self.by_rule or self.through)

    @property
    def idle(self) -> bool:
        """Whether nothing that anybody does later depends on it; in these draws, where it could."""
        unclear = self.by_rule or self.through or self.uncompared or self.play is None
        return self.never or not (unclear or (self.play or 0.0) >= HEEDED)


class Parts(Record):
    """What a reading's play says of its parts, over the draws that are explained.

    draws : solved draws that are counted; unsolved : draws of the sample without an answer
    moves : what each move comes to in all plays
    """

    draws: int = 0
    unsolved: int = 0
    moves: list[MoveShares] = []
    endings: list[EndingParts] = []
    signals: list[Signal] = []

    @property
    def one_way(self) -> list[tuple[str, str, float]]:
        """Moves that, where they are made, nearly always go the same way: move, option and share."""
        found = []
        for move in self.moves:
            made = [one for one in move.options if one.option is not None]
            total = sum(one.share for one in made)
            most = max(made, key=lambda one: one.share, default=None)
            if most is not None and len(made) > 1 and total > 0.0 and most.share >= ONE_WAY * total:
                found.append((move.move, str(most.option), most.share / total))
        return found
