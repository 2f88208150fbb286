"""Which column holds the case id: a known name, else a heading that says that it is an identifier, else values that repeat.

A name speaks first, the content has to agree: a case id repeats, unless every row is a case (a table of tickets).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from mining.errors import ColumnError
from mining.reading.columns import MANY_ROWS, UNIQUE_SHARE, RoleChoice, ranked, varying
from mining.reading.headings import VAGUE, NameRole, likeness, plain_name
from mining.reading.last_words import last_word, numbers_a_case
from mining.reading.stages import named_as_tickets
from mining.reading.timestamps import Kind

EXACT = 60
"""Likeness from which a heading is a known name as it stands."""
IDENTIFIER = 20.0
"""Likeness of a heading that says no more than that it is an identifier."""
IDENTIFIERS = "id sid uid uuid guid key no nr nro num number identifier reference ref numero nummer"
"""Words that say that a column identifies something."""
_IDENTIFIERS = frozenset(IDENTIFIERS.split())
_ENDS_OF_IDENTIFIERS = ("nummer", "kennung", "kennzeichen")
DESCRIBED = """
    status state type typ name names title subject description owner origin priority category level date time created closed
    opened updated duration count amount total value outcome result reason source group queue team age size summary stage
    estado estatus tipo nombre nome statut etat titre titulo titolo stato art"""
"""Words of what describes a case: "Case status" is no case id."""
_DESCRIBED = frozenset(DESCRIBED.split())
OF_OTHERS = """
    user agent employee resource staff worker customer client account caller member contact requester requestor author owner
    assignee person operator row line record event log history message entry audit step action activity version
    product item article equipment machine room location site category queue group team department org organization
    organisation phone telephone mobile fax zip postal sequence sort order status state change page parent
    bed ward desk counter window metric variant usuario cliente empleado funcionario utilisateur utente
    tarefa tarea evento"""
_OF_OTHERS = frozenset(OF_OTHERS.split())
_OF_OTHERS_BEGIN = (
    "kunde", "telefon", "mitarbeiter", "benutzer", "personal", "artikel", "material", "zeile", "lfd", "raum", "ereignis",
)  # fmt: skip
"""What else bears numbers: persons, rows, things, places."""


def is_identifier(heading: str) -> bool:
    """Whether a heading says that it identifies something, and not that this is a person, a row, a thing or a place.

    >>> [is_identifier(name) for name in ("Docket Number", "CallSid", "Service Order #", "住院号", "Unique Key")]
    [True, True, True, True, True]
    >>> [is_identifier(name) for name in ("user_id", "Kundennummer", "Event No", "Amount", "Number of calls")]
    [False, False, False, False, False]
    """
    name = plain_name(heading)
    words = name.split()
    if last_word(name) is not None:
        return numbers_a_case(name)
    if not words or any(word in _OF_OTHERS or word.startswith(_OF_OTHERS_BEGIN) for word in words):
        return _numbered_order(words) or (bool(words) and heading.rstrip().endswith("#") and words[-1] == "order")
    if "of" in words and words[0] in _IDENTIFIERS:
        return False
    said = words[-1] in _IDENTIFIERS or words[0] in {*_IDENTIFIERS, "n"} or words[-1].endswith(_ENDS_OF_IDENTIFIERS)
    return said or heading.rstrip().endswith("#")


def _numbered_order(words: list[str]) -> bool:
    """A "service order no" is a case, an "order index" or "sort order" is not."""
    return len(words) > 1 and words[-2] == "order" and words[-1] in _IDENTIFIERS


def case_likeness(heading: str) -> float:
    """How well a heading names the case id; what describes a case does not.

    >>> case_likeness("case_enquiry_id") > case_likeness("Docket Number") > case_likeness("case_status") == 0
    True
    """
    score = likeness(heading, "case")
    if score >= EXACT:
        return score
    words = set(plain_name(heading).split())
    if is_identifier(heading):
        return max(score, IDENTIFIER)
    return 0.0 if words & _DESCRIBED or any(word in _OF_OTHERS - {"order"} for word in words) else score


def case_of(
    frame: pl.DataFrame, kinds: Mapping[str, Kind | None], taken: Iterable[str], *, tickets: bool = False
) -> RoleChoice:
    """Choose the column of the case id.

    Args:
        frame: rows that are looked at.
        kinds: what times the columns hold.
        taken: columns that have another role.
        tickets: whether every row is a case, as the user says.

    Raises:
        ColumnError: none is recognised.
    """
    rows, busy = max(frame.height, 1), set(taken)
    names = [
        name
        for name in frame.columns
        if name not in busy
        and not frame.schema[name].is_nested()
        # Ids may look like dates (one case a day) where the name says case, and nothing else.
        and (kinds[name] != "time" or case_likeness(name) >= EXACT)
    ]
    scores = {name: score for name in names if (score := case_likeness(name)) > 0}
    distinct = {name: frame[name].n_unique() for name in scores}
    unique = {name for name in scores if rows >= MANY_ROWS and distinct[name] > UNIQUE_SHARE * rows}
    usable = {name: score - 30 * (frame[name].null_count() > rows / 2) for name, score in scores.items()}
    # The rows of a table of tickets are its cases.
    tickets = tickets or named_as_tickets(frame.columns)
    usable |= {name: usable[name] + 10 * tickets for name in unique if scores[name] < EXACT}
    usable |= _by_what_they_settle(frame, {name: usable[name] for name in scores if name not in unique}, distinct)
    if not tickets:
        repeating = {name: score for name, score in scores.items() if name not in unique}
        for name in unique:
            # What never repeats gives way to a name of a case id that does; where it says no more than "id", it may well
            # number the rows, and gives way to any identifier that repeats.
            vague = scores[name] < EXACT or plain_name(name) in VAGUE
            if any(score >= EXACT for score in repeating.values()) or (vague and repeating):
                usable[name] = min(usable[name] - EXACT, 0.0)
    best = ranked({name: score for name, score in usable.items() if score > 0}) or ranked(scores)
    if not best:
        found = _by_content(frame, names, rows)
        if found is None or not any(likeness(name, "activity") for name in frame.columns):
            raise ColumnError.unrecognised("case", frame.columns)
        return found
    if best[0] in unique and usable[best[0]] < EXACT and not tickets:
        # Perhaps it numbers the rows, and their case has a reference of which nothing is known.
        found = _by_content(frame, [name for name in names if _ends_as_identifier(name)], rows)
        if found is not None:
            return found
    return RoleChoice("case", best[0], _reason(best[0], scores[best[0]], best[0] in unique), tuple(best[1:4]))


def _ends_as_identifier(heading: str) -> bool:
    return bool({*plain_name(heading).split()[-1:]} & _IDENTIFIERS)


def _by_what_they_settle(frame: pl.DataFrame, scores: Mapping[str, float], distinct: Mapping[str, int]) -> dict[str, float]:
    """Raise, among headings that only say that they are identifiers, the ones that settle the most; of equals the finer.

    An encounter has one patient, and a bed has many: what describes a case does not change within it. The activity does:
    what settles the activity as well numbers the steps.
    """
    unsure = [name for name, score in scores.items() if score < EXACT and distinct[name] > 1]
    if len(unsure) < 2 or any(score >= EXACT for score in scores.values()):
        return {}
    flat = [name for name in frame.columns if not frame.schema[name].is_nested()]
    steps = {name for name in flat if likeness(name, "activity") >= EXACT and frame[name].n_unique() > 1}
    raised = {}
    for name in unsure:
        settled = set(flat) - varying(frame, name, [other for other in flat if other != name], distinct[name]) - {name}
        score = scores[name] + 15 * len(settled) / len(flat) + distinct[name] / max(frame.height, 1)
        raised[name] = score if not steps & settled else min(score, 1.0)
    return raised


def _reason(name: str, score: float, unique: bool) -> str:
    if score == 100:
        return "the standard's name for the case id"
    says = "its name" if likeness(name, "case") else "its name is that of an identifier"
    return f"{says}; but no value repeats" if unique else f"{says}; its values repeat"


PERSONS: tuple[NameRole, ...] = ("resource", "team", "role", "channel", "customer")
"""Whose values repeat as those of a case id do."""


def _means_else(heading: str) -> bool:
    return any(likeness(heading, role) for role in PERSONS) or likeness(heading, "activity") >= EXACT


def _by_content(frame: pl.DataFrame, names: list[str], rows: int) -> RoleChoice | None:
    """The column whose values repeat as those of a case id do, where no name says anything; None: there is none."""
    counts = {name: frame[name].n_unique() for name in names if frame[name].null_count() == 0}
    repeating = {
        name: count
        for name, count in counts.items()
        if rows / 200 <= count <= rows / 1.5 and count > 1 and not _means_else(name)
    }
    if not repeating:
        return None
    column = max(repeating, key=lambda name: repeating[name])
    return RoleChoice(
        "case",
        column,
        f"no name says so; {repeating[column]:,} values that repeat, as case ids do",
        tuple(name for name in repeating if name != column)[:3],
    )
