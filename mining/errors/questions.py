"""What cannot be asked of a log: what is open later, a view, savings, causes of waiting."""

from __future__ import annotations

from collections.abc import Sequence

from mining.errors.message import MiningError, listed, near_name
from mining.shares import share_text


class OpenError(MiningError):
    """What will be open cannot be asked like this."""

    @classmethod
    def not_later(cls, by: object, end: object) -> OpenError:
        """The moment to look ahead to lies before the export's end."""
        return cls(
            "what breaks by then is asked of a moment after the export's end.",
            found=f"{by}; the export ends at {end}.",
            remedy="a later moment: --by 2026-09-01T18:00",
        )


class ViewError(MiningError):
    """The ledger cannot be seen from this side."""

    @classmethod
    def unknown(cls, by: str, known: Sequence[str]) -> ViewError:
        """Neither a key of the ledger nor an attribute has this name."""
        return cls(
            f'there is no "{by}" to see the ledger by.{near_name(by, known)}',
            found=listed(known, 20) + ".",
            remedy="--by KEY",
        )

    @classmethod
    def of_persons(cls, by: str) -> ViewError:
        """Persons would be compared."""
        return cls(
            f'the ledger is not shown by "{by}": persons are not compared.',
            found=by,
            remedy="see it by team or lane (--by lane).",
        )


class SavingsError(MiningError):
    """What should be taken away is not there, or not said so that it can be understood."""

    @classmethod
    def unreadable(cls, text: str, causes: Sequence[str]) -> SavingsError:
        """A text is no ``CAUSE[:STEP]=50%``."""
        return cls(
            f'"{text}" does not say what to take away.',
            found=text,
            remedy=f"CAUSE=50% or CAUSE:STEP=50%, with a cause of {', '.join(causes)}.",
        )

    @classmethod
    def unknown_step(cls, step: str, known: Sequence[str]) -> SavingsError:
        """There is neither a step nor an activity of this name."""
        return cls(
            f'there is neither a step nor an activity "{step}".{near_name(step, known)}',
            found=listed(known) + ".",
            remedy="the id of a step of the blueprint, or a label of the log.",
        )


class CausesError(MiningError):
    """The log cannot tell why instances waited.

    Attributes:
        reason: why, in one sentence.
        reason_zh: the same in Chinese.
    """

    reason = ""
    reason_zh = ""

    @classmethod
    def _because(cls, reason: str, reason_zh: str, *, found: str = "", remedy: str = "") -> CausesError:
        error = cls(f"why instances waited cannot be told: {reason}", found=found, remedy=remedy)
        error.reason, error.reason_zh = reason, reason_zh
        return error

    @classmethod
    def no_starts(cls) -> CausesError:
        """Times say when something ended, not when it began."""
        return cls._because(
            "the log does not say when they began.",
            "日志没有记录开始时间。",
            found="starts of less than half of the instances.",
            remedy='name the column of the starts: mining.read(path, start="COLUMN")   (command line: --start COLUMN); '
            "the ledger of mining.waste gives bounds without it.",
        )

    @classmethod
    def no_lengths(cls, share: float) -> CausesError:
        """Most services begin and end at the same time, so nobody is ever seen at work."""
        return cls._because(
            "most of them have no length.",
            "大多数实例的开始与结束时间相同。",
            found=f"{share_text(share)} of the instances end when they begin.",
            remedy="export the real starts; the ledger of mining.waste gives bounds without them.",
        )

    @classmethod
    def states(cls) -> CausesError:
        """The times say when a state was entered."""
        return cls._because(
            "the times say when a state was entered, so there is no gap between states.",
            "时间表示进入状态的时刻，状态之间没有间隔。",
            remedy="mining.waste shows the time in each state.",
        )

    @classmethod
    def unknown_order(cls, order: object) -> CausesError:
        """Only two orders of causes are defined."""
        return cls(f"no such order of causes: {order!r}.", remedy="mining.DEFAULT_ORDER or mining.PUBLISHED_ORDER")


class ReviewError(MiningError):
    """Two periods cannot be compared like this."""

    @classmethod
    def of_what(cls) -> ReviewError:
        """Neither two logs nor one with a moment to split it at, or both."""
        return cls(
            "a review compares two logs, or the two parts of one that is split.",
            remedy='mining.review(before, after), or mining.review(log, split="2026-09-01")   '
            "(command line: BEFORE AFTER, or LOG --split 2026-09-01)",
        )

    @classmethod
    def empty_side(cls, split: object, first: object, last: object) -> ReviewError:
        """All cases arrived on one side of the split."""
        return cls(
            "all cases arrived on one side of the split.",
            found=f"{split}; cases arrived from {first} to {last}.",
            remedy="a moment between these: --split 2026-09-01",
        )

    @classmethod
    def empty_log(cls, which: str) -> ReviewError:
        """One of the logs has no case."""
        return cls(f"the log of the period {which} has no case.", remedy="an export, or a selection, that holds some.")


class ExplainError(MiningError):
    """There is nothing to explain."""

    @classmethod
    def unknown(cls, name: str, known: Sequence[str]) -> ExplainError:
        """No word, finding, deviation or figure is called so."""
        return cls(
            f'nothing is called "{name}".{near_name(name, known)}',
            remedy="mining explain, without a name, lists everything.",
        )


class MapError(MiningError):
    """A process map cannot be drawn like this."""

    @classmethod
    def too_large(cls, activities: int, paths: int, most: int) -> MapError:
        """Nobody could read it, and laying it out would take all memory."""
        return cls(
            f"a map of so many paths cannot be drawn: at most {most:,} are.",
            found=f"{paths:,} paths between {activities:,} activities.",
            remedy="fewer of them: draw(paths=0.1, activities=0.1)   (command line: --paths 0.1 --activities 0.1)",
        )
