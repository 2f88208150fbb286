"""Words in which services name their steps, in English and Chinese: which of them mean the same.

Hand-made and small on purpose: everyday words of counters, desks and back offices. A word stands in one line only, so that
meaning the same is an equivalence. English words are kept as stems (see `stem`).
"""

from __future__ import annotations

import re
from functools import cache

ALIKE = """
accept 接受 采纳 | add 添加 增加 追加 | adjust amend modify change edit update revise 调整 修改 变更 更新 修订
advise consult 咨询 建议 | agree consent 同意 | analyse analyze analysis 分析
answer reply respond response 回复 答复 回应 | apply application 申请
appoint appointment book reserve reservation 预约 预订 预定 | approve approval authorise authorize 审批 批准 核准 通过
archive file 归档 存档 | arrive arrival 到达 抵达 | ask inquire enquire inquiry enquiry 询问 查询 问询
assess evaluate evaluation rate 评估 评价 评定 | assign allocate dispatch 分配 指派 派单 分派 派工
await wait pending hold suspend 等待 挂起 暂停 | bill invoice 账单 发票 开票
call phone telephone 电话 致电 来电 呼叫 | cancel annul 取消 撤销 作废 | cash 现金 | charge debit 扣款 记账 收费
check verify verification validate inspect inspection examine 检查 核实 核查 检验 查验 校验 验证
clean 清洁 清扫 打扫 | close 关闭 结案 | collect pickup fetch 领取 取货 取件 提取
complain complaint claim 投诉 理赔 索赔 | complete finish finalise finalize end done 完成 结束 完结
confirm acknowledge 确认 | contact 联系 | contract agreement 合同 协议 | cook 烹饪 做饭 制作 做菜
correct fix mend 更正 纠正 改正 | create open raise 创建 新建 开立 | customer client 客户 顾客
decide decision determine 决定 判定 裁定 | deliver delivery 送达 配送 交付 送餐 派送
deny reject refuse decline 拒绝 驳回 不同意 退回 | design 设计 | diagnose diagnosis 诊断
document paper 文件 资料 材料 单据 | draft prepare 起草 拟定 准备 草拟 | escalate 升级 上报
estimate quote quotation offer propose proposal 报价 估价 方案 | finance 财务 | food meal dish 餐 菜 食物
goods product article 商品 货物 产品 | guest visitor 客人 宾客 | handle process work 处理 办理
identify identity 身份 | inform notify notification notice tell 通知 告知 | incident disruption 事件 故障
install 安装 | investigate investigation research 调查 | key 钥匙 房卡 | login 登录 | manager supervisor 主管 经理
measure 测量 | order 订单 下单 点单 订购 点餐 | pack 打包 包装 | patient 患者 病人 | pay payment 支付 付款 缴费
penalty fine 罚款 | plan schedule 计划 排程 安排 | print 打印 | problem issue 问题 | promise 承诺 | quality 质量 质检
receive receipt reception 收到 接收 接待 收货 | refund reimburse compensate compensation 退款 赔付 赔偿 退费 补偿
register record enter enrol enroll 登记 注册 录入 记录 | remind chase 催办 催促 提醒 | reopen 重新打开 重开
repair 维修 修理 | report 报告 汇报 | request demand 请求 要求 需求 | resolve solve settle 解决 | restart resume 恢复
return 退货 返还 归还 | review audit 审核 复核 审查 评审 审阅 | room 房间 客房 | sample 样本 | scan 扫描
search find 查找 搜索 | send ship transmit 发送 寄送 发货 寄出 | serve service 服务 | sign signature 签字 签名 签收
start begin 开始 启动 | stock inventory store warehouse 库存 仓库 | submit lodge place 提交 递交
supplier vendor provider 供应商 厂商 | table 餐桌 | take 接单 | team group department 部门 班组 小组 | test 测试
ticket case 工单 案件 | transfer forward route handover 转交 移交 转派 转办 转接 | translate 翻译
travel trip 出行 差旅 | treatment therapy 治疗 | triage classify categorise categorize sort 分类 分诊 分级
upload 上传 | urgent priority 紧急 加急 优先 | visit 走访 回访 上门 | withdraw 撤回 撤诉 撤单 | write 撰写 填写
"""
FILLING = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "to",
        "and",
        "in",
        "on",
        "by",
        "with",
        "at",
        "is",
        "be",
        "or",
        "from",
        "的",
        "了",
        "并",
        "和",
    ]
)
"""Words that tell no step from another."""

_IRREGULAR = {
    "sent": "send", "paid": "pay", "taken": "take", "taking": "take", "made": "make", "given": "give", "written": "write",
    "held": "hold", "found": "find", "told": "tell", "begun": "begin", "bought": "buy", "brought": "bring", "sold": "sell",
}  # fmt: skip
_ENDINGS = (
    ("ations", ""), ("ation", ""), ("ments", ""), ("ment", ""), ("ions", ""), ("ion", ""), ("ings", ""), ("ing", ""),
    ("ies", "y"), ("ied", "y"), ("ates", ""), ("ated", ""), ("ate", ""), ("als", ""), ("al", ""),
    ("es", ""), ("ed", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_LEAST_STEM = 3
_PIECES = re.compile(r"[㐀-鿿]+|[぀-ヿｦ-ﾟ]+|[^\W_㐀-鿿぀-ヿ]+", re.UNICODE)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def stem(word: str) -> str:
    """Return an English word without its ending; crude, but the same for all forms of a verb.

    >>> [stem(word) for word in ("approve", "approved", "approval", "validation", "validate", "stopped")]
    ['approv', 'approv', 'approv', 'valid', 'valid', 'stop']
    """
    if not word.isascii():
        return word
    word = _IRREGULAR.get(word, word)
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            cut = word[: len(word) - len(ending)] + instead
            if len(cut) > _LEAST_STEM and cut[-1] == cut[-2] and cut[-1] not in "aeiouls":
                cut = cut[:-1]
            return cut
    return word


@cache
def meanings() -> dict[str, int]:
    """Return stem or Chinese word -> number of its meaning."""
    found: dict[str, int] = {}
    for number, line in enumerate(re.split(r"[|\n]", ALIKE.strip())):
        for word in line.split():
            found.setdefault(stem(word), number)
    return found


@cache
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as stems, without filling words; Chinese is cut into known words, the rest into pairs.

    >>> words_of("T06_Determine necessity"), words_of("orderPlaced"), words_of("登记投诉")
    (('t06', 'determin', 'necessity'), ('order', 'plac'), ('登记', '投诉'))
    """
    found: list[str] = []
    for piece in _PIECES.findall(text):
        if "㐀" <= piece[0] <= "鿿":
            found += _cut(piece)
        else:
            found += [stem(part.casefold()) for part in _HUMP.split(piece) if part]
    return tuple(word for word in found if word not in FILLING)


def _cut(text: str) -> list[str]:
    """Cut a run of Chinese characters: the longest known word first; what is unknown in pairs of neighbours."""
    known, found, unknown, place = meanings(), [], "", 0
    while place < len(text):
        word = next((text[place : place + size] for size in (4, 3, 2, 1) if text[place : place + size] in known), "")
        if word:
            found += [*_pairs(unknown), word]
            unknown = ""
        unknown += "" if word else text[place]
        place += len(word) or 1
    return [*found, *_pairs(unknown)]


def _pairs(text: str) -> list[str]:
    return [text[k : k + 2] for k in range(max(len(text) - 1, 1))] if text else []
