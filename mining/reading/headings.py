"""What columns are called: for every role its names in the languages of the exports, the surest first."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from mining.reading.last_words import Thing, is_staff, last_word
from mining.reading.scripts import one_script

NameRole = Literal["case", "activity", "start", "end", "moment", "resource", "team", "role", "channel", "customer"]

STANDARD: dict[NameRole, tuple[str, ...]] = {
    "case": ("case:concept:name",),
    "activity": ("concept:name",),
    "start": ("start_timestamp",),
    "end": (),
    "moment": ("time:timestamp",),
    "resource": ("org:resource",),
    "team": ("org:group",),
    "role": ("org:role",),
    "channel": (),
    "customer": (),
}
"""Names of the XES standard; they win over all others."""

WORDS: dict[NameRole, str] = {
    "case": """
        case id; caseid; case; case number; case no; case key; case nr; trace id; process instance;
        process instance id; ticket id; ticket number; ticket no; ticket; incident id; incident number; incident;
        issue key; issue id; sr number; service request; request id; request number; request no; problem number;
        change number; order id; order number; order no; orderid; order; application id; application; claim id;
        claim number; complaint id; complaint no; work order; job id; job; call id; visit id; patient visit nr;
        encounter id; admission id; service id; booking id; reservation id; loan id; file number; dossier; 案例编号;
        案例号; 案例id; 案例; 案件编号; 案件号; 工单编号; 工单号; 工单id; 工单; 投诉编号; 投诉单号; 投诉号; 订单编号;
        订单号; 流程实例编号; 流程实例; 流程编号; 实例编号; 实例id; 受理编号; 受理单号; 受理号; 申请编号; 申请单号;
        事件单号; 服务单号; 业务编号; 业务流水号; 流水号; 单据编号; 单据号; 单号; 案號; 案件編號; 工單號; 訂單編號;
        编号; fall id; fallid; fallnummer; fall; vorgangsnummer; vorgangs id; auftragsnummer; ticketnummer;
        aktenzeichen; bestellnummer; id caso; id de caso; id del caso; numero de caso; caso; expediente;
        numero de expediente; radicado; numero de ticket; id do caso; numero do caso; chamado; numero do chamado;
        protocolo; processo; numero do processo; id du cas; id cas; numero de dossier; numero dossier; n dossier;
        cas; id del caso; numero pratica; pratica; id pratica; ケースid; ケース番号; ケース; 案件番号; 案件id;
        受付番号; チケット番号; 伝票番号; 注文番号; 申請番号; 問い合わせ番号; visit number; visit no; encounter number;
        proc inst id; process inst id; process id; service order; claim; claim no; auftrag; auftragsnr; vorgangsnr;
        vorgangs nr; sendungsnummer; protocollo; transaction id; conversation id; interaction id; document key; object id;
        resource id; record id; entity id; 問合せ番号; 予約番号; 管理番号; 会话id; 通话id; 审批编号; 运单号; 住院号;
        就診序號; 就诊号; 门诊号; 公文文號; 收文號; 접수번호; 문의번호; 요청번호; 티켓번호; 주문번호; 예약번호; 사건번호;
        관리번호; number; id; key""",
    "activity": """
        activity; activity name; activity label; activityname; activity id; task; task name; step; step name; event;
        event name; event type; operation; action; process step; workflow step; milestone; status; state;
        incident state; ticket status; case status; stage; phase; 活动; 活动名称; 环节; 环节名称; 当前环节; 处理环节;
        步骤; 步骤名称; 节点; 节点名称; 任务名称; 任务; 操作; 操作名称; 工序; 动作; 事件; 事件名称; 状态; 工单状态;
        当前状态; 阶段; 活動; 活動名稱; 環節; 步驟; 狀態; aktivitat; tatigkeit; arbeitsschritt; prozessschritt;
        schritt; ereignis; vorgang; zustand; actividad; tarea; paso; evento; etapa; estado; atividade; tarefa; passo;
        situacao; fase; activite; tache; etape; evenement; statut; etat; attivita; compito; stato; passaggio;
        アクティビティ; アクティビティ名; 作業名; 作業; 工程; 工程名; ステップ; イベント; タスク; 処理; ステータス;
        状態; history type; act name; segment type; to status; to state; new status; new state; acao; accion; azione;
        aktion; operacao; operacion; movimiento; movimento; andamento; statusmeldung; statustext; transaction code;
        tcode; message type; docket text; 流程; 关卡; 关卡名称; 诊疗项目; 轨迹状态; 対応内容; 対応区分; 활동; 작업; 작업명;
        단계; 처리단계; 업무; 이벤트; 상태; 처리상태; 진행상태; subject; betreff; asunto; assunto; oggetto;
        events name; events type; steps name; activities name; history name; history action; tasks name; tasks title""",
    "start": """
        start; start time; start timestamp; start date; starttime; startdate; started at; started; started on; begin;
        begin time; began at; begin date; start datetime; time start; time in; date start; from time; service start;
        开始时间; 开始日期; 开始; 起始时间; 开工时间; 处理开始时间; 启动时间; 開始時間; 開始; beginn; startzeit;
        anfang; startdatum; start zeitpunkt; inicio; fecha inicio; fecha de inicio; hora inicio; hora de inicio;
        data inicio; data de inicio; debut; date debut; date de debut; heure debut; inizio; data inizio; ora inizio;
        開始日時; 開始時刻; 開始日; 시작일시; 시작시간; 시작일; accepted; accepted time; accepted at; accepted on;
        claimed at; picked up at""",
    "end": """
        end; end time; end timestamp; end date; endtime; enddate; ended at; ended; complete; complete timestamp;
        complete time; completed; completed at; completion time; completion date; completed on; finish; finish time;
        finished; finished at; finish date; stop; stop time; end datetime; time end; time out; date end; to time;
        service end; 结束时间; 结束日期; 结束; 完成时间; 完成日期; 完成; 办结时间; 完工时间; 处理结束时间;
        处理完成时间; 結束時間; 完成時間; ende; endzeit; enddatum; abschluss; fin; fecha fin; fecha de fin; hora fin;
        hora de fin; fecha final; fim; data fim; data de fim; termino; date fin; date de fin; heure fin; fine;
        data fine; ora fine; 終了日時; 終了時刻; 終了; 終了日; 完了日時;
        종료일시; 종료시간; 종료일; 완료일시; 완료시간; 완료일""",
    "moment": """
        timestamp; time stamp; event time; event timestamp; eventtime; event date; event datetime; datetime;
        date time; time; date; ts; sys updated at; sys updated on; updated at; updated on; update time; changed at;
        changed on; change time; change date; change date time; modified at; modified on; modification date;
        occurred at; recorded at; logged at; log time; created at; created on; entered at; performed at; udate; when;
        时间戳; 时间; 操作时间; 处理时间; 发生时间; 变更时间; 更新时间; 记录时间; 日期时间; 日期; 时刻; 办理时间;
        流转时间; 状态时间; 時間; 時間戳; zeitstempel; zeitpunkt; zeit; datum; datum uhrzeit; fecha; fecha y hora;
        fecha hora; marca de tiempo; hora; data; data hora; data e hora; carimbo de data hora; horodatage;
        date heure; date et heure; heure; data ora; data e ora; ora; 日時; 発生日時; 更新日時; 処理日時; 登録日時;
        時刻; 日付; タイムスタンプ; time created; created; created date; create date; creation date; creation time;
        date created; edit date; edited at; entry date; entry time; transition date; status date; fecha de creacion;
        data da acao; erstellt am; erdat; udatum; 审批时间; 执行时间; 承認日時; 일시; 처리일시; 처리일자; 처리시간;
        변경일시; 발생일시; 날짜; 시간""",
    "resource": """
        resource; originator; performer; performed by; handled by; done by; sys updated by; updated by; changed by;
        modified by; user; user name; username; user id; agent; agent name; agent id; employee; employee name;
        employee id; staff; staff name; staff id; worker; worker id; operator; clerk; technician; handler; assignee;
        assigned to; owner; actor; executor; nurse; doctor; analyst; representative; 处理人; 处理人员; 办理人;
        办理人员; 经办人; 操作人; 操作人员; 操作员; 执行人; 员工; 员工姓名; 员工编号; 员工工号; 工号; 客服; 客服人员;
        客服工号; 坐席; 坐席工号; 受理人; 受理人员; 负责人; 责任人; 资源; 人员; 處理人; 員工; 承辦人; bearbeiter;
        sachbearbeiter; mitarbeiter; benutzer; ressource; recurso; usuario; empleado; responsable; agente; operador;
        funcionario; utilizador; responsavel; atendente; colaborador; utilisateur; employe; operatore; utente;
        addetto; dipendente; risorsa; responsabile; 担当者; 担当; 担当者名; 作業者; リソース; 社員番号; 従業員;
        オペレーター; owner name; task owner; adjuster; created by; created by id; create by; edited by; entered by;
        posted by; opr id; oprid; analista; tecnico; gestor; profesional; incaricato; technicien; conseiller;
        charge de clientele; gestionnaire; techniker; clinician; physician; provider; 対応者; 承認者; 审批人; 执行人员;
        담당자; 담당자명; 처리자; 작업자; 상담원; 상담사; 직원; 승인자""",
    "team": """
        team; group; department; dept; assignment group; workgroup; work group; support group; queue; unit; org unit;
        organizational unit; division; office; team name; 部门; 部门名称; 处理部门; 责任部门; 所属部门; 班组; 团队;
        小组; 处理组; 科室; 单位; 组别; 部門; 單位; abteilung; gruppe; departamento; equipo; grupo; setor; equipe;
        departement; reparto; gruppo; ufficio; チーム; グループ; 部署; assigned group; queue name; department name;
        agence; agencia; filiale; niederlassung; branch; orgao; grupo solucionador; 承办单位; 网点; 技能组; 機構; 所属;
        所属部署; 담당부서; 부서; 처리부서; 팀; 소속""",
    "role": """
        role; position; agent position; job title; function title; 岗位; 角色; 职位; 职务; 崗位; rolle; rol; cargo;
        funcao; ruolo; 役割; 役職; 직급; 직책; 역할""",
    "channel": """
        channel; contact type; contact channel; source channel; case:channel; intake channel; 渠道; 来源渠道;
        受理渠道; 投诉渠道; 渠道来源; 服务渠道; 接入渠道; 渠道類型; kanal; canal; canale; チャネル; チャンネル;
        受付チャネル; 채널; 접수채널; 접수경로; 유입경로""",
    "customer": """
        customer id; customer; customer no; customer number; client id; client; caller id; caller; member no;
        member id; guest id; guest; account id; case:customer; 客户编号; 客户号; 客户id; 客户; 会员编号; 会员号;
        客人编号; 客戶編號; 客戶; kundennummer; kunde; kunden id; cliente; id cliente; codigo cliente; 顧客id;
        顧客番号; 顧客; 会員番号; 고객번호; 고객id; 고객; 회원번호""",
}
NAMES: dict[NameRole, tuple[str, ...]] = {
    role: tuple(dict.fromkeys(one_script(word.strip()) for word in words.replace("\n", " ").split(";")))
    for role, words in WORDS.items()
}
AGREES: dict[NameRole, frozenset[Thing | None]] = {
    "case": frozenset({"id"}),
    "activity": frozenset({None}),
    "start": frozenset({"time"}),
    "end": frozenset({"time"}),
    "moment": frozenset({"time"}),
    "resource": frozenset({"person", "id", None}),
    "team": frozenset({"team", "id", None}),
    "role": frozenset({None}),
    "channel": frozenset({None, "team"}),
    "customer": frozenset({"person", "id", None}),
}
"""Role -> what a longer Chinese, Japanese or Korean heading may be by its last word; None where that does not say."""
REMARK = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
"""What stands in brackets behind a heading: 操作时间（年／月／日）."""
BY_LAST_WORD = 25.0
"""Likeness of a heading of which only the last word is known."""
VAGUE = {
    "id",
    "key",
    "number",
    "编号",
    "order",
    "date",
    "time",
    "data",
    "fecha",
    "datum",
    "user",
    "owner",
    "group",
    "unit",
    "event",
    "处理",
}
"""Names that fit when they stand alone, and say little inside a longer name."""
CASE_LEVEL = re.compile(r"^\(?case\)?[ :_]|^trace[ :_]", re.IGNORECASE)
"""Columns that describe the whole case."""
LIFECYCLE = (
    "lifecycle:transition",
    "lifecycle",
    "transition",
    "event type",
    "eventtype",
    "life cycle",
    "lifecycle transition",
    "transition type",
    "事件类型",
    "生命周期",
    "开始/完成",
    "start/complete",
    "start end",
    "status",
)
INSTANCE = (
    "concept:instance",
    "activity instance",
    "activity instance id",
    "instance id",
    "event matching",
    "task id",
    "活动实例",
    "活动实例编号",
    "任务编号",
)


def plain_name(heading: str) -> str:
    """Bring a heading to one form: width, case, accents, underscores, camelCase and script do not matter.

    >>> plain_name("Case_ID"), plain_name("startTime"), plain_name("Début"), plain_name("工单號")
    ('case id', 'start time', 'debut', '工单号')
    """
    text = unicodedata.normalize("NFKC", heading)
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    kept = unicodedata.normalize("NFKD", text.casefold())
    if any("a" <= letter <= "z" for letter in kept):
        # The marks of kana tell one letter from another.
        kept = "".join(letter for letter in kept if not unicodedata.combining(letter) or letter in "\u3099\u309a")
        text = unicodedata.normalize("NFC", kept)
    else:
        text = text.casefold()
    return one_script(" ".join(re.sub(r"[^\w:]|_", " ", text).split()))


_SPACED: dict[NameRole, dict[str, str]] = {
    role: {word.replace(" ", ""): word for word in reversed(names) if " " in word} for role, names in NAMES.items()
}
"""Names of several words as they look without spaces."""


@cache
def likeness(heading: str, role: NameRole) -> float:
    """How well a heading names a role: 100 the standard's name, 60 to 80 a known name, up to 55 a longer one that holds it.

    A longer Chinese, Japanese or Korean heading has to end in a word that agrees; one of which only that word is
    known has 25.

    >>> likeness("concept:name", "activity") > likeness("Activity", "activity") > likeness("Problem Status", "activity") > 0
    True
    """
    if heading.strip().lower() in STANDARD[role]:
        return 100.0
    name = plain_name(heading if heading.isascii() else REMARK.sub("", heading) or heading)
    names = NAMES[role]
    # Databases write CALLID and STARTTIME.
    name = _SPACED[role].get(name, name) if heading.isupper() else name
    if name in names:
        return 80.0 - 20.0 * names.index(name) / len(names)
    spaced, words = f" {name} ", name.count(" ") + 1
    best, last = 0.0, last_word(name)
    if not name.isascii() and last not in AGREES[role]:
        # 工单 itself stands at the end of 投诉工单; 工单类型 is no id.
        return 40.0 if role == "case" and any(len(known) > 1 and name.endswith(known) for known in names) else 0.0
    for place, known in enumerate(names):
        if known in VAGUE or ":" in known:
            continue
        if known.isascii():
            inside, extra = f" {known} " in spaced, words - known.count(" ") - 1
        else:
            inside, extra = len(known) > 1 and known in name, max(len(name) - len(known), 0) // 2
        if inside:
            at_end = name.endswith(known)
            best = max(best, 50.0 - 5.0 * extra - 10.0 * place / len(names) + 5.0 * at_end)
    if (role == "resource" and is_staff(name)) or (role == last == "team"):
        elsewhere = any(name in known for other, known in NAMES.items() if other != role)
        best = max(best, 0.0 if elsewhere else BY_LAST_WORD)
    return max(best, 0.0)


@cache
def names_a_time(heading: str) -> bool:
    """Whether a heading speaks of a time: of a start, an end, a moment, or (SAP) of UTIME and UDATE.

    >>> names_a_time("Start Time"), names_a_time("UTIME"), names_a_time("amount")
    (True, True, False)
    """
    last = plain_name(heading).split()[-1:]
    return any(likeness(heading, role) for role in ("start", "end", "moment")) or bool(
        last and last[0].endswith(("time", "date", "zeit", "datum", "uhrzeit", "erdat", "erzet"))
    )
