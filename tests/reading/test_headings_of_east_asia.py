"""Headings as systems in China, Taiwan, Japan and Korea write them: the last word tells what a column holds."""

from collections.abc import Sequence

import polars as pl
import pytest

import mining
from mining.errors import ColumnError
from mining.reading.door import reading_of_frame
from mining.reading.headings import likeness, plain_name
from mining.reading.stages import OPENED, RESOLVED, UNDER_WAY, is_stage, stage_of
from mining.reading.states import looks_entered
from mining.reading.wanted import Wanted

TIMES = ["2024-01-01 08:00:00", "2024-01-01 09:00:00", "2024-01-02 08:00:00", "2024-01-02 09:30:00"]


def roles(**columns: Sequence[str | None]) -> dict[str, str]:
    account = reading_of_frame(pl.DataFrame(columns), Wanted())
    return {choice.role: choice.column for choice in account.roles}


def taken(case: str, activity: str, end: str, resource: str, team: str) -> dict[str, str]:
    """The roles of two cases of two steps, under these headings, beside a phone number and who asked."""
    return roles(
        **{
            "联系电话": ["1381", "1381", "1392", "1392"],
            case: ["a1", "a1", "b2", "b2"],
            "申请人": ["Zoe", "Zoe", "Yan", "Yan"],
            resource: ["Wu", "Li", "Wu", "Qi"],
            end: TIMES,
            activity: ["ask", "answer", "ask", "answer"],
            team: ["x", "y", "x", "z"],
        }
    )


@pytest.mark.parametrize(
    "headings",
    [
        ("工单编号", "环节名称", "办理时间", "办理人", "办理单位"),
        ("住院号", "诊疗项目", "执行时间", "执行医生", "执行科室"),
        ("业务流水号", "节点名称", "结束时间", "经办人", "网点"),
        ("订单号", "操作类型", "操作时间", "操作员", "班组"),
        ("申请编号", "节点名称", "审批时间", "审批人", "审批人部门"),
        ("运单号", "轨迹状态", "轨迹时间", "操作人", "所在网点"),
        ("会话ID", "阶段", "时间", "接待客服", "技能组"),
        ("公文文號", "流程", "辦理時間", "承辦人", "承辦單位"),
        ("個案編號", "步驟", "處理時間", "處理人員", "辦事處"),
        ("報修單號", "作業項目", "處理時間", "負責人", "所屬單位"),
        ("問合せ番号", "対応内容", "対応日時", "対応者", "部署"),
        ("申請番号", "ステップ名", "承認日時", "承認者", "所属"),
        ("受診番号", "処理", "処理日時", "担当者", "診療科"),
        ("접수번호", "처리단계", "처리일시", "담당자", "담당부서"),
        ("　工单编号（系统）", "环节　名称", "操作时间（年／月／日）", "操作人（姓名）", "部门："),
    ],
)  # fmt: skip
def test_names_of_real_systems(headings: tuple[str, str, str, str, str]) -> None:
    """Hotlines, hospitals, banks, hotels, approvals, parcels, offices: each role has its column, and no other has one."""
    expected = dict(zip(("case", "activity", "end", "resource", "team"), headings, strict=True))
    assert expected == taken(*headings)


def test_who_does_it_is_no_activity() -> None:
    """操作员 begins with 操作 as 操作类型 does; its last word makes it a person, and 操作时间 a time."""
    assert (0.0, 0.0) == (likeness("操作员", "activity"), likeness("操作时间", "activity"))
    assert likeness("操作类型", "activity") > 0 < likeness("操作员", "resource")


def test_what_else_has_a_number_is_no_case() -> None:
    """Numbers of persons, rooms, telephones and rows, and the type of a ticket, name no case."""
    for heading in ("手机号", "病历号", "房号", "客户ID", "工单类型", "窗口号", "序号", "電話番号", "고객번호"):
        assert (heading, 0.0) == (heading, likeness(heading, "case"))


def test_one_heading_in_three_scripts() -> None:
    """The characters of Taiwan and Japan are those of the mainland; the marks of kana stay."""
    assert ["处理时间"] * 3 == [plain_name(name) for name in ("處理時間", "処理時間", "处理时间")]
    assert "データid" == plain_name("データID")
    assert "고객id" == plain_name("고객ID")


def test_an_id_that_begins_with_the_day_is_no_time() -> None:
    """202403011000 is the approval 1000 of 1 March, not ten o'clock: its heading says number."""
    ids = [f"20240301{number}" for number in (1000, 1000, 1001, 1001)]
    chosen = roles(审批编号=ids, 节点=["a", "b", "a", "b"], 审批时间=TIMES)
    assert ("审批编号", "审批时间") == (chosen["case"], chosen["end"])


