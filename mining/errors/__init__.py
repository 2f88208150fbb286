"""What can go wrong, and the words for it.

Every error says what is wrong, what was found (at most five examples), and what to do.
The constructors own the wording; a caller hands over facts.
"""

from mining.errors.designs import (
    BlueprintError,
    CalendarError,
    LanguageError,
    ModelError,
    NothingDesignedError,
    SampleError,
    UnboundedError,
)
from mining.errors.files import ColumnError, FileError, ShapeError
from mining.errors.logs import FrameError, LogError, TimeError, UnfitError
from mining.errors.message import MiningError
from mining.errors.questions import CausesError, ExplainError, MapError, OpenError, ReviewError, SavingsError, ViewError

__all__ = [
    "BlueprintError",
    "CalendarError",
    "CausesError",
    "ColumnError",
    "ExplainError",
    "FileError",
    "FrameError",
    "LanguageError",
    "LogError",
    "MapError",
    "MiningError",
    "ModelError",
    "NothingDesignedError",
    "OpenError",
    "ReviewError",
    "SampleError",
    "SavingsError",
    "ShapeError",
    "TimeError",
    "UnboundedError",
    "UnfitError",
    "ViewError",
]
