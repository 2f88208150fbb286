"""Roles: which column is what, by name and content, and why."""

from collections.abc import Mapping

import polars as pl
import pytest

import mining
from mining.errors import ColumnError
from mining.reading.headings import likeness, plain_name
from mining.reading.roles import chosen_roles

TIMES = ["2024-01-01 08:00", "2024-01-01 09:00", "2024-01-02 08:00", "2024-01-02 09:30"]
CASES = ["a", "a", "b", "b"]
STEPS = ["ask", "answer", "ask", "answer"]


def taken(columns: Mapping[str, list[object]], **named: str) -> dict[str, str]:
    choices = chosen_roles(pl.DataFrame(columns, strict=False), named)
    return {role: choice.column for role, choice in choices.items()}


@pytest.mark.parametrize(
    "names",
    [
        ("Case ID", "Activity", "Complete Timestamp", "Resource"),
        ("case:concept:name", "concept:name", "time:timestamp", "org:resource"),
        ("ticket_number", "Status", "changedAt", "Assignee"),
        ("案例编号", "活动", "完成时间", "处理人"),
        ("工单号", "环节", "处理时间", "员工"),
        ("投诉编号", "状态", "时间", "经办人"),
        ("Fall-ID", "Aktivität", "Zeitstempel", "Bearbeiter"),
        ("id de caso", "actividad", "fecha y hora", "usuario"),
        ("Número do caso", "Atividade", "Data/Hora", "Responsável"),
        ("Numéro de dossier", "Étape", "Horodatage", "Employé"),
        ("ID caso", "Attività", "Data e ora", "Operatore"),
        ("案件番号", "作業名", "発生日時", "担当者"),
    ],
)
def test_names_in_the_languages_of_the_exports(names: tuple[str, str, str, str]) -> None:
    """Case, activity, the only time and the resource are found by their names, in any order of columns."""
    case, activity, end, resource = names
    table: dict[str, list[object]] = {
        resource: ["x", "y", "x", "z"],
        end: TIMES,
        activity: STEPS,
        case: CASES,
        "note": ["n"] * 4,
    }
    assert {"case": case, "activity": activity, "end": end, "resource": resource} == taken(table)


def test_the_names_of_the_standard_win() -> None:
    """concept:name beside Activity, org:resource beside Resource: the standard's are taken, the others are rivals."""
    table: dict[str, list[object]] = {
        "Activity": STEPS, "Resource": ["x"] * 4, "Case": CASES, "concept:name": STEPS, "org:resource": ["x", "y", "x", "y"],
        "time:timestamp": TIMES, "case:concept:name": CASES,
    }  # fmt: skip
    choices = chosen_roles(pl.DataFrame(table), {})
    assert ("concept:name", ("Activity",)) == (choices["activity"].column, choices["activity"].rivals)
    assert "the standard's name for the activity" == choices["activity"].reason
    assert "org:resource" == choices["resource"].column


def test_what_the_user_names_is_taken() -> None:
    """A named column is never questioned, and frees its place for nobody else."""
    table: dict[str, list[object]] = {"Case ID": CASES, "Activity": STEPS, "Step": STEPS, "Timestamp": TIMES}
    assert {"case": "Case ID", "activity": "Step", "end": "Timestamp"} == taken(table, activity="Step")


def test_a_missing_column_names_the_nearest() -> None:
    """Which one is missing, what there is, and what was perhaps meant."""
    with pytest.raises(ColumnError, match=r'no column "actvity" for the activity\. Did you mean "Activity"'):
        taken({"Case ID": CASES, "Activity": STEPS}, activity="actvity")


def test_start_and_end() -> None:
    """Two times that change within cases; a date that never does belongs to the case."""
    table: dict[str, list[object]] = {
        "case": CASES, "task": STEPS, "case_start_time": ["2024-01-01 08:00"] * 2 + ["2024-01-02 08:00"] * 2,
        "started_at": TIMES, "finished_at": TIMES, "opened_at": ["2024-01-01 08:00"] * 2 + ["2024-01-02 08:00"] * 2,
    }  # fmt: skip
    assert {"case": "case", "activity": "task", "start": "started_at", "end": "finished_at"} == taken(table)


