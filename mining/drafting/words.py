"""Words in the names of teams and states that tell who acts: guesses, always said as such."""

from __future__ import annotations

import re
from functools import cache

from mining.blueprint.labels import normalised
from mining.blueprint.lanes import Kind

FRONT = """front reception receptionist desk counter hotline call calls frontline service helpdesk sales cashier
waiter branch teller concierge checkin registration 1st first 客服 前台 柜台 柜面 门店 窗口 热线 接待 受理 销售 服务员
一线 受付 窓口 営業 atencion recepcion mostrador ventanilla empfang schalter"""
CUSTOMER = """customer customers client clients guest guests patient passenger applicant caller user users citizen
student buyer claimant offender requester visitor traveller member 客户 顾客 客人 用户 患者 病人 旅客 乘客 申请人 学生
市民 会员 顧客 お客 利用者 応募者 cliente estudiante solicitante paciente usuario kunde kunden client"""
EXTERNAL = """supplier vendor partner external contractor subcontractor carrier courier bank insurer agency outsourced
供应商 厂商 外部 外包 承运 快递 银行 保险 仕入先 ベンダー 外注 proveedor externo lieferant extern"""
SUPPORT = """finance accounting accounts it hr legal warehouse stores store procurement purchasing maintenance
housekeeping infrastructure facilities payroll system systems 财务 仓库 信息 人事 法务 采购 后勤 维修 系统 总务 経理
人事部 総務 システム finanzas almacen compras sistemas buchhaltung lager einkauf"""
BACK = """back backoffice kitchen quality manager management supervisor 2nd 3rd second third workshop laboratory lab
engineering production planning review audit 后台 后厨 厨房 质量 质检 主管 经理 审批 二线 三线 生产 技术 研发 審査
品質 製造"""
SYSTEM = """system systems auto automatic automated automation bot robot rpa batch api scheduler cron workflow daemon
webservice 系统 自动 机器人 程序 システム 自動 sistema automatico"""
WAIT = """wait waits waiting await awaits awaiting pending hold suspended paused parked blocked stalled idle deferred
queue queued queueing backlog unassigned espera esperando pendiente pendente aguardando attente attesa sospeso warten
wartend 等待 挂起 暂停 搁置 待 排队 排隊 保留 待ち 待機"""

KIND_WORDS: tuple[tuple[Kind, str], ...] = (
    ("frontstage", FRONT),
    ("customer", CUSTOMER),
    ("external", EXTERNAL),
    ("support", SUPPORT),
    ("backstage", BACK),
)
"""In the order in which they are tried: a customer service is no customer."""
_WORD = re.compile(r"[^\W_]+")


def kind_of(name: str) -> tuple[Kind, str] | None:
    """Return the kind of lane that a name tells of, and the word that tells; None where none does.

    >>> kind_of("Customer service"), kind_of("客户"), kind_of("Group 7")
    (('frontstage', 'service'), ('customer', '客户'), None)
    """
    for kind, words in KIND_WORDS:
        if word := telling(name, words):
            return kind, word
    return None


def telling(name: str, words: str) -> str:
    """Return the first of the words that stands in a name ("" where none does); Chinese and Japanese ones inside it."""
    whole, inside = _sorted(words)
    text = normalised(name)
    return next((word for word in _WORD.findall(text) if word in whole), "") or next((w for w in inside if w in text), "")


@cache
def _sorted(words: str) -> tuple[frozenset[str], tuple[str, ...]]:
    listed = words.split()
    return frozenset(word for word in listed if word.isascii()), tuple(word for word in listed if not word.isascii())
