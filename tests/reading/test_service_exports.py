"""Small versions of exports as service systems write them: which column is what, and what a row is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from mining.errors import ColumnError
from mining.reading.door import reading_of
from mining.reading.wanted import Reading, Wanted

START = datetime(2024, 3, 4, 9, 0, 15)
STEPS = ("Register", "Check", "Approve", "Pay")
PERSONS = ("anna", "ben", "carla")


def read(text: str, folder: Path, **wanted: object) -> Reading:
    path = folder / "export.txt"
    path.write_text(text, encoding="utf-8")
    return reading_of(path, Wanted(**wanted))  # type: ignore[arg-type]


def taken(reading: Reading) -> dict[str, str]:
    return {choice.role: choice.column for choice in reading.roles}


def events(header: str, row: Callable[[int, int, datetime], str], *, cases: int = 5, steps: int = 4) -> str:
    """`cases` cases of `steps` events each, every one two hours and seven minutes after the one before."""
    rows = [
        row(case, step, START + timedelta(days=case, hours=2 * step, minutes=7 * step))
        for case in range(cases)
        for step in range(steps)
    ]
    return "\n".join([header, *rows]) + "\n"


def dates(first: datetime, *minutes: int, sign: str = ",", form: str = "%Y-%m-%d %H:%M") -> str:
    """Dates so many minutes after the first, which is written before them."""
    return sign.join(f"{first + timedelta(minutes=later):{form}}" for later in (0, *minutes))


EXPORTS: dict[str, tuple[str, dict[str, str]]] = {
    "history of a workflow engine: the row's own id and a constant state beside the instance and the name": (
        events(
            "ID_,PROC_DEF_ID_,PROC_INST_ID_,ACT_ID_,ACT_NAME_,ASSIGNEE_,START_TIME_,END_TIME_,ACT_INST_STATE_",
            lambda c, s, t: f"a{c}{s},order:1,p{c},Task_{s},{STEPS[s]},{PERSONS[s % 3]},{t},{t + timedelta(hours=1)},0",
        ),
        {
            "case": "PROC_INST_ID_", "activity": "ACT_NAME_", "start": "START_TIME_", "end": "END_TIME_",
            "resource": "ASSIGNEE_",
        },
    ),
    "transitions: the status before and after": (
        events(
            "Issue key,From status,To status,Transition date,Transitioned by",
            lambda c, s, t: f"HD-{c},{('New', *STEPS)[s]},{STEPS[s]},{t:%d/%b/%y %I:%M %p},{PERSONS[s % 3]}",
        ),
        {"case": "Issue key", "activity": "To status", "end": "Transition date"},
    ),
    "state events of an API: a number of the row, the thing it is of": (
        events(
            "id,user.username,created_at,resource_type,resource_id,state",
            lambda c, s, t: f"{100 + 4 * c + s},{PERSONS[s % 3]},{t:%Y-%m-%dT%H:%M:%S.348Z},Issue,{c + 11},{STEPS[s]}",
        ),
        {"case": "resource_id", "activity": "state", "end": "created_at", "resource": "user.username"},
    ),
    "movements of patients: an encounter has one patient, a bed many": (
        events(
            "PAT_ENC_CSN_ID,PAT_ID,ADT_EVENT_TYPE,EVENT_TIME,DEPARTMENT_NAME,PLACE_ID,USER_NAME",
            lambda c, s, t: f"{9000 + c},{70 + c},{STEPS[s]},{t}.0000000,W{s % 2},{(4 * c + 3 * s) % 7},{PERSONS[s % 3]}",
        ),
        {
            "case": "PAT_ENC_CSN_ID", "activity": "ADT_EVENT_TYPE", "end": "EVENT_TIME", "resource": "USER_NAME",
            "team": "DEPARTMENT_NAME",
        },
    ),
    "call segments": (
        events(
            "Conversation ID,Purpose,Segment Type,Segment Start,Segment End,Queue Name,User,Direction",
            lambda c, s, t: f"c-{c},{'agent' if s else 'ivr'},{STEPS[s]},{t:%Y-%m-%dT%H:%M:%SZ},"
            f"{t + timedelta(minutes=3):%Y-%m-%dT%H:%M:%SZ},Q{s % 2},{PERSONS[s % 3]},inbound",
        ),
        {
            "case": "Conversation ID", "activity": "Segment Type", "start": "Segment Start", "end": "Segment End",
            "resource": "User", "team": "Queue Name",
        },
    ),
    "a database's capitals without spaces": (
        events(
            "CALLID,ACTIVITYNAME,STARTTIME,ENDTIME,USERID",
            lambda c, s, t: f"{c},{STEPS[s]},{t},{t + timedelta(minutes=9)},{PERSONS[s % 3]}",
        ),
        {"case": "CALLID", "activity": "ACTIVITYNAME", "start": "STARTTIME", "end": "ENDTIME", "resource": "USERID"},
    ),
    "German: date and time of day in two columns": (
        events(
            "Sendungsnummer;Datum;Uhrzeit;Ort;Statusmeldung",
            lambda c, s, t: f"0034{c};{t:%d.%m.%Y};{t:%H:%M};Ort {(c + s) % 3};{STEPS[s]}",
        ),
        {"case": "Sendungsnummer", "activity": "Statusmeldung", "end": "Datum + Uhrzeit"},
    ),
    "Italian: times of day with a dot": (
        events(
            "Protocollo;Fase;Data inizio;Ora inizio;Data fine;Ora fine;Incaricato;Ufficio",
            lambda c, s, t: f"P/{c};{STEPS[s]};{t:%d/%m/%Y};{t:%H.%M};{t:%d/%m/%Y};{t + timedelta(minutes=30):%H.%M};"
            f"{PERSONS[s % 3]};Tecnico",
        ),
        {
            "case": "Protocollo", "activity": "Fase", "start": "Data inizio + Ora inizio", "end": "Data fine + Ora fine",
            "resource": "Incaricato", "team": "Ufficio",
        },
    ),
    "Portuguese": (
        events(
            "Nº do Chamado;Ação;Data da Ação;Analista Responsável;Grupo Solucionador;Canal de Abertura",
            lambda c, s, t: f"{2024 + c};{STEPS[s]};{t:%d/%m/%Y %H:%M};{PERSONS[s % 3]};N{s % 2};Fone",
        ),
        {
            "case": "Nº do Chamado", "activity": "Ação", "end": "Data da Ação", "resource": "Analista Responsável",
            "team": "Grupo Solucionador", "channel": "Canal de Abertura",
        },
    ),
    "tasks of a claim: created, closed, and a status of the task, which is not what was done": (
        events(
            "Claim,Subject,Priority,Status,Create Date,Due Date,Close Date,Assigned To,Assigned Group",
            lambda c, s, t: f"000-{c},{STEPS[s]},Normal,{'Complete' if s else 'Skipped'},{t},{t + timedelta(days=5)},"
            f"{t + timedelta(hours=1)},{PERSONS[s % 3]},Team {s % 2}",
        ),
        {
            "case": "Claim", "activity": "Subject", "end": "Close Date", "resource": "Assigned To", "team": "Assigned Group",
        },
    ),
    "tasks, Spanish: created and solved": (
        events(
            "idCase;Proceso;Actividad;Usuario;Fecha de creación;Fecha de solución",
            lambda c, s, t: f"{c};Crédito;{STEPS[s]};{PERSONS[s % 3]};{dates(t, 60, sign=';', form='%d/%m/%Y %H:%M')}",
        ),
        {"case": "idCase", "activity": "Actividad", "end": "Fecha de solución", "resource": "Usuario"},
    ),
    "tasks: work begins when they are accepted": (
        events(
            "Task ID,Task Name,Process Name,Process ID,Task Owner,Task Assigned Time,Task Accepted Time,Task Completed Time",
            lambda c, s, t: f"{4 * c + s},{STEPS[s]},Loan {c},26{c},{PERSONS[s % 3]},{t:%m/%d/%Y %I:%M %p GMT},"
            f"{t + timedelta(hours=1):%m/%d/%Y %I:%M %p GMT},{t + timedelta(hours=2):%m/%d/%Y %I:%M %p GMT}",
        ),
        {
            "case": "Process ID", "activity": "Task Name", "start": "Task Accepted Time", "end": "Task Completed Time",
            "resource": "Task Owner",
        },
    ),
    "history of a ticket: the status mostly stays, the type of the entry does not": (
        events(
            "id;name;history_type;ticket_id;tn;state;queue;create_by;create_time;change_time",
            lambda c, s, t: f"{4 * c + s};%%x;{STEPS[s]};40{c};2024{c};{'open' if s < 3 else 'closed'};Q{s % 2};"
            f"{PERSONS[s % 3]};{t};{t}",
        ),
        {
            "case": "ticket_id", "activity": "history_type", "end": "change_time", "resource": "create_by", "team": "queue",
        },
    ),
    "history of a work item: a key of the row, a reference of which nothing is known, compact times": (
        events(
            "pxHistoryForReference,pzInsKey,pxTimeCreated,pyPerformer,pxTaskLabel",
            lambda c, s, t: f"WORK L-{c},HISTORY L-{c}!{s},{t:%Y%m%dT%H%M%S}.123 GMT,{PERSONS[s % 3]},{STEPS[s]}",
        ),
        {"case": "pxHistoryForReference", "activity": "pxTaskLabel", "end": "pxTimeCreated", "resource": "pyPerformer"},
    ),
    "dockets: what settles the activity numbers the steps": (
        events(
            "Docket Number,Date Filed,Document Number,Docket Text,Judge",
            lambda c, s, t: f"24-cv-{c},{t},{s + 1},{STEPS[s]},Hon. {PERSONS[(c + s) % 3]}",
        ),
        {"case": "Docket Number", "activity": "Docket Text", "end": "Date Filed"},
    ),
    "change documents of SAP as a list: ruled lines, date and time of day": (
        "Liste\n" + "-" * 60 + "\n"
        + events(
            "|OBJECTID|CHANGENR|USERNAME|UDATUM|UZEIT|TCODE|",
            lambda c, s, t: f"|60{c}|{7 * c + s}|{PERSONS[s % 3]}|{t:%d.%m.%Y}|{t:%H:%M:%S}|{STEPS[s]}|",
        )
        + "-" * 60 + "\n",
        {"case": "OBJECTID", "activity": "TCODE", "end": "UDATUM + UZEIT", "resource": "USERNAME"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_columns_of_an_export(name: str, tmp_path: Path) -> None:
    """Twenty events of five cases: every column is what a person would say, and no row is left out."""
    text, expected = EXPORTS[name]
    reading = read(text, tmp_path)
    assert expected == taken(reading)
    assert (20, 20, 5) == (reading.log.quality.rows_read, reading.log.instances, reading.log.cases.height)


def test_times_of_day_are_not_lost(tmp_path: Path) -> None:
    """The first case of the Italian export lasts from 09.00 to 15.51: 6 h 51 min, which bare dates do not tell."""
    reading = read(EXPORTS["Italian: times of day with a dot"][0], tmp_path)
    first = reading.log.events.filter(reading.log.events["case"] == 0)
    assert timedelta(hours=6, minutes=51) == first["end"].max() - first["start"].min()  # type: ignore[operator]


def tickets(header: str, row: Callable[[int, datetime], str], rows: int = 12) -> str:
    return "\n".join([header, *(row(k, START + timedelta(days=k)) for k in range(rows))]) + "\n"


TICKETS: dict[str, tuple[str, str, list[str]]] = {
    "requests of citizens": (
        tickets(
            "case_enquiry_id,open_dt,sla_target_dt,closed_dt,case_status,case_title",
            lambda k, t: f"{101 + k},{t},{t + timedelta(days=3)},{t + timedelta(days=1)},Closed,Pothole",
        ),
        "case_enquiry_id",
        ["Open", "Closed"],
    ),
    "requests of citizens, with the key of no word": (
        tickets(
            "Unique Key,Created Date,Closed Date,Agency,Status,Due Date,Incident Zip,Resolution Action Updated Date",
            lambda k, t: f"{61 + k},{t},{t + timedelta(days=1)},A{k % 2},Closed,,1000{k % 3},{t + timedelta(days=2)}",
        ),
        "Unique Key",
        ["Created", "Closed"],
    ),
    "permits: the date of the current status is no step": (
        tickets(
            "Permit Number,Current Status,Current Status Date,Filed Date,Issued Date,Completed Date,Permit Expiration Date",
            lambda k, t: f"24{k},complete,{t + timedelta(days=9)},{t},{t + timedelta(days=5)},{t + timedelta(days=9)},",
        ),
        "Permit Number",
        ["Filed", "Issued", "Completed"],
    ),
    "emergency department": (
        tickets(
            "Attendance ID,MRN,Arrival Mode,Arrival Date/Time,Triage Date/Time,Seen by Doctor Date/Time,Departure Date/Time",
            lambda k, t: f"E{k},{k % 5},Walk-in,{dates(t, 5, 60, 180)}",
        ),
        "Attendance ID",
        ["Arrival", "Triage", "Seen by doctor", "Departure"],
    ),
    "guest requests of a hotel": (
        tickets(
            "Service Order #,Issue,Room,Created,Assigned,Accepted,Completed",
            lambda k, t: f"{700 + k},Towels,10{k % 3},{dates(t, 2, 4, 20)}",
        ),
        "Service Order #",
        ["Created", "Assigned", "Accepted", "Completed"],
    ),
    "ombudsman, Portuguese": (
        tickets(
            "Protocolo;Data de Cadastro;Data de Encaminhamento;Data da Resposta;Data de Encerramento;Prazo de Resposta",
            lambda k, t: f"20{k};{dates(t, 240, 2880, 4320, 9999, sign=';', form='%d/%m/%Y %H:%M')}",
        ),
        "Protocolo",
        ["Cadastro", "Encaminhamento", "Resposta", "Encerramento"],
    ),
    "work orders, German": (
        tickets(
            "Auftrag\tErfassungsdatum\tEckendtermin\tFreigabedatum (ist)\tIstendtermin\tAbschlussdatum\tEquipment",
            lambda k, t: "\t".join(
                [f"40{k}", *(f"{t + timedelta(days=days):%d.%m.%Y}" for days in (0, 9, 1, 4, 6)), f"E{k % 3}"]
            ),
        ),
        "Auftrag",
        ["Erfassung", "Freigabedatum (ist)", "Istendtermin", "Abschluss"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TICKETS)
def test_a_table_of_tickets(name: str, tmp_path: Path) -> None:
    """Twelve tickets: every date that is no plan and no last touch is a step, in the order of the stages."""
    text, case, labels = TICKETS[name]
    reading = read(text, tmp_path)
    assert ("one row per ticket", case) == (reading.shape, taken(reading)["case"])
    first = reading.log.events.filter(reading.log.events["case"] == 0)
    assert labels == first["activity"].cast(str).to_list()


def test_what_was_given_up_is_complete_and_closes_nothing_else(tmp_path: Path) -> None:
    """Twelve reservations, three cancelled, two still to check out: 9 - 2 + 3 = 10 are complete."""

    def row(k: int, t: datetime) -> str:
        out = "" if k < 5 else str(t + timedelta(days=2))
        return f"{880 + k},{t},{t + timedelta(days=1) if k >= 3 else ''},{out},{t if k < 3 else ''}"

    reading = read(tickets("CONFIRMATION_NO,INSERT_DATE,CHECK_IN_DATE,CHECK_OUT_DATE,CANCELLATION_DATE", row), tmp_path)
    reason = next(choice.reason for choice in reading.roles if choice.role == "closing")
    assert ('the last stage: where it or "CANCELLATION_DATE" is filled, the ticket is complete', 10) == (
        reason,
        12 - reading.log.cases.select(pl.col("open") | pl.col("unfinished")).to_series().sum(),
    )


def test_a_few_tickets_are_tickets(tmp_path: Path) -> None:
    """Three tickets with two dates each: six instances, not three rows that show today's status at the date of opening."""
    text = tickets("Case Number,Status,Date/Time Opened,Date/Time Closed", lambda k, t: f"{k},Closed,{dates(t, 60)}", rows=3)
    reading = read(text, tmp_path)
    assert ("one row per ticket", 6) == (reading.shape, reading.log.instances)


