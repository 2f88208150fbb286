"""Arrival, closing, order, equipment, costs and scores: taken where name and content agree, otherwise only named."""

from pathlib import Path

import polars as pl
import pytest

import mining
from mining.errors import ColumnError
from mining.reading.door import reading_of_frame
from mining.reading.rarer_headings import is_called, survey_pair
from mining.reading.wanted import Reading, Wanted

EVENTS = {
    "case": ["a", "a", "b", "b"],
    "activity": ["ask", "answer", "ask", "answer"],
    "time": ["2024-01-15 08:00", "2024-01-15 09:00", "2024-01-16 08:00", "2024-01-16 09:30"],
}


def read(columns: dict[str, list[object]], **named: str) -> Reading:
    return reading_of_frame(pl.DataFrame(EVENTS | columns, strict=False), Wanted(roles=named))


def by_case(a: object, b: object) -> list[object]:
    return [a, a, b, b]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("arrival", ["Arrival Time", "opened_at", "受理时间", "Eingangsdatum", "Date d'ouverture", "Fecha de apertura",
                     "Data de abertura", "Data di apertura", "受付日時"]),
        ("closing", ["closed_at", "结案时间", "Abschlussdatum", "Date de clôture", "Fecha de cierre", "Data de encerramento",
                     "Data di chiusura", "クローズ日時"]),
        ("order", ["Sequence No", "event_index", "序号", "Lfd. Nr", "Numéro d'ordre", "Secuencia",
                   "Sequência", "Sequenza", "連番"]),
        ("equipment", ["Machine", "设备编号", "Maschine", "Équipement", "Máquina", "Equipamento", "Macchina", "機械"]),
        ("object", ["Item ID", "商品编号", "Artikelnummer", "Objet", "Objeto", "ID do objeto", "Oggetto", "品番"]),
        ("cost", ["Cost", "cost:total", "费用", "Kosten", "Coûts", "Costes", "Custo", "Costi", "コスト"]),
        ("nps", ["NPS score", "推荐度", "Weiterempfehlung", "Recommandation", "Recomendación", "Recomendação", "推奨度"]),
        ("csat", ["CSAT", "满意度", "Zufriedenheit", "Satisfaction client", "Satisfacción", "Satisfação",
                  "Soddisfazione", "満足度"]),
    ],
)  # fmt: skip
def test_names_in_the_languages_of_the_exports(role: str, names: list[str]) -> None:
    """A whole heading names the role, whatever its case, accents and width; more words than that do not."""
    assert [True] * len(names) == [is_called(name, role) for name in names]  # type: ignore[arg-type]
    assert not is_called(f"{names[0]} of the neighbour", role)  # type: ignore[arg-type]


def test_an_arrival_that_agrees_is_taken_and_said() -> None:
    """One time per case, an hour before the first event of b: the case begins then."""
    reading = read({"opened_at": by_case("2024-01-15 08:00", "2024-01-16 07:00")})
    assert "opened_at" == reading.log.roles["arrival"]
    assert ["08:00", "07:00"] == [f"{arrival:%H:%M}" for arrival in reading.log.cases["arrival"]]
    assert [1] == [finding.rows for finding in reading.log.quality.findings if finding.code == "arrival_recognised"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (by_case("2024-01-15 08:00", "2024-01-16 08:30"), "after the first event of 1 cases"),
        (["2024-01-15 07:00", "2024-01-15 07:30", "2024-01-16 07:00", "2024-01-16 07:00"], "changes within cases"),
        (by_case("2024-01-15", "2024-01-16"), "without a time of day"),
        (by_case("soon", "later"), "holds no times"),
    ],
)
def test_an_arrival_that_disagrees_is_only_named(values: list[object], why: str) -> None:
    """The column stays an attribute, and the reason against it is shown."""
    reading = read({"opened_at": values})
    assert "arrival" not in reading.log.roles
    ((role, column, reason),) = [(one.role, one.column, one.reason) for one in reading.proposed]
    assert ("arrival", "opened_at") == (role, column)
    assert why in reason