def test_the_standard_time_is_the_start_beside_an_end() -> None:
    """time:timestamp with end_timestamp: the first can only be the start."""
    table: dict[str, list[object]] = {"Case ID": CASES, "Activity": STEPS, "time:timestamp": TIMES, "end_timestamp": TIMES}
    found = taken(table)
    assert ("time:timestamp", "end_timestamp") == (found["start"], found["end"])


def test_an_only_start_is_the_only_time() -> None:
    """A single time is when something was done, whatever its column is called."""
    assert {"case": "case", "activity": "step", "end": "start time"} == taken(
        {"case": CASES, "step": STEPS, "start time": TIMES}
    )


def test_a_date_and_its_time_of_day_belong_together() -> None:
    """Change Date and Change Time are one time in two columns."""
    table: dict[str, list[object]] = {
        "case": CASES, "status": STEPS, "Change Date": ["2024-01-01", "2024-01-01", "2024-01-02", "2024-01-02"],
        "Change Time": ["08:00", "09:00", "08:00", "09:30"],
    }  # fmt: skip
    found = taken(table)
    assert ("Change Date", "Change Time") == (found["end"], found["end clock"])


def test_a_whole_time_needs_no_time_of_day_from_another_column() -> None:
    """A column of times of day beside one of whole times is an attribute; beside midnights it is the time of day."""
    whole = [f"2024-03-0{k} 0{k}:30:00" for k in range(1, 5)]
    midnight = [f"2024-03-0{k} 00:00:00" for k in range(1, 5)]
    rest = {"case": ["1", "1", "2", "2"], "activity": list("abab"), "clock": ["08:00", "09:30", "10:00", "11:00"]}
    for times, joined in ((whole, False), (midnight, True)):
        log = mining.from_polars(pl.DataFrame({**rest, "time": times}))
        assert ("time + clock" if joined else "time") == log.roles["end"]


def test_lifecycle_rows_are_known_by_their_values() -> None:
    """A column of start and complete says what each row is; one of sub-statuses says nothing of the kind."""
    table: dict[str, list[object]] = {
        "case:concept:name": CASES, "concept:name": STEPS, "time:timestamp": TIMES,
        "lifecycle:transition": ["start", "complete", "start", "complete"],
    }  # fmt: skip
    assert "lifecycle:transition" == taken(table)["lifecycle"]
    assert "lifecycle" not in taken({**table, "lifecycle:transition": ["In Progress", "Wait", "In Progress", "Wait"]})
    assert "lifecycle" not in taken({**table, "lifecycle:transition": ["complete"] * 4})


def test_a_table_of_cases_is_refused_with_its_dates() -> None:
    """Twelve tickets, one row each, three dates side by side: no log of events."""
    dates: list[object] = [f"2024-01-{day:02} 08:00" for day in range(1, 13)]
    table: dict[str, list[object]] = {
        "number": [str(k) for k in range(12)],
        "opened": dates,
        "resolved": dates,
        "closed": dates,
    }
    with pytest.raises(ColumnError, match="table of cases") as refused:
        taken({**table, "state": ["Closed"] * 12})
    assert "opened, resolved, closed" in str(refused.value)


def test_a_case_id_that_never_repeats_gives_way_to_one_that_does() -> None:
    """ "id" numbers the rows; "order" repeats."""
    rows = 12
    table: dict[str, list[object]] = {
        "ticket": [str(k) for k in range(rows)], "order": [str(k // 3) for k in range(rows)],
        "activity": [f"step {k % 3}" for k in range(rows)], "time": [f"2024-01-{day:02} 08:00" for day in range(1, 13)],
    }  # fmt: skip
    assert "order" == taken(table)["case"]


def test_without_a_time_the_way_out_is_told() -> None:
    """The message lists the columns and names --no-time."""
    with pytest.raises(ColumnError, match=r"(?s)recognised as the time.*case, activity.*--no-time"):
        taken({"case": CASES, "activity": STEPS})


def test_headings_are_compared_without_their_dress() -> None:
    """Width, case, accents, camelCase and underscores do not matter; longer names are worth less."""
    assert ["case id"] * 4 == [plain_name(name) for name in ("Case_ID", "caseId", "ＣＡＳＥ　ＩＤ", " case-id ")]
    assert (
        likeness("activity", "activity")
        > likeness("activity code of the desk", "activity")
        > 0
        == likeness("colour", "activity")
    )
