"""What columns beyond case, activity, times and persons are called, in the languages of the exports.

Only a whole heading counts: a part of one says too little for roles that most exports do not have.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from mining.reading.headings import plain_name
from mining.reading.scripts import one_script

RarerRole = Literal["arrival", "closing", "order", "equipment", "object", "cost", "nps", "csat"]

WORDS: dict[RarerRole, str] = {
    "arrival": """
        arrival; arrival time; arrival date; arrival timestamp; arrival datetime; arrived; arrived at; arrived on;
        case arrival; opened; opened at; opened on; open time; open date; received; received at; received on;
        date received; submitted; submitted at; submitted on; submission date; submission time; reported at;
        reported on; reported date; request date; requested at; case start; case start time; case created;
        case created at; ticket created at; 到达时间; 进店时间; 受理时间; 受理日期; 接单时间; 提交时间; 申请时间;
        投诉时间; 报修时间; 报障时间; 来电时间; 建单时间; 到達時間; 受理時間; eingang; eingangsdatum; eingangszeit;
        eingegangen am; eroffnet; eroffnet am; eroffnungsdatum; meldedatum; ankunft; ankunftszeit; date d arrivee;
        heure d arrivee; arrivee; date de reception; date d ouverture; date ouverture; recu le; ouvert le; llegada;
        hora de llegada; fecha de llegada; fecha de recepcion; fecha de apertura; fecha apertura; chegada;
        data de chegada; hora de chegada; data de recebimento; data de abertura; data abertura; arrivo;
        data di arrivo; ora di arrivo; data di ricezione; data di apertura; data apertura; 受付日時; 受付日; 受付時刻;
        到着日時; 到着時刻; 受信日時; 起票日時; 起票日""",
    "closing": """
        closed; closed at; closed on; close time; close date; closing date; closing time; date closed; case closed;
        case closed at; case end; case end time; case complete; is closed; case closed flag; 关闭时间; 关单时间;
        结案时间; 结案日期; 归档时间; 是否结案; 是否关闭; 關閉時間; 結案時間; geschlossen; geschlossen am;
        abgeschlossen am; abschlussdatum; cloture; cloture le; date de cloture; date cloture; ferme le;
        date de fermeture; cerrado; cerrado el; fecha de cierre; fecha cierre; encerrado; encerrado em; fechado;
        fechado em; data de encerramento; data de fechamento; chiuso; chiuso il; data di chiusura; data chiusura;
        完結日; 完結日時; クローズ日時; クローズ日""",
    "order": """
        order index; event order; event index; event number; event no; event nr; event sequence; sequence;
        sequence number; sequence no; sequence nr; seq; seq no; seq nr; step no; step number; step nr; sort order;
        sorting; sort key; position; pos; line number; log sequence; 序号; 顺序; 顺序号; 排序; 排序号; 步骤序号;
        事件序号; 順序; 順序號; reihenfolge; laufende nummer; lfd nr; lfdnr; schrittnummer; folgenummer;
        numero d ordre; ordre; sequence ordre; rang; orden; secuencia; numero de secuencia; ordem; sequencia;
        numero de sequencia; ordine; sequenza; numero di sequenza; 順番; 連番; 通番; 枝番""",
    "equipment": """
        equipment; equipment id; equipment name; machine; machine id; machine name; machine no; device; device id;
        station; workstation; work station; work center; work centre; asset; asset id; room; room no; 设备; 设备编号;
        设备名称; 机器; 机台; 机台号; 工位; 机床; 設備; 設備編號; 機台; maschine; maschinennummer; anlage; gerat;
        arbeitsplatz; equipement; machine numero; appareil; poste de travail; equipo de trabajo; maquina;
        puesto de trabajo; dispositivo; equipamento; posto de trabalho; macchina; macchinario; attrezzatura;
        postazione; 機械; 機器; 装置; 設備番号; 機械番号""",
    "object": """
        object; object id; object key; object no; item; item id; item no; item number; line item; line item no;
        order item; order line; position id; part no; part number; product id; sku; article no; 对象; 对象编号;
        物品编号; 商品编号; 行项目; 行项目号; 件号; 物料编号; 物件編號; objekt; objekt id; objektnummer;
        artikelnummer; bestellposition; objet; id objet; ligne de commande; objeto; id objeto;
        linea de pedido; id do objeto; linha do pedido; oggetto; id oggetto; riga ordine; 対象;
        対象id; 品目; 品目コード; 品番; 明細番号""",
    "cost": """
        cost; costs; cost total; total cost; total costs; costs total; unit cost; case cost; event cost; expense;
        expenses; cost amount; amount of cost; 费用; 成本; 总费用; 总成本; 花费; 支出; 賠付金額; 赔付金额; 费用金额;
        費用; 總費用; kosten; gesamtkosten; aufwand; auslagen; cout; couts; cout total; depense; depenses; frais;
        costo; costos; coste; costes; costo total; coste total; gasto; gastos; custo; custos; custo total; despesa;
        despesas; costi; costo totale; spesa; spese; コスト; 総費用; 経費; 原価""",
    "nps": """
        nps; nps score; net promoter score; nps rating; likelihood to recommend; would recommend;
        recommendation score; recommend score; nps评分; nps得分; 推荐度; 推荐意愿; 净推荐值; 推薦度; 淨推薦值;
        weiterempfehlung; weiterempfehlungsbereitschaft; recommandation; note nps; recomendacion; puntuacion nps;
        recomendacao; nota nps; raccomandazione; punteggio nps; 推奨度; npsスコア""",
    "csat": """
        csat; csat score; satisfaction; satisfaction score; satisfaction rating; customer satisfaction;
        satisfaction level; customer satisfaction score; overall satisfaction; 满意度; 客户满意度; 顾客满意度;
        满意度评分; 满意度得分; 评分; 滿意度; zufriedenheit; kundenzufriedenheit; satisfaction client;
        note de satisfaction; satisfaccion; satisfaccion del cliente; satisfacao; satisfacao do cliente;
        soddisfazione; soddisfazione del cliente; 満足度; 顧客満足度""",
}
NAMES: dict[RarerRole, frozenset[str]] = {
    role: frozenset(one_script(word.strip()) for word in words.replace("\n", " ").split(";"))
    for role, words in WORDS.items()
}
PERCEIVED = (
    "perceived", "perception", "perceptions", "performance", "actual", "感知", "实际", "實際", "wahrgenommen", "wahrnehmung",
    "percu", "percue", "percibido", "percibida", "percebido", "percebida", "percepito", "percepita", "知覚", "実感",
)  # fmt: skip
EXPECTED = (
    "expected", "expectation", "expectations", "期望", "预期", "預期", "erwartet", "erwartung", "attendu", "attendue",
    "attente", "esperado", "esperada", "expectativa", "atteso", "attesa", "aspettativa", "期待",
)  # fmt: skip
"""Words of SERVQUAL: what the customer met with, and what was expected."""


@cache
def is_called(heading: str, role: RarerRole) -> bool:
    """Whether a heading is a name of the role, whatever its width, case, accents and underscores.

    >>> is_called("Opened_At", "arrival"), is_called("Fecha de Cierre", "closing"), is_called("opened by", "arrival")
    (True, True, False)
    """
    return plain_name(heading.removeprefix("case:").removeprefix("(case) ")).replace(":", " ") in NAMES[role]


def survey_pair(heading: str) -> tuple[str, Literal["perceived", "expected"]] | None:
    """Return the dimension and the side of a SERVQUAL question; None for another heading.

    >>> survey_pair("Reliability_expected"), survey_pair("可靠性感知"), survey_pair("expected date of delivery")
    (('reliability', 'expected'), ('可靠性', 'perceived'), None)
    """
    name = plain_name(heading)
    for words, side in ((PERCEIVED, "perceived"), (EXPECTED, "expected")):
        for word in map(one_script, words):
            rest = name.removeprefix(word) if name.startswith(word) else name.removesuffix(word)
            joint = rest == name or (word.isascii() and not (rest.startswith(" ") or rest.endswith(" ")))
            if not joint and rest.strip() and len(rest.split()) <= 2:
                return rest.strip(), "perceived" if side == "perceived" else "expected"
    return None
