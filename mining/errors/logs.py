"""What can be wrong with the times of a log, and with logs and frames in memory."""

from __future__ import annotations

from collections.abc import Sequence

from mining.errors.message import EXAMPLES, MiningError, listed, near_name


class TimeError(MiningError):
    """Times cannot be read, or an analysis needs times that the log does not have."""

    @classmethod
    def beyond_nanoseconds(cls, moments: Sequence[int]) -> TimeError:
        """Moments (microseconds since 1970) that nanoseconds in 64 bits cannot hold."""
        years = listed((f"about year {1970 + micros / 31_556_952e6:.0f}" for micros in moments), EXAMPLES)
        return cls(
            f"{len(moments)} times lie outside the years 1678 to 2261, which pm4py's nanoseconds cannot hold.",
            found=f"{years}.",
            remedy="such dates often stand for 'never': correct or leave out these rows.",
        )

    @classmethod
    def beyond_sums(cls, analysis: str, years: float, longest: Sequence[tuple[str, float]]) -> TimeError:
        """The flow times together last longer than 64 bits of microseconds hold; longest are (case id, years)."""
        shown = "; ".join(f"case {case!r}: {length:,.0f} years" for case, length in longest[:EXAMPLES])
        return cls(
            f"{analysis} cannot be added up: the cases last {years:,.0f} years together, and microseconds hold 292,000.",
            found=f"{shown}.",
            remedy="dates like 9999-12-31 stand for 'never': mend or leave out these rows, or take parts: --since, --until.",
        )

    @classmethod
    def dates_lost(cls, column: str, examples: Sequence[str]) -> TimeError:
        """Only times of day (or minutes and seconds) are left, as after a spreadsheet reformatted the cells."""
        return cls(
            f'the dates in column "{column}" are lost: a time of day, or minutes and seconds, is all that is left.',
            found=", ".join(repr(text) for text in examples) + ".",
            remedy="export again without opening the file in a spreadsheet; --no-time keeps the file's order without times.",
        )

    @classmethod
    def without_year(cls, column: str, examples: Sequence[str]) -> TimeError:
        """Month, day and time of day stand there, and no year."""
        return cls(
            f'the dates in column "{column}" have no year, and nothing says which it is.',
            found=", ".join(repr(text) for text in examples) + ".",
            remedy="export again with whole dates (2024-03-05 15:07); --no-time keeps the file's order without times.",
        )

    @classmethod
    def not_times(cls, column: str, dtype: str) -> TimeError:
        """The column holds another type."""
        return cls(
            f'column "{column}" does not hold times.',
            found=f"values of type {dtype}.",
            remedy="name the column that holds the times: --end COLUMN.",
        )

    @classmethod
    def unknown_zone(cls, name: str) -> TimeError:
        """Nobody knows a zone of that name."""
        from zoneinfo import available_timezones

        return cls(
            f'no time zone "{name}".{near_name(name, sorted(available_timezones()))}',
            remedy="a name such as Europe/Lisbon or Asia/Shanghai.",
        )

    @classmethod
    def unreadable(cls, column: str, examples: Sequence[tuple[int, str]], rows: int) -> TimeError:
        """No format reads the column; examples are (row number of the file, text)."""
        shown = "; ".join(f"row {row}: {text!r}" for row, text in examples[:EXAMPLES])
        return cls(
            f'the times in column "{column}" cannot be read ({rows} rows).',
            found=shown + ".",
            remedy="name the column that holds the times (--end COLUMN), or --no-time to keep the file's order.",
        )

    @classmethod
    def none_in_log(cls, analysis: str) -> TimeError:
        """An analysis of time was asked of a log without times."""
        return cls(
            f"{analysis} needs times, and this log has none.",
            found="a log in file order, which serves discovery and conformance only.",
            remedy='name the column that holds the times: mining.read(path, end="COLUMN")   (command line: --end COLUMN)',
        )


class LogError(MiningError):
    """The parts given do not make a valid event log."""

    @classmethod
    def unknown_activity(cls, label: str, known: Sequence[str]) -> LogError:
        """An activity was named that does not occur in the log."""
        return cls(
            f'no activity "{label}" in the log.{near_name(label, known)}',
            found=listed(known) + ".",
            remedy='mining.read(path, end_activities=["LABEL"])   (command line: --end-activity LABEL)',
        )


class FrameError(MiningError):
    """A frame in memory cannot be taken for an event log."""

    @classmethod
    def of_another_kind(cls, given: object, wanted: str) -> FrameError:
        """The object is no frame of the kind that the function takes."""
        return cls(
            f"{wanted} is needed.",
            found=f"{type(given).__module__}.{type(given).__qualname__}.",
            remedy="mining.from_pandas, mining.from_polars, mining.from_pm4py, or mining.read for a file.",
        )

    @classmethod
    def empty(cls) -> FrameError:
        """The frame has no rows."""
        return cls("the frame is empty: there is no row to read.", remedy="check how it was selected.")

    @classmethod
    def named_twice(cls, column: str) -> FrameError:
        """Two columns bear one name."""
        return cls(f'two columns are called "{column}".', remedy=f'rename one: frame.columns = [..., "{column}_2"].')


class UnfitError(MiningError):
    """The data are unfit for the analysis (see the verdict of the reading)."""

    @classmethod
    def because(cls, reasons: Sequence[str]) -> UnfitError:
        """The findings that make the log unfit."""
        return cls(
            "the log is unfit for analysis.",
            found=listed(reasons, EXAMPLES) + ".",
            remedy="mend the export, or force=True   (command line: --force) if you accept this.",
        )
