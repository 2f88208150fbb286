"""What can go wrong, and the words for it.

Every error says what is wrong, what was found (at most five examples), and what to do.
The constructors own the wording; a caller hands over facts.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

EXAMPLES = 5


def _listed(items: Iterable[object], limit: int = 12) -> str:
    """Return items as one comma separated text that names how many were left out."""
    texts = [str(item) for item in items]
    rest = len(texts) - limit
    return ", ".join(texts[:limit]) + (f", and {rest} more" if rest > 0 else "")


def _near(name: str, known: Sequence[str]) -> str:
    """Return ' Did you mean "x"?' for the nearest known name, or nothing."""
    folded = {k.casefold(): k for k in known}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return f' Did you mean "{folded[near[0]]}"?' if near else ""


class MiningError(Exception):
    """Something the user gave cannot be used; the message is one that a person can act on."""

    def __init__(self, wrong: str, *, found: str = "", remedy: str = "") -> None:
        self.wrong, self.found, self.remedy = wrong, found, remedy
        lines = [wrong]
        if found:
            lines.append(f"  Found: {found}")
        if remedy:
            lines.append(f"  Try: {remedy}")
        super().__init__("\n".join(lines))


class FileError(MiningError):
    """A file cannot be read or written.

    Attributes:
        nothing_there: the file is whole, but holds no table; among others it can be passed over.
    """

    nothing_there = False

    def without_table(self) -> FileError:
        """Return the error, marked as one of a file that holds no table."""
        self.nothing_there = True
        return self

    @classmethod
    def missing(cls, path: object) -> FileError:
        """The file is not there."""
        return cls(f'no file "{path}".', remedy="check the path; quote it if it holds spaces.")

    @classmethod
    def empty(cls, path: object) -> FileError:
        """The file holds no bytes, or no row."""
        return cls(f'"{path}" is empty: there is no row to read.', remedy="export the log again.").without_table()

    @classmethod
    def not_a_log(cls, path: object, seen: str) -> FileError:
        """The bytes are nothing that can be read as a log; `seen` says what they look like."""
        return cls(
            f'"{path}" is not a table or an event log.',
            found=seen,
            remedy="give a CSV, TSV, JSON, Excel, Parquet, Arrow or XES file (also packed: .gz, .zst, .xz, .zip), "
            "or a folder.",
        ).without_table()

    @classmethod
    def unreadable(cls, path: object, reason: str) -> FileError:
        """The file is there, and the system does not hand it over."""
        return cls(f'"{path}" cannot be read: {reason}.', remedy="give a file that you may read.")

    @classmethod
    def too_large(cls, path: object, found: str) -> FileError:
        """An archive unpacks to more than can be meant."""
        return cls(
            f'"{path}" unpacks to more than a log can be; it was not unpacked.',
            found=found,
            remedy='mining.read(path, unpack_limit="20GB")   (command line: --unpack-limit 20GB) if you trust it.',
        )

    @classmethod
    def changing(cls, path: object, found: str) -> FileError:
        """Somebody wrote to the file while it was read."""
        return cls(f'"{path}" changed while it was read.', found=found, remedy="wait until it is whole, or copy it.")

    @classmethod
    def not_decoded(cls, path: object, encoding: str, found: str) -> FileError:
        """The encoding that the user named does not fit the bytes, or nobody knows it."""
        return cls(
            f'"{path}" is not written in "{encoding}".',
            found=found,
            remedy="leave the encoding out: it is recognised; or name another, e.g. utf-8, gb18030, big5, cp1252.",
        )

    @classmethod
    def damaged(cls, path: object, found: str) -> FileError:
        """An archive or an XML document breaks off or contradicts itself."""
        return cls(f'"{path}" is damaged.', found=found, remedy="fetch or export the file again; this copy is not whole.")

    @classmethod
    def unclear_archive(cls, path: object, inside: Sequence[str]) -> FileError:
        """A folder, archive or workbook holds no table, or several of which none is meant more than the others."""
        if not inside:
            return cls(
                f'"{path}" holds no table.',
                found="no CSV, TSV, JSON, Excel, Parquet, Arrow or XES file inside.",
                remedy="give the file that holds the log.",
            )
        return cls(
            f'"{path}" holds several tables of different columns.',
            found=_listed(inside, EXAMPLES) + ".",
            remedy='mining.read(path, inside="NAME")   (command line: --inside NAME) for the one that is meant.',
        )

    @classmethod
    def not_inside(cls, path: object, inside: str, available: Sequence[str]) -> FileError:
        """The user named a table or sheet that is not there."""
        return cls(
            f'no "{inside}" in "{path}".{_near(inside, available)}',
            found=_listed(available) + ".",
            remedy='mining.read(path, inside="NAME")   (command line: --inside NAME), or leave it out.',
        )

    @classmethod
    def in_the_way(cls, path: object) -> FileError:
        """A file that nobody named would be overwritten."""
        return cls(f'"{path}" exists.', remedy=f"-o {path} to overwrite it, or -o ANOTHER.csv.")

    @classmethod
    def unwritable(cls, path: object, reason: str) -> FileError:
        """The output cannot be put there."""
        return cls(f'"{path}" cannot be written: {reason}.', remedy="choose another file with -o FILE.")

    @classmethod
    def unknown_suffix(cls, path: object, known: Sequence[str]) -> FileError:
        """The name of a file to be written does not say its kind."""
        return cls(f'"{path}" does not say what kind of file to write.', remedy=f"end the name in {', '.join(known)}.")

    @classmethod
    def too_much_for_a_sheet(cls, path: object, found: str) -> FileError:
        """A workbook cannot hold the log."""
        return cls(
            f'"{path}" would be more than a sheet of a workbook can hold.',
            found=f"{found}.",
            remedy="write .parquet or .csv, or select cases (--since, --until, --where).",
        )


class ColumnError(MiningError):
    """A column that is needed is not there, or is not what it was taken for."""

    @classmethod
    def missing(cls, column: str, role: str, available: Sequence[str]) -> ColumnError:
        """A column was named for a role, and the table does not have it."""
        return cls(
            f'no column "{column}" for the {role}.{_near(column, available)}',
            found=_listed(available) + ".",
            remedy=f'mining.read(path, {role}="COLUMN")   (command line: --{role} COLUMN)',
        )

    @classmethod
    def unrecognised(cls, role: str, available: Sequence[str], why: str = "") -> ColumnError:
        """No column could be recognised for a role that is needed."""
        return cls(
            f"no column was recognised as the {role}.{' ' + why if why else ''}",
            found=_listed(available) + ".",
            remedy=f'mining.read(path, {role}="COLUMN")   (command line: --{role} COLUMN)',
        )

    @classmethod
    def mixed(cls, column: str, kinds: Sequence[str]) -> ColumnError:
        """The values of a column in memory are of several types."""
        return cls(
            f'column "{column}" mixes values that have no common type.',
            found=f"{_listed(kinds)}.",
            remedy=f'frame["{column}"] = frame["{column}"].astype(str)   or leave the column out.',
        )

    @classmethod
    def no_times(cls, available: Sequence[str]) -> ColumnError:
        """No column holds times."""
        return cls(
            "no column was recognised as the time.",
            found=_listed(available) + ".",
            remedy='mining.read(path, end="COLUMN")   (command line: --end COLUMN), '
            "or no_time=True   (--no-time) to keep the file's order.",
        )

    @classmethod
    def one_row_per_case(cls, case: str, dates: Sequence[str]) -> ColumnError:
        """A ticket table: every case has one row with several dates, and nothing says what was done when."""
        return cls(
            f'every row is a case of its own (column "{case}"), with its dates side by side: '
            "this is a table of cases, not of events.",
            found=f"columns with times: {_listed(dates)}.",
            remedy='mining.read(path, shape="tickets")   (command line: --shape tickets) if each date is a step; better, '
            "export the history of the cases (one row per event), or name the columns: --case, --activity, --end.",
        )


class ShapeError(MiningError):
    """Rows are not what the user says they are, or two tables do not belong together."""

    @classmethod
    def no_stages(cls, available: Sequence[str]) -> ShapeError:
        """A table of tickets has no column with dates of a stage."""
        return cls(
            "no column holds the dates of a stage of the tickets (opened, assigned, resolved, closed).",
            found=_listed(available) + ".",
            remedy='mining.read(path, shape="tickets", steps={"COLUMN": "Activity"})   (command line: --step COLUMN=LABEL)',
        )

    @classmethod
    def no_changes(cls, available: Sequence[str]) -> ShapeError:
        """The columns of a change history are not there."""
        return cls(
            "this is no change history: columns for the field, its old and its new value are needed.",
            found=_listed(available) + ".",
            remedy="name them field, old_value and new_value; for SAP change documents, join the two tables: --join FILE.",
        )

    @classmethod
    def no_field(cls, field: str | None, fields: Sequence[str]) -> ShapeError:
        """A change history does not have the field, or it is unclear which is meant."""
        wrong = f'no field "{field}" in this change history.{_near(field, fields)}' if field else (
            "a change history of several fields, none of which looks like a status."
        )  # fmt: skip
        return cls(
            wrong, found=_listed(fields) + ".", remedy='mining.read(path, field="NAME")   (command line: --field NAME)'
        )

    @classmethod
    def half_of_changes(cls, header: bool) -> ShapeError:
        """One of the two tables of SAP change documents."""
        has, lacks, table = (
            ("who changed something, and when", "what was changed", "CDPOS")
            if header
            else ("what was changed", "who changed it, and when", "CDHDR")
        )
        return cls(
            f"this is one of two tables of change documents: it says {has}; the other says {lacks}.",
            remedy=f'mining.read(path, join="{table}.csv")   (command line: --join {table}.csv)',
        )

    @classmethod
    def no_transitions(cls, available: Sequence[str]) -> ShapeError:
        """No column tells starts from completions."""
        return cls(
            "no column holds starts and completions (start, complete, and perhaps schedule, suspend, resume, withdraw).",
            found=_listed(available) + ".",
            remedy="name it (--lifecycle COLUMN), or leave the shape out: --shape.",
        )

    @classmethod
    def without_transitions(cls, column: str, words: Sequence[str]) -> ShapeError:
        """The column that was named holds neither starts nor completions."""
        return cls(
            f'the column "{column}" holds neither starts nor completions.',
            found=_listed(words) + ".",
            remedy="name the column whose values are start, complete (perhaps schedule, suspend, ...): --lifecycle COLUMN.",
        )

    @classmethod
    def nothing_shared(cls, name: str, columns: Sequence[str], others: Sequence[str]) -> ShapeError:
        """The tables have no column in common."""
        return cls(
            f'"{name}" shares no column with the log, so that its rows cannot be told to belong to any.',
            found=f"{_listed(columns, EXAMPLES)}; and in the other {_listed(others, EXAMPLES)}.",
            remedy="give the keys the same names in both tables.",
        )

    @classmethod
    def keys_repeat(cls, name: str, keys: Sequence[str]) -> ShapeError:
        """Neither table has one row per key."""
        return cls(
            f'the columns shared with "{name}" identify a row in neither table.',
            found=f"{_listed(keys)}.",
            remedy="one of the tables needs one row per key; rename columns that are shared by accident.",
        )

    @classmethod
    def no_partner(cls, name: str, keys: Sequence[str]) -> ShapeError:
        """No row of one table belongs to a row of the other."""
        return cls(
            f'no row of "{name}" fits a row of the log.',
            found=f"compared by {_listed(keys)}.",
            remedy="check that both come from one export; rename columns that are shared by accident.",
        )


class TimeError(MiningError):
    """Times cannot be read, or an analysis needs times that the log does not have."""

    @classmethod
    def beyond_nanoseconds(cls, moments: Sequence[int]) -> TimeError:
        """Moments (microseconds since 1970) that nanoseconds in 64 bits cannot hold."""
        years = _listed((f"about year {1970 + micros / 31_556_952e6:.0f}" for micros in moments), EXAMPLES)
        return cls(
            f"{len(moments)} times lie outside the years 1678 to 2261, which pm4py's nanoseconds cannot hold.",
            found=f"{years}.",
            remedy="such dates often stand for 'never': correct or leave out these rows.",
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
            f'no time zone "{name}".{_near(name, sorted(available_timezones()))}',
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
            f'no activity "{label}" in the log.{_near(label, known)}',
            found=_listed(known) + ".",
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
            found=_listed(reasons, EXAMPLES) + ".",
            remedy="mend the export, or force=True   (command line: --force) if you accept this.",
        )


class BlueprintError(MiningError):
    """The blueprint file is wrong; the message begins with file, line and column."""

    def __init__(
        self,
        wrong: str,
        *,
        line: int | None = None,
        column: int | None = None,
        file: str = "",
        found: str = "",
        remedy: str = "",
    ) -> None:
        self.line, self.column, self.file = line, column, file
        place = ":".join(str(part) for part in (file, line, column) if part not in (None, ""))
        super().__init__(f"{place}: {wrong}" if place else wrong, found=found, remedy=remedy)


class ModelError(MiningError):
    """A process model (net, flow) cannot be executed or discovered."""

    @classmethod
    def unknown_miner(cls, miner: str, known: Sequence[str]) -> ModelError:
        """There is no miner of this name."""
        return cls(f'no miner "{miner}".{_near(miner, known)}', found=f"{_listed(known)}.", remedy=f"--model {known[0]}")


class NothingDesignedError(MiningError):
    """Conformance was asked without a design to compare with."""

    def __init__(self) -> None:
        super().__init__(
            "there is no design to compare with: conformance needs a blueprint or a model.",
            remedy="--blueprint FILE.yaml or --model FILE.pnml. A model discovered from the same log is not a design.",
        )


class SampleError(MiningError):
    """A service cannot be simulated as asked."""

    @classmethod
    def unknown(cls, name: str, known: Sequence[str]) -> SampleError:
        """There is no service of that name."""
        return cls(
            f'no sample service "{name}".{_near(name, known)}',
            found=_listed(known) + ".",
            remedy=f"mining sample {known[0]}",
        )

    @classmethod
    def too_few(cls, cases: int) -> SampleError:
        """Fewer than one case was asked for."""
        return cls("a sample needs at least one case.", found=str(cases), remedy="--cases 500")


class LanguageError(MiningError):
    """A report or a picture was asked for in a language that the catalogue does not have."""

    @classmethod
    def unknown(cls, language: str, known: Sequence[str]) -> LanguageError:
        """No words in this language."""
        return cls(
            f'no language "{language}".', found=_listed(known) + ".", remedy='language="en"   (command line: --language en)'
        )


class CalendarError(MiningError):
    """Working hours cannot be read, or nobody knows whose they are."""

    @classmethod
    def unreadable_hours(cls, hours: str, part: str) -> CalendarError:
        """The text says no weekly hours."""
        return cls(
            f'the working hours "{hours}" cannot be read.', found=f'"{part}".', remedy='"Mon-Fri 09:00-12:00, 13:00-18:00"'
        )

    @classmethod
    def unclear_parts(cls, owner: str, parts: Sequence[str]) -> CalendarError:
        """A calendar is stated in parts that are not those of a calendar."""
        return cls(
            f'the calendar of "{owner}" cannot be read.',
            found=_listed(parts) + ".",
            remedy='hours (a text), and perhaps timezone, holidays, workdays: {"hours": "Mon-Fri 09:00-17:00"}',
        )

    @classmethod
    def no_zone(cls, owner: str) -> CalendarError:
        """Clock times are meant in a zone, and none is known."""
        return cls(
            f'the calendar of "{owner}" needs a time zone, and the log has none.',
            remedy='mining.read(path, timezone="Europe/Lisbon")   (command line: --timezone), or name it in the calendar.',
        )

    @classmethod
    def unknown_region(cls, region: str) -> CalendarError:
        """No public holidays are known for it."""
        return cls(
            f'no public holidays are known for "{region}".', remedy='a country or region such as "CN" or "PT-11", or dates.'
        )

    @classmethod
    def not_a_date(cls, text: object) -> CalendarError:
        """A day off or a workday is no date."""
        return cls(f'"{text}" is no date.', remedy='a date such as "2025-01-26".')

    @classmethod
    def not_a_season(cls, text: str) -> CalendarError:
        """A part of the year is not told by its first and last day."""
        return cls(f'"{text}" is no season.', remedy='first and last day, month before day: "06-15..09-15".')

    @classmethod
    def unknown_calendar(cls, name: str, owner: str, known: Sequence[str]) -> CalendarError:
        """Somebody has a calendar that is not stated."""
        return cls(
            f'{owner} has the calendar "{name}", which is not stated.{_near(name, known)}', found=_listed(known) + "."
        )

    @classmethod
    def not_in_log(cls, column: str, name: str, known: Sequence[str]) -> CalendarError:
        """Something is stated of a resource, role, team or lane that is not there."""
        return cls(f'no {column} "{name}" in the log.{_near(name, known)}', found=_listed(known) + ".")

    @classmethod
    def nobody_there(cls, name: str, number: int) -> CalendarError:
        """A team has less than one person."""
        return cls(
            f'the number of people of "{name}" is {number}.', remedy="at least 1; name robots and accounts as shared."
        )


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
            f'there is no "{by}" to see the ledger by.{_near(by, known)}', found=_listed(known, 20) + ".", remedy="--by KEY"
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
            f'there is neither a step nor an activity "{step}".{_near(step, known)}',
            found=_listed(known) + ".",
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
            found=f"{share:.0%} of the instances end when they begin.",
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
