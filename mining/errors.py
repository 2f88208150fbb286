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
    """A file cannot be read or written."""

    @classmethod
    def missing(cls, path: object) -> FileError:
        """The file is not there."""
        return cls(f'no file "{path}".', remedy="check the path; quote it if it holds spaces.")

    @classmethod
    def empty(cls, path: object) -> FileError:
        """The file holds no bytes, or no row."""
        return cls(f'"{path}" is empty: there is no row to read.', remedy="export the log again.")

    @classmethod
    def not_a_log(cls, path: object, seen: str) -> FileError:
        """The bytes are nothing that can be read as a log; `seen` says what they look like."""
        return cls(
            f'"{path}" is not a table or an event log.',
            found=seen,
            remedy="give a CSV, TSV, Parquet or XES file (also .gz, or .zip with one of them).",
        )

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
            remedy="unpack it yourself if you trust it, and give the file inside.",
        )

    @classmethod
    def damaged(cls, path: object, found: str) -> FileError:
        """An archive or an XML document breaks off or contradicts itself."""
        return cls(f'"{path}" is damaged.', found=found, remedy="fetch or export the file again; this copy is not whole.")

    @classmethod
    def unclear_archive(cls, path: object, inside: Sequence[str]) -> FileError:
        """An archive holds no table, or several."""
        return cls(
            f'"{path}" does not hold exactly one table.',
            found=(_listed(inside) if inside else "no CSV, TSV, Parquet or XES file inside") + ".",
            remedy="unpack it and give the table that is meant.",
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
            remedy="export the history of the cases (one row per event), or name the columns: --case, --activity, --end.",
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
