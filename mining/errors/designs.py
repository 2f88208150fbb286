"""What can be wrong with a design: a blueprint, a model, a sample, a language, working hours."""

from __future__ import annotations

from collections.abc import Sequence

from mining.errors.message import MiningError, listed, near_name


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
        return cls(f'no miner "{miner}".{near_name(miner, known)}', found=f"{listed(known)}.", remedy=f"--model {known[0]}")


class UnboundedError(ModelError):
    """A net holds more tokens in a place than can be followed."""

    def __init__(self, place: str, wrong: str, *, remedy: str) -> None:
        self.place = place
        super().__init__(wrong, remedy=remedy)

    @classmethod
    def taken_at_once(cls, place: str, tokens: int, most: int) -> UnboundedError:
        """A marking or arc has more tokens than a place can hold."""
        return cls(
            place,
            f'place "{place}" takes or gives {tokens} tokens at once.',
            remedy=f"mend the model: at most {most} tokens in a place can be followed.",
        )

    @classmethod
    def never_consumed(cls, place: str, most: int) -> UnboundedError:
        """A run puts more tokens into a place than it can hold."""
        return cls(
            place,
            f'the net is not bounded: place "{place}" can hold more than {most} tokens.',
            remedy="mend the model: something is produced again and again and never consumed.",
        )


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
            f'no sample service "{name}".{near_name(name, known)}',
            found=listed(known) + ".",
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
            f'no language "{language}".', found=listed(known) + ".", remedy='language="en"   (command line: --language en)'
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
            found=listed(parts) + ".",
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
            f'{owner} has the calendar "{name}", which is not stated.{near_name(name, known)}', found=listed(known) + "."
        )

    @classmethod
    def not_in_log(cls, column: str, name: str, known: Sequence[str]) -> CalendarError:
        """Something is stated of a resource, role, team or lane that is not there."""
        return cls(f'no {column} "{name}" in the log.{near_name(name, known)}', found=listed(known) + ".")

    @classmethod
    def nobody_there(cls, name: str, number: int) -> CalendarError:
        """A team has less than one person."""
        return cls(
            f'the number of people of "{name}" is {number}.', remedy="at least 1; name robots and accounts as shared."
        )
