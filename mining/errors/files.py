"""What can be wrong with a file, its columns, its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mining.errors.message import EXAMPLES, MiningError, listed, near_name


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
    def stray_cells(cls, path: object, found: str) -> FileError:
        """The cells of a sheet stand so far apart that the rectangle around them does not fit into memory."""
        return cls(
            f'"{path}" holds a sheet that is too large to be loaded; it was not loaded.',
            found=found,
            remedy="delete the rows and columns behind the table (Ctrl+End goes to the last cell), or export it as CSV;"
            ' or mining.read(path, unpack_limit="20GB")   (command line: --unpack-limit 20GB) if you trust it.',
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
            found=listed(inside, EXAMPLES) + ".",
            remedy='mining.read(path, inside="NAME")   (command line: --inside NAME) for the one that is meant.',
        )

    @classmethod
    def not_inside(cls, path: object, inside: str, available: Sequence[str]) -> FileError:
        """The user named a table or sheet that is not there."""
        return cls(
            f'no "{inside}" in "{path}".{near_name(inside, available)}',
            found=listed(available) + ".",
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
            f'no column "{column}" for the {role}.{near_name(column, available)}',
            found=listed(available) + ".",
            remedy=f'mining.read(path, {role}="COLUMN")   (command line: --{role} COLUMN)',
        )

    @classmethod
    def unrecognised(cls, role: str, available: Sequence[str], why: str = "") -> ColumnError:
        """No column could be recognised for a role that is needed."""
        return cls(
            f"no column was recognised as the {role}.{' ' + why if why else ''}",
            found=listed(available) + ".",
            remedy=f'mining.read(path, {role}="COLUMN")   (command line: --{role} COLUMN)',
        )

    @classmethod
    def no_row(cls, taken: Mapping[str, str], reasons: Mapping[str, int]) -> ColumnError:
        """Columns were taken, and no row has what a row needs; `reasons` count the rows that lack it."""
        lacking = "; ".join(f"{reason}: {rows:,} row{'' if rows == 1 else 's'}" for reason, rows in reasons.items())
        columns = ", ".join(f'{role} from "{column}"' for role, column in taken.items())
        return cls(
            "no row has a case id, an activity and a time.",
            found=f"{columns}. {lacking or 'no row at all'}.",
            remedy='mining.read(path, case="COLUMN", activity="COLUMN", end="COLUMN")   '
            "(command line: --case COLUMN --activity COLUMN --end COLUMN)",
        )

    @classmethod
    def mixed(cls, column: str, kinds: Sequence[str]) -> ColumnError:
        """The values of a column in memory are of several types."""
        return cls(
            f'column "{column}" mixes values that have no common type.',
            found=f"{listed(kinds)}.",
            remedy=f'frame["{column}"] = frame["{column}"].astype(str)   or leave the column out.',
        )

    @classmethod
    def no_times(cls, available: Sequence[str], unnamed: Sequence[str] = ()) -> ColumnError:
        """No column is known as the time of an event; those of `unnamed` hold times, and no name says which is what."""
        several = len(unnamed) > 1
        return cls(
            "no column was recognised as the time"
            + (": several hold times, and no name says which is what." if several else "."),
            found=f"columns with times: {listed(unnamed)}." if several else listed(available) + ".",
            remedy=(
                f'mining.read(path, start="{unnamed[0]}", end="{unnamed[1]}")   '
                f'(command line: --start "{unnamed[0]}" --end "{unnamed[1]}") if they are these, '
                if several
                else 'mining.read(path, end="COLUMN")   (command line: --end COLUMN), '
            )
            + "or no_time=True   (--no-time) to keep the file's order.",
        )

    @classmethod
    def one_row_per_case(cls, case: str, dates: Sequence[str]) -> ColumnError:
        """A ticket table: every case has one row with several dates, and nothing says what was done when."""
        return cls(
            f'every row is a case of its own (column "{case}"), with its dates side by side: '
            "this is a table of cases, not of events.",
            found=f"columns with times: {listed(dates)}.",
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
            found=listed(available) + ".",
            remedy='mining.read(path, shape="tickets", steps={"COLUMN": "Activity"})   (command line: --step COLUMN=LABEL)',
        )

    @classmethod
    def no_changes(cls, available: Sequence[str]) -> ShapeError:
        """The columns of a change history are not there."""
        return cls(
            "this is no change history: columns for the field, its old and its new value are needed.",
            found=listed(available) + ".",
            remedy="name them field, old_value and new_value; for SAP change documents, join the two tables: --join FILE.",
        )

    @classmethod
    def no_field(cls, field: str | None, fields: Sequence[str]) -> ShapeError:
        """A change history does not have the field, or it is unclear which is meant."""
        wrong = f'no field "{field}" in this change history.{near_name(field, fields)}' if field else (
            "a change history of several fields, none of which looks like a status."
        )  # fmt: skip
        return cls(
            wrong, found=listed(fields) + ".", remedy='mining.read(path, field="NAME")   (command line: --field NAME)'
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
            found=listed(available) + ".",
            remedy="name it (--lifecycle COLUMN), or leave the shape out: --shape.",
        )

    @classmethod
    def without_transitions(cls, column: str, words: Sequence[str]) -> ShapeError:
        """The column that was named holds neither starts nor completions."""
        return cls(
            f'the column "{column}" holds neither starts nor completions.',
            found=listed(words) + ".",
            remedy="name the column whose values are start, complete (perhaps schedule, suspend, ...): --lifecycle COLUMN.",
        )

    @classmethod
    def nothing_shared(cls, name: str, columns: Sequence[str], others: Sequence[str]) -> ShapeError:
        """The tables have no column in common."""
        return cls(
            f'"{name}" shares no column with the log, so that its rows cannot be told to belong to any.',
            found=f"{listed(columns, EXAMPLES)}; and in the other {listed(others, EXAMPLES)}.",
            remedy="give the keys the same names in both tables.",
        )

    @classmethod
    def keys_repeat(cls, name: str, keys: Sequence[str]) -> ShapeError:
        """Neither table has one row per key."""
        return cls(
            f'the columns shared with "{name}" identify a row in neither table.',
            found=f"{listed(keys)}.",
            remedy="one of the tables needs one row per key; rename columns that are shared by accident.",
        )

    @classmethod
    def no_partner(cls, name: str, keys: Sequence[str]) -> ShapeError:
        """No row of one table belongs to a row of the other."""
        return cls(
            f'no row of "{name}" fits a row of the log.',
            found=f"compared by {listed(keys)}.",
            remedy="check that both come from one export; rename columns that are shared by accident.",
        )
