"""What the last word of a Chinese, Japanese or Korean heading says: it is the word that tells what the column holds.

操作时间 is a time, 操作员 a person, 操作单号 an id, 操作部门 a team, whatever else is done with 操作 ("to operate").
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from mining.reading.scripts import one_script

Thing = Literal["time", "person", "id", "team"]

WORDS: dict[Thing, str] = {
    "time": "时间 日期 时刻 日時 日付 年月日 时点 일시 일자 시간 시각 날짜 日 時",
    "person": """
        人 者 员 人员 师 姓名 医生 护士 客服 坐席 座席 骑手 师傅 柜员 氏名 담당자 처리자 승인자 결재자 작업자 요청자 신청자
        고객 직원 상담원 상담사 기사""",
    "id": "号 编号 id 番号 번호",
    "team": "单位 部门 科 科室 科别 组 网点 机构 支行 部署 部 課 课 中心 處 팀 부서 지점",
}
THINGS: dict[str, Thing] = {one_script(word): thing for thing, words in WORDS.items() for word in words.split()}
LONGEST = max(map(len, THINGS))
CUSTOMER = re.compile(
    one_script(
        "申请|发起|诉求|联系|收件|寄件|收货|发货|患者|病人|报修|投诉|来电|来访|客人|顾客|客户|旅客|宾客|住客|入住|访客|会员|用户|购买|买家|当事"
        "|委托|受益|申告|依頼|問合|申込|お客|乘客|乗客|预订|预约|予約|报案|提交|제출|신청|요청|고객|환자"
    )
)
"""What a customer, or who asks for something, is called: no member of staff."""
NO_CASE = re.compile(
    one_script(
        "客户|访客|顾客|顧客|会员|用户|患者|病人|病历|病案|病歷|诊察券|員工|社員|職員|工号|商品|产品|物料|品|设备|房|床|桌|账|卡|手机|电话|電話"
        "|号码|身份|证|车牌|窗口|序号|版本|型号|批号|邮|传真|网点|机构|部门|供应商|日志|明细|记录|节点|环节|步骤|坐席|主叫|被叫|内線|口座|枝番"
        "|고객|전화|회원|환자|우편|사원|직원|상품"
    )
)
"""What else has a number: persons, things, places, rows."""


@cache
def last_word(name: str) -> Thing | None:
    """What a heading that is not written in ASCII holds, by its last word; None: that does not say.

    Args:
        name: in one form (`plain_name`).

    >>> [last_word(name) for name in ("操作时间", "操作员", "操作单号", "部门", "操作类型", "end time")]
    ['time', 'person', 'id', 'team', None, None]
    """
    if name.isascii():
        return None
    return next((THINGS[name[-size:]] for size in range(LONGEST, 0, -1) if name[-size:] in THINGS), None)


def is_staff(name: str) -> bool:
    """Whether a heading ends in a word for a person, and not for a customer.

    >>> is_staff("审批人"), is_staff("申请人"), is_staff("审批时间")
    (True, False, False)
    """
    return last_word(name) == "person" and not CUSTOMER.search(name)


def numbers_a_case(name: str) -> bool:
    """Whether a heading ends in a word for an id, and not for that of a person, a thing, a place or a row.

    >>> numbers_a_case("住院号"), numbers_a_case("会话id"), numbers_a_case("手机号"), numbers_a_case("客户id")
    (True, True, False, False)
    """
    return last_word(name) == "id" and not NO_CASE.search(name)
