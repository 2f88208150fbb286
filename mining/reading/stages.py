"""What a column of dates in a table of tickets stands for: a stage of the ticket, a plan, the last touch of the record."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mining.reading.headings import plain_name
from mining.reading.scripts import one_script

OPENED, UNDER_WAY, RESOLVED, CLOSED = range(4)
STAGES: dict[int, str] = {
    OPENED: """
        open creat report receiv receipt submi request regist rais logged order placed filed occur intake entered entry
        arriv insert booked booking filed filing lodg;
        受理 创建 提交 登记 报修 报障 接收 开单 建单 下单 申请 投诉 來電 来电 建立
        发起 挂号 取号 预订 接入 到店 收文 报案 入院 制单;
        eroffn erstell angelegt gemeld meldung eingang erfass; abiert apertur cread creacion regist alta solicit recib;
        abert abertura criad criac recebid cadastr; ouvert cree creation demand recu; apert creat creazione ricevut;
        作成 受付 登録 起票 発生 依頼 접수 등록 신청 요청 생성 주문""",
    UNDER_WAY: """
        assign dispatch acknowledg accept respon first start begun began progress approv escalat reopen pending hold
        diagnos repair contact visit investig triage pick;
        派单 分派 分配 响应 指派 接单 处理 审核 审批 升级 重开 上门 联系;
        zugewies zugeteilt angenommen begonnen beginn freigab freigeg
        iststart bearbeit; asignad asignacion aceptad inici atencion atend;
        atribu aceit inici encaminh;
        attribu affect accept pris prise debut; assegnat accettat inizi; 割当 担当 対応 着手 承認 배정 처리 승인 답변""",
    RESOLVED: """
        resol solv fix complet finish done deliver fulfil end ended answer discharg depart check_out checkout;
        解决 完成 处理完成 答复 回复 办结 完工 结束 取药 领药 送达 退房 离店 出院;
        gelost losung erledig fertig istend; resuelt resoluc solucion
        terminad; resolvid respost conclu finaliz; resolu termin; risolt risoluz;
        解決 完了 終了 回答 완료 해결 종료""",
    CLOSED: """
        clos cancel withdraw reject archiv; 关闭 结案 归档 取消 关单 撤销 闭单;
        geschloss schliess abschluss abgeschloss storn;
        cerrad cierre cancel; fecham fechad encerr; ferm clotur clos annul; chius annull; クローズ 閉 종결 취소""",
}
"""How far a ticket is -> beginnings of words (whole words of Chinese and Japanese) that say so."""
EARLY = ("first", "respon", "reopen", "重", "首次", "一次", "初回", "首响")
"""Beginnings of words that go before others: the first response, which resolves nothing."""
NO_STAGE = """
    updat modif chang due deadline plan expect target estimat promis sla birth dob valid next until expir schedul effective
    forecast current; 更新 修改 变更 截止 计划 预计 期限 时限 限期 限时 到期 超期 逾期 目标 承诺 有效 失效 生日 出生 预约
    应办 应完 应结 应到 应还 应交; geander aktualis fallig geplant soll geburt
    eckstart eckend;
    actualiz vencim previst estimad nacim; atualiz prevista prazo nasc; mis_a_jour echeance prevu naissance;
    aggiorn scadenz nascit; 予定 期限 生年 納期 希望 예정 기한 생년"""
"""Beginnings of words of dates that are no stage: the last touch of the record, plans, terms, birthdays."""
GIVEN_UP = """
    cancel withdraw reject abandon void no_show; 取消 撤销 撤單; storn; cancel anulad; annul; キャンセル"""
"""Beginnings of words of a ticket's other end: whatever has such a date goes no further."""
_TIME_WORDS = """
    at on date time datetime timestamp day dt ts sys u the utc local when stamp moment of fecha hora de del la el data da do
    das dos e em datum zeit zeitpunkt am um uhrzeit heure et le du des d ora di il"""
TIME_WORDS = frozenset(_TIME_WORDS.split())
"""Words that say that a column holds times, and nothing of which."""
OF_TIME = re.compile(
    r"(?:的)?(?:日期时间|时间|日期|时刻|日時|時間|時刻|日付|日)$|(?<=\w{4})(?:datum|zeitpunkt|zeit)$", re.IGNORECASE
)
OF_PERSON = re.compile(r"(?:人员|人|员|者)$")
BY = frozenset({"by", "von", "por", "par", "da", "user", "agent"})