def test_a_number_that_never_repeats_gives_way_to_one_that_does() -> None:
    """Twenty rows with a number each, of ten stays: neither name is known, the stay's repeats."""
    chosen = roles(
        凭证号=[f"D{row}" for row in range(20)],
        住店号=[f"S{row // 2}" for row in range(20)],
        步骤=["a", "b"] * 10,
        时间=[f"2024-01-{1 + row // 2:02} 0{row % 2}:00:00" for row in range(20)],
    )
    assert "住店号" == chosen["case"]


def test_a_clock_is_no_activity() -> None:
    """実施時刻 holds few values that change within cases, and is the time of day of 実施日."""
    chosen = roles(
        受診番号=["1", "1", "2", "2"],
        内容=["a", "b", "a", "b"],
        担当者=["x", "y", "x", "y"],
        実施日=["2024/01/01", "2024/01/01", "2024/01/02", "2024/01/02"],
        実施時刻=["08:00", "09:00", "08:00", "09:00"],
    )
    assert ("内容", "実施日 + 実施時刻") == (chosen["activity"], chosen["end"])


def test_numbers_that_start_anew_every_day_are_not_taken_for_cases() -> None:
    """号码 A001 is given out every morning: the program asks for the case."""
    frame = pl.DataFrame(
        {"号码": ["A1", "A2", "A1", "A2"], "业务类型": ["x", "y", "x", "x"], "取号时间": TIMES, "叫号时间": TIMES}
    )
    with pytest.raises(ColumnError, match="no column was recognised as the case"):
        mining.from_polars(frame)


def test_stages_of_services() -> None:
    """What is applied for, drawn, booked or registered is opened; a first response is under way; a limit is no stage."""
    assert [OPENED] * 6 == [
        stage_of(name) for name in ("发起时间", "取号时间", "预订时间", "挂号时间", "接入时间", "申請日時")
    ]
    assert [UNDER_WAY] * 3 == [stage_of(name) for name in ("首次响应时间", "一次回答日時", "対応日時")]
    assert [RESOLVED] * 4 == [stage_of(name) for name in ("退房时间", "取药时间", "領藥時間", "送达时间")]
    assert [True, True] == [is_stage(name) for name in ("首次响应时间", "対応日時")]
    assert [False] * 4 == [is_stage(name) for name in ("办结时限", "应办结时间", "到期日期", "納期")]


def test_an_approval_is_a_ticket() -> None:
    """编号, 发起时间, 完成时间 of ten approvals, the last one open: 10 + 9 events, and who asked is not who did it."""
    frame = pl.DataFrame(
        {
            "审批编号": [f"2024030{day}1000" for day in range(10)],
            "审批状态": ["完成"] * 9 + ["审批中"],
            "发起时间": [f"2024-03-1{day} 08:00:00" for day in range(10)],
            "完成时间": [f"2024-03-1{day} 09:00:00" for day in range(9)] + [None],
            "发起人姓名": ["Wu"] * 10,
            "历史审批人姓名": ["Li", "Qi"] * 5,
        }
    )
    account = reading_of_frame(frame, Wanted())
    assert ("one row per ticket", 19) == (account.shape, account.log.instances)
    assert {"发起": 10, "完成": 9} == dict(account.log.events["activity"].cast(pl.String).value_counts().iter_rows())


def test_states_of_taiwan_are_states() -> None:
    """處理中 is 处理中."""
    assert looks_entered("狀態", pl.Series(["待處理", "處理中", "已關閉"]))[0]


def test_a_step_in_two_scripts_is_one_activity() -> None:
    """派單 once, 派单 twice: three times 派单, and it is said."""
    frame = pl.DataFrame({"单号": list("aabb"), "步骤": ["派單", "完成", "派单", "派单"], "时间": TIMES})
    log = mining.from_polars(frame)
    assert {"派单": 3, "完成": 1} == dict(log.events["activity"].cast(pl.String).value_counts().iter_rows())
    assert "labels_merged" in [finding.code for finding in log.quality.findings]


def test_a_small_table_beside_the_log_gives_no_role() -> None:
    """部门 stands in 2 of 200 rows, beside the log: the team is in 处理组, which all rows have."""
    rows = 200
    chosen = roles(
        工单号=[f"W{row // 2:03}" for row in range(rows)],
        环节=["a", "b"] * (rows // 2),
        完成时间=[f"2024-01-01 0{row % 2}:{row // 4:02}:00" for row in range(rows)],
        处理组=["x", "y", "z", "x"] * (rows // 4),
        部门=["x", "y", *[None] * (rows - 2)],
    )
    assert "处理组" == chosen["team"]