def test_tickets_that_are_all_open(tmp_path: Path) -> None:
    """Nobody has resolved anything yet: the column is empty, the rows are tickets all the same, and none is complete."""
    text = tickets("Number,Opened,Assigned,Resolved,State", lambda k, t: f"INC{k},{dates(t, 30)},,New")
    reading = read(text, tmp_path)
    assert ("one row per ticket", 24) == (reading.shape, reading.log.instances)
    assert 12 == reading.log.cases.select(pl.col("open") | pl.col("unfinished")).to_series().sum()


def test_the_case_in_the_first_row_of_its_group_only(tmp_path: Path) -> None:
    """A report with merged cells: case and subject are repeated in the 15 rows below the first of the five groups."""
    text = events(
        "Ticket,Subject,Activity,Time",
        lambda c, s, t: f"{f'T{c}' if s == 0 else ''},{f'Subject {c}' if s == 0 else ''},{STEPS[s]},{t}",
    )
    reading = read(text, tmp_path)
    findings = {finding.code: finding for finding in reading.log.quality.findings}
    assert (20, 5, 15) == (reading.log.instances, reading.log.cases.height, findings["filled_down"].rows)
    assert '"Ticket", "Subject"' in findings["filled_down"].message


def test_a_case_id_that_is_missing_is_not_made_up(tmp_path: Path) -> None:
    """A case that is said twice does not stand at the head of a group: rows without one are left out."""
    text = events("Ticket,Activity,Time", lambda c, s, t: f"{f'T{c}' if s % 2 == 0 else ''},{STEPS[s]},{t}")
    assert (10, 10) == ((log := read(text, tmp_path).log).instances, log.quality.rows_rejected)