def _beginnings(words: str) -> tuple[str, ...]:
    return tuple(one_script(word).replace("_", " ") for word in words.replace(";", " ").split())


_STAGES = {stage: _beginnings(words) for stage, words in STAGES.items()}
_NO_STAGE = _beginnings(NO_STAGE)
_GIVEN_UP = _beginnings(GIVEN_UP)


def stage_of(heading: str) -> int | None:
    """How far a ticket is at the time in this column; None: the name does not say.

    >>> [stage_of(name) for name in ("opened_at", "Assigned on", "resolved_at", "closed_at", "关闭时间", "lunch")]
    [0, 1, 2, 3, 3, None]
    """
    words = plain_name(heading).split()
    for stage in (CLOSED, RESOLVED, UNDER_WAY, OPENED):
        if any(_begins(words, beginning) for beginning in _STAGES[stage]):
            # "First response" and "reopened" hold words of other stages.
            early = stage in (RESOLVED, OPENED) and any(_begins(words, word) for word in EARLY)
            return UNDER_WAY if early else stage
    return None


def is_stage(heading: str) -> bool:
    """Whether a column of dates can be a stage at all: not the last touch of the record, no plan, no birthday.

    >>> is_stage("resolved_at"), is_stage("sys_updated_on"), is_stage("due date")
    (True, False, False)
    """
    words = plain_name(heading).split()
    if "last" in words and stage_of(heading) is None:
        return False
    return not any(_begins(words, beginning) for beginning in _NO_STAGE)


def named_as_tickets(headings: Iterable[str]) -> bool:
    """Whether some headings are those of the beginning and the end of a ticket.

    >>> named_as_tickets(["number", "opened_at", "closed_at"]), named_as_tickets(["number", "opened_at", "due date"])
    (True, False)
    """
    stages = {stage_of(name) for name in headings if is_stage(name)}
    return OPENED in stages and bool({RESOLVED, CLOSED} & stages)


def is_given_up(heading: str) -> bool:
    """Whether a column of dates says when a ticket was given up, beside the one that says when it was done.

    >>> is_given_up("cancelled_at"), is_given_up("closed_at")
    (True, False)
    """
    return any(_begins(plain_name(heading).split(), beginning) for beginning in _GIVEN_UP)


def _begins(words: list[str], beginning: str) -> bool:
    if not beginning.isascii():
        return any(beginning in word for word in words)
    return any(word.startswith(beginning) for word in words) or (" " in beginning and beginning in " ".join(words))


def wording(heading: str) -> str:
    """The activity that a column of dates stands for: its name without the words for date and time.

    >>> [wording(name) for name in ("opened_at", "sys_created_on", "firstResponseTime", "受理时间", "Fecha de cierre")]
    ['Opened', 'Created', 'First response', '受理', 'Cierre']
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", heading.strip())
    kept = [re.sub(r"^d['’]", "", word) for word in re.split(r"[\s_\-:./]+", words)]
    kept = [word for word in kept if word and plain_name(word) not in TIME_WORDS]
    text = OF_TIME.sub("", " ".join(kept))
    text = re.sub(r"ungs$", "ung", text)
    if not text:
        return heading.strip()
    return text[0].upper() + text[1:].lower() if text.isascii() else text[0].upper() + text[1:]


def person_of(heading: str) -> str | None:
    """The stage whose person a column names, in one form; None: it does not name one's person.

    >>> person_of("resolved_by") == plain_stage("resolved_at"), person_of("受理人") == plain_stage("受理时间")
    (True, True)
    >>> person_of("assigned_to") is None
    True
    """
    words = plain_name(heading).split()
    if any(word in BY for word in words[1:]):
        return _plain([word for word in words if word not in BY]) or None
    stem = OF_PERSON.sub("", plain_name(heading))
    return stem if stem and stem != plain_name(heading) else None


def plain_stage(heading: str) -> str:
    """The stage that a column of dates names, in one form."""
    return _plain(plain_name(wording(heading)).split())


def _plain(words: list[str]) -> str:
    return " ".join(word for word in words if word not in TIME_WORDS)