def test_a_closing_column_tells_what_is_open() -> None:
    """a is closed after its last event, b is not: b is open."""
    reading = read({"closed_at": by_case("2024-01-15 10:00", None)})
    assert ("closed_at", "closing column") == (reading.log.roles["closing"], reading.log.completeness)
    assert [False, True] == reading.log.cases["open"].to_list()


@pytest.mark.parametrize("values", [[None, "yes", "no", None], by_case("1", "0"), by_case("2024-01-15 10:00", "?")])
@pytest.mark.parametrize("named", [{}, {"closing": "closed"}])
def test_a_flag_or_a_mark_for_nothing(values: list[object], named: dict[str, str]) -> None:
    """Yes and no, 1 and 0, a time and "?": a is complete, b is open."""
    assert [False, True] == read({"closed": values}, **named).log.cases["open"].to_list()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (["yes", "no", "no", "no"], "1 cases go on after it"),
        (by_case("yes", "yes"), "the same of every case"),
        (by_case("2024-01-15 10:00", "2024-01-16 10:00"), "every case has it"),
        (by_case("2024-01-15 08:30", None), "before the last event of 1 cases"),
    ],
)
def test_a_closing_column_that_tells_nothing_is_only_named(values: list[object], why: str) -> None:
    """Where every case is closed, or events come after, the column proves nothing."""
    reading = read({"closed_at": values})
    assert "closing" not in reading.log.roles
    assert [True] == [why in one.reason for one in reading.proposed]


def test_an_order_column_settles_ties() -> None:
    """Both events of a at 08:00: 1 before 2, against the rows; where it falls as time rises, it is not used."""
    tied = {"time": ["2024-01-15 08:00", "2024-01-15 08:00", "2024-01-16 08:00", "2024-01-16 09:30"]}
    reading = read({**tied, "sequence": [2, 1, 1, 2]})
    assert "sequence" == reading.log.roles["order"]
    assert ["answer", "ask"] == reading.log.events["activity"].head(2).to_list()
    (proposed,) = read({"sequence": [2, 1, 1, 2]}).proposed
    assert "does not rise with time" in proposed.reason


def test_costs_scores_and_equipment_keep_their_columns() -> None:
    """They are recorded as roles, and stay attributes under their own names."""
    reading = read({"Cost": ["1,5", "2", "3", "4"], "NPS": by_case(9, 3), "Machine": ["m1", "m2", "m1", "m2"]})
    assert {"cost Cost": "Cost", "nps": "NPS", "equipment": "Machine"}.items() <= reading.log.roles.items()
    assert {"Cost", "Machine"} <= set(reading.log.events.columns)
    assert "NPS" in reading.log.cases.columns
    assert "nps" not in read({"NPS": by_case(9, 30)}).log.roles


def test_pairs_of_servqual() -> None:
    """A dimension needs both sides; answers lie on a scale."""
    columns = {
        "Reliability perceived": by_case(5, 6),
        "Reliability expected": by_case(7, 7),
        "Empathy perceived": by_case(4, 4),
    }
    roles = read(columns).log.roles
    assert {"servqual reliability perceived", "servqual reliability expected"} == {r for r in roles if r.startswith("serv")}
    assert [None, None] == [survey_pair("expected"), survey_pair("unexpected end")]


def test_a_named_column_that_is_missing_names_its_neighbour() -> None:
    """Costs and scores are looked up like every other role."""
    with pytest.raises(ColumnError, match='Did you mean "NPS"'):
        read({"NPS": by_case(9, 3)}, nps="NPS1")


def test_every_role_by_argument(tmp_path: Path) -> None:
    """`mining.read` takes them all, and tells them in `roles`."""
    frame = pl.DataFrame(
        EVENTS | {"m": ["x"] * 4, "i": ["1", "2", "1", "2"], "v": [1, 2, 3, 4], "n": by_case(9, 3), "s": by_case(4, 5)}
    )
    frame.write_csv(tmp_path / "log.csv")
    log = mining.read(tmp_path / "log.csv", equipment="m", object="i", costs={"vouchers": "v"}, nps="n", csat="s")
    expected = {"equipment": "m", "object": "i", "cost vouchers": "v", "nps": "n", "csat": "s"}
    assert expected.items() <= log.roles.items()