def test_ids_in_scientific_notation_are_lost(tmp_path: Path) -> None:
    """A spreadsheet has made 3.40435E+14 of five tracking numbers: one case is left, and the log is unfit."""
    text = events("Tracking number,Event,Date,User", lambda c, s, t: f"3.40435E+14,{STEPS[s]},{t},{PERSONS[s % 3]}")
    quality = read(text, tmp_path).log.quality
    assert ("unfit", 1) == (quality.verdict, {finding.code: finding.rows for finding in quality.findings}["rounded_ids"])
    kept = read(text.replace("3.40435E+14", "340435E14"), tmp_path).log.quality
    assert "rounded_ids" not in [finding.code for finding in kept.findings]


def test_what_never_changes_within_a_case_is_no_activity(tmp_path: Path) -> None:
    """A subject describes the case, although its name could be that of an activity; the two that could be it are named."""
    text = events("Ticket ID,Subject,New,By,Date", lambda c, s, t: f"T{c},Subject {c},{STEPS[s]},{PERSONS[s % 3]},{t}")
    with pytest.raises(ColumnError, match=r"^no column was recognised as the activity\..*: By, New\."):
        read(text, tmp_path)


def test_one_activity_only_is_said(tmp_path: Path) -> None:
    """Twenty events that are all "Audit": the finding says that the column says nothing."""
    text = events("ticket_id,event_type,created_at", lambda c, s, t: f"{c},Audit,{t}")
    reading = read(text, tmp_path)
    reason = next(choice.reason for choice in reading.roles if choice.role == "activity")
    assert "its name; but it never changes within a case" == reason
    assert [20] == [finding.rows for finding in reading.log.quality.findings if finding.code == "one_activity"]


