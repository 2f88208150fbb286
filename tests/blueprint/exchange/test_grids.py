"""Grids in a workbook, as floor managers draw them."""

from pathlib import Path

import pytest
import xlsxwriter

from mining.blueprint.exchange.models import convert, imported
from mining.blueprint.flow import Do, Sequence, Together
from mining.blueprint.model import Blueprint
from mining.errors import FileError, ModelError

GRID = [
    ["Room service"],
    ["Lane", "1", "2", "3", "4"],
    ["Guest", "Order food", None, None, "Sign"],
    ["Reception", None, "Take order", None, "Bring food"],
    [None, None, None, "Tell guest", None],
    ["Kitchen", None, None, "Cook\nCheck", "Bring food"],
    ["Nobody"],
]


def workbook(path: Path, rows: list[list[str | None]], *, name: str = "Plan") -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if text is not None:
                    sheet.write(number, column, text)
    return path


def test_a_grid_is_a_first_blueprint(tmp_path: Path) -> None:
    """Lanes, steps in order, cells of a column together, lines of a cell one after the other, a shared step in two lanes."""
    model = imported(workbook(tmp_path / "plan.xlsx", GRID))
    assert [("Guest", "customer"), ("Reception", "frontstage"), ("Kitchen", "backstage")] == [
        (lane.name.text(), lane.kind) for lane in model.lanes
    ]
    assert (
        Sequence(
            (
                Do("order_food"),
                Do("take_order"),
                Together((Do("tell_guest"), Sequence((Do("Cook"), Do("Check"))))),
                Together((Do("Sign"), Do("bring_food"))),
            )
        )
        == model.flow
    )
    lanes = {step.id: step.lanes for step in model.steps}
    assert ("Reception",) == lanes["tell_guest"]
    assert ("Reception", "Kitchen") == lanes["bring_food"]
    said = "\n".join(model.said)
    assert 'Row 1 ("Room service") is taken for a title' in said
    assert '"Nobody" holds no step' in said
    assert "happen together" in said


def test_the_yaml_of_a_grid_loads(tmp_path: Path) -> None:
    """With what was guessed as comments on top."""
    convert(workbook(tmp_path / "plan.xlsx", GRID), tmp_path / "plan.yaml")
    assert (tmp_path / "plan.yaml").read_text(encoding="utf-8").startswith("# ")
    assert 7 == len(Blueprint.load(tmp_path / "plan.yaml").steps)


def test_chinese_grids_without_head(tmp_path: Path) -> None:
    """Names as they are; ids keep their signs."""
    model = imported(workbook(tmp_path / "plan.xlsx", [["客户", "下单", None], ["厨房", None, "做菜"]]))
    assert Sequence((Do("下单"), Do("做菜"))) == model.flow
    assert ["customer", "backstage"] == [lane.kind for lane in model.lanes]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["a", "b"]], "holds no grid"),
        ([[None, "1", "2"], [None, "Cook", None], ["Kitchen", None, "Bring"]], 'row 2: "Cook" stands in no lane'),
        ([["Guest"], ["Kitchen"]], "holds no grid"),
    ],
)
def test_sheets_that_are_no_grid(tmp_path: Path, rows: list[list[str | None]], says: str) -> None:
    """With the row."""
    with pytest.raises(ModelError) as caught:
        imported(workbook(tmp_path / "plan.xlsx", rows))
    assert says in str(caught.value)


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    """Missing, or something else under that name."""
    (tmp_path / "plan.xlsx").write_text("lane,step\n")
    with pytest.raises(ModelError, match="no workbook that can be read"):
        imported(tmp_path / "plan.xlsx")
    with pytest.raises(FileError, match="no file"):
        imported(tmp_path / "other.xlsx")