def test_a_count_is_no_customer(tmp_path: Path) -> None:
    """ "Customer interactions" holds numbers and speaks of no id; "Customer No" holds numbers, too, and is one."""
    text = tickets(
        "Ticket ID,Customer interactions,{},Created time,Resolved time",
        lambda k, t: f"{k},{k % 4},{k % 5},{t},{t + timedelta(hours=3)}",
    )
    assert "customer" not in taken(read(text.replace("{}", "Agent interactions"), tmp_path))
    assert "Customer No" == taken(read(text.replace("{}", "Customer No"), tmp_path))["customer"]


def test_persons_are_no_cases(tmp_path: Path) -> None:
    """Agent states: the values of "Agent Name" repeat as those of a case id do, but agents are no cases; it is said."""
    text = events(
        "Agent Name,Division,Status,Start Time,End Time",
        lambda c, s, t: f"agent {c},Sales,{('Available', 'On Call', 'Break', 'Available')[s]},{t},{t + timedelta(hours=1)}",
    )
    with pytest.raises(ColumnError, match=r"^no column was recognised as the case\."):
        read(text, tmp_path)
    assert 5 == read(text, tmp_path, roles={"case": "Agent Name"}).log.cases.height


def test_a_refusal_names_what_could_be_meant(tmp_path: Path) -> None:
    """A form: two columns have few values that change within cases; both are named; a text that never repeats is not."""
    text = events(
        "Timestamp,Job number,What did you do?,Your name,Remark",
        lambda c, s, t: f"{t},J-{c},{STEPS[s]},{PERSONS[s % 3]},text {c} {s}",
    )
    with pytest.raises(ColumnError, match=r"change within cases: What did you do\?, Your name\.\n"):
        read(text, tmp_path)


def test_a_file_without_header(tmp_path: Path) -> None:
    """The first row holds a time as the rows below it do: it is data, and the refusal shows it beside the columns' names."""
    text = events("", lambda c, s, t: f"{4 * c + s}\t{c}\t{STEPS[s]}\t{t}\t\\N").lstrip("\n")
    with pytest.raises(ColumnError, match=r"no header.*\"column 2\" '0', \"column 3\" 'Register'"):
        read(text, tmp_path)
    reading = read(text, tmp_path, roles={"case": "column 2", "activity": "column 3"})
    assert (20, 5, "column 4") == (reading.log.instances, reading.log.cases.height, taken(reading)["end"])
    assert "no_header" in [finding.code for finding in reading.log.quality.findings]


def test_dates_above_numbers_are_a_header(tmp_path: Path) -> None:
    """A pivot table has dates in its header and numbers below: that is a header."""
    with pytest.raises(ColumnError, match="Found: id, 2024-03-05, 2024-03-06"):
        read("id,2024-03-05,2024-03-06\n" + "".join(f"{k},{k + 1},{k + 2}\n" for k in range(12)), tmp_path)


CLIENTS = {
    "psql": ("|", "----+----------+---------------------\n", "(20 rows)\n\n"),
    "mysql": ("|", "+----+----------+---------------------+\n", "20 rows in set (0.01 sec)\n"),
    "sqlcmd": (",", "--,--------,-------------------\n", "\n(20 rows affected)\n"),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_lines_drawn_with_dashes_are_no_rows(client: str, tmp_path: Path) -> None:
    """What a database's client draws around a table is passed over, said, and not counted among the rows."""
    sign, rule, footer = CLIENTS[client]
    header, *rows = events("id,step,time", lambda c, s, t: f"{c},{STEPS[s]},{t}").replace(",", sign).splitlines()
    text = "\n".join([header, rule.strip(), *rows]) + "\n" + rule * (client == "mysql") + footer
    quality = read(text, tmp_path).log.quality
    codes = {finding.code: finding.rows for finding in quality.findings}
    assert (20, 0, 1 + (client == "mysql")) == (quality.rows_read, quality.rows_rejected, codes["ruled_line"])
    assert "footer" in codes


def test_dashes_among_values_are_a_row(tmp_path: Path) -> None:
    """A row in which anything but dashes stands is data."""
    text = events("id,step,time", lambda c, s, t: f"{c},{'---' if s == 3 else STEPS[s]},{t}")
    assert 20 == read(text, tmp_path).log.instances


def test_a_report_name_below_a_blank_row_is_part_of_the_footer(tmp_path: Path) -> None:
    """A report's name, copyright and date stand below the rows: five lines with the blank one, and twelve tickets."""
    footer = '\n"Case report"\n"Copyright (c) 2000-2024 someone"\n"Confidential"\n"Generated By: Anna"\n'
    text = tickets("Case Number,Date/Time Opened,Date/Time Closed", lambda k, t: f"{k},{t},{t + timedelta(hours=2)}")
    quality = read(text + footer, tmp_path).log.quality
    assert (12, 0) == (quality.rows_read, quality.rows_rejected)
    assert [5] == [finding.rows for finding in quality.findings if finding.code == "footer"]


def history(rows: list[str], header: str = "CaseId,CreatedDate,Field,OldValue,NewValue,CreatedById") -> str:
    return "\n".join([header, *rows]) + "\n"


def test_created_without_a_value_begins_the_case(tmp_path: Path) -> None:
    """ "created" has neither an old nor a new value: there the case begins; not so at a long text, which has none either."""
    text = history(
        [
            line
            for c in range(3)
            for line in (
                f"c{c},2024-03-0{c + 1} 09:00,created,,,u1",
                f"c{c},2024-03-0{c + 1} 10:00,Description,,,u1",
                f"c{c},2024-03-0{c + 1} 10:30,Status,New,Working,u2",
                f"c{c},2024-03-0{c + 1} 11:00,Status,Working,Closed,u2",
            )
        ]
    )
    reading = read(text, tmp_path)
    assert ["created", "Working", "Closed"] == reading.log.events["activity"].cast(str).head(3).to_list()
    assert (9, "CreatedById") == (reading.log.instances, taken(reading)["resource"])


def test_a_new_value_of_a_status_is_a_state_whatever_it_is_called(tmp_path: Path) -> None:
    """States that are numbers: the field is called a state, so its new values are states that were entered."""
    rows = [f"c{c},2024-03-0{c + 1} 1{s}:00,incident_state,{s},{s + 1},u" for c in range(3) for s in range(3)]
    codes = [finding.code for finding in read(history(rows), tmp_path).log.quality.findings]
    assert ("events_entered" in codes, "events_done" in codes) == (True, False)


def test_a_value_with_start_and_end_is_a_state_not_work(tmp_path: Path) -> None:
    """Metric instances: the state's value is entered at its start; that it was on hold for hours was nobody's work."""
    rows = [
        f"INC{c},{field},2024-03-0{c + 1} 09:00,{value},2024-03-0{c + 1} {hour}:00,{end}"
        for c in range(3)
        for field, value, hour, end in (
            ("Incident State", "New", "09", f"2024-03-0{c + 1} 10:00"),
            ("Incident State", "On Hold", "10", f"2024-03-0{c + 1} 15:00"),
            ("Assignment group", "Desk", "09", f"2024-03-0{c + 1} 15:00"),
            ("Incident State", "Closed", "15", ""),
        )
    ]
    reading = read(history(rows, "id,field,sys_created_on,value,start,end"), tmp_path)
    assert {"case": "id", "activity": "value", "end": "start"} == taken(reading)
    assert 9 == reading.log.instances
    assert "events_entered" in [finding.code for finding in reading.log.quality.findings]


def test_the_standards_name_is_the_activity_whatever_it_holds(tmp_path: Path) -> None:
    """Every case does one thing, several times: concept:name never changes within a case, and is the activity."""
    rows = "".join(f"{case},{'AB'[case % 2]},2024-03-0{day} 08:0{case % 10}:00\n" for case in range(20) for day in (1, 2, 3))
    path = tmp_path / "log.csv"
    path.write_text("case:concept:name,concept:name,time:timestamp\n" + rows)
    assert "concept:name" == reading_of(path, Wanted()).log.roles["activity"]
