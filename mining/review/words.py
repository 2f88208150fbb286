"""A review in words, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from mining.language import word
from mining.review.differences import Difference
from mining.review.review import Review
from mining.shares import per_cent, share_text

FIGURES_ZH = {
    "arrivals per week": "每周到达",
    "flow time median": "流程时间中位数",
    "flow time p90": "流程时间 90% 分位数",
    "waiting per case": "每案例等待",
    "staff hours per case": "每案例员工工时",
    "rework hours per case": "每案例返工工时",
    "cases with rework": "有返工的案例",
    "instances per case": "每案例活动实例",
    "unfinished cases": "中断案例",
    "fitting cases": "符合设计的案例",
    "nps": "净推荐值 (NPS)",
    "csat": "满意度 (CSAT)",
    "response rate": "回复率",
}
MANY = 5
"""So many labels or deviations are named in a sentence."""


def figure_name(name: str, language: str = "en") -> str:
    """Return the name of a figure in a language.

    >>> figure_name("target answer kept", "zh")
    '目标 answer 达成'
    """
    if language != "zh":
        return name
    if name.startswith("target ") and name.endswith(" kept"):
        return f"目标 {name[len('target ') : -len(' kept')]} 达成"
    return FIGURES_ZH[name]


def amount(value: float | None, unit: str, language: str = "en", *, signed: bool = False) -> str:
    """Return an amount with its unit; empty where it is not known.

    >>> amount(0.1234, "share"), amount(-1234.5, "hours", signed=True), amount(None, "hours")
    ('12.3 %', '-1,234 h', '')
    """
    if value is None:
        return ""
    number = 100 * value if unit == "share" else value
    decimals = 0 if abs(number) >= 100 else 1 if abs(number) >= 10 or unit == "share" else 2
    text = f"{number:{'+' if signed else ''},.{decimals}f}"
    text = text.lstrip("+-") if not text.strip("+-0.,") else text
    match unit:
        case "share":
            return f"{text} {'个百分点' if language == 'zh' else 'points'}" if signed else per_cent(text, language)
        case "hours":
            return f"{text} {word('unit.hours', language)}"
    return text


def table(found: Review, language: str = "en") -> pl.DataFrame:
    """Return the figures as a reader wants them: amounts with units, the interval, the verdict in words."""
    zh = language == "zh"
    heads = ("指标", "之前", "之后", "差异", "95% 区间", "超出寻常波动") if zh else (
        "figure", "before", "after", "difference", "95 % interval", "beyond ordinary"
    )  # fmt: skip
    rows = [
        (
            figure_name(each.name, language),
            amount(each.before, each.unit, language),
            amount(each.after, each.unit, language),
            amount(each.estimate, each.unit, language, signed=True),
            _interval(each, language),
            _verdict(each, language),
        )
        for each in found.measures
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")


def sentences(found: Review, language: str = "en") -> list[str]:
    """Return what changed in a few sentences."""
    return list(_chinese(found) if language == "zh" else _english(found))


def _english(found: Review) -> Iterator[str]:
    counts = {name: found.cases.filter(pl.col("period") == name) for name in ("before", "after")}
    yield (
        f"{counts['before'].height:,} cases before, {counts['after'].height:,} after, of which"
        f" {int(counts['before']['open'].sum()):,} and {int(counts['after']['open'].sum()):,} are open."
    )
    yield (
        f"Shares, hours per case and deviations are of cases that arrived at least {_age(found.grown_up, 'en')} before the"
        f" export's end ({found.old[0]:,} before, {found.old[1]:,} after"
        + (f"; where only closed ones count, {found.settled[0]:,} and {found.settled[1]:,} older ones" * _apart(found))
        + "): 95 % of the earlier ones had ended at that age, and younger ones would look better than they are."
    )
    beyond = [each for each in found.measures if each.beyond_ordinary]
    for each in beyond:
        interval = _interval(each, "en")
        first, then = amount(each.before, each.unit), amount(each.after, each.unit)
        apart = f" (difference {interval})" if interval else ""
        yield f"Beyond ordinary variation: {each.name} {first} before, {then} after{apart}."
    if not beyond and any(each.beyond_ordinary is False for each in found.measures):
        yield "No figure differs by more than ordinary variation."
    for change, said in (("new", "Labels that are new"), ("gone", "Labels that are gone")):
        labels = found.labels.filter(pl.col("change") == change, "beyond_ordinary")
        if labels.height:
            yield f"{said}: {_listed(labels['activity'].to_list(), 'en')}."
    for change, said in (("new", "new"), ("gone", "gone"), ("changed", "more or less usual")):
        number = found.deviations.filter(pl.col("change") == change, pl.col("beyond_ordinary").fill_null(False)).height
        if number:
            yield f"Beyond ordinary variation, {number:,} {'deviation is' if number == 1 else 'deviations are'} {said}."
    if found.design is not None:
        yield "The blueprint changed." if found.blueprint_changed else "The blueprint did not change."
        if found.blueprint_changed:
            yield from found.design.sentences("en")
    if found.mix.filter("beyond_ordinary").height:
        kinds = found.mix.filter("beyond_ordinary")["attribute"].unique(maintain_order=True).to_list()
        yield f"Other cases arrive than before ({_listed(kinds, 'en')}): that alone can move the figures."
    if found.survivors is not None:
        yield (
            f"{found.survivors.cases:,} of the earlier cases "
            f"({share_text(found.survivors.share)}) arrived before the first end in"
            f" the export ({found.survivors.until}): those that ended sooner are not in it, so their times are not compared."
        )
    if found.in_both:
        yield f"{found.in_both:,} cases stand in both logs; each log has them as they were then."
    yield "A difference is not yet an effect of one thing: what else changed must be looked at."


def _chinese(found: Review) -> Iterator[str]:
    counts = {name: found.cases.filter(pl.col("period") == name) for name in ("before", "after")}
    yield (
        f"之前 {counts['before'].height:,} 个案例，之后 {counts['after'].height:,} 个；其中未结分别为"
        f" {int(counts['before']['open'].sum()):,} 个和 {int(counts['after']['open'].sum()):,} 个。"
    )
    yield (
        f"比例、每案例时长和偏差只计截至导出时到达已满 {_age(found.grown_up, 'zh')}的案例（之前 {found.old[0]:,} 个，之后"
        f" {found.old[1]:,} 个"
        + (f"；仅计已结案例时为更早的 {found.settled[0]:,} 个和 {found.settled[1]:,} 个" * _apart(found))
        + "）：较早案例的 95% 已在此时间内结束，更晚到达的会显得比实际好。"
    )
    beyond = [each for each in found.measures if each.beyond_ordinary]
    for each in beyond:
        interval = _interval(each, "zh")
        yield (
            f"超出寻常波动：{figure_name(each.name, 'zh')}，之前 {amount(each.before, each.unit, 'zh')}，之后"
            f" {amount(each.after, each.unit, 'zh')}{f'（差异 {interval}）' if interval else ''}。"
        )
    if not beyond and any(each.beyond_ordinary is False for each in found.measures):
        yield "没有指标的差异超出寻常波动。"
    for change, said in (("new", "新出现的标签"), ("gone", "消失的标签")):
        labels = found.labels.filter(pl.col("change") == change, "beyond_ordinary")
        if labels.height:
            yield f"{said}：{_listed(labels['activity'].to_list(), 'zh')}。"
    for change, said in (("new", "新出现"), ("gone", "消失"), ("changed", "多寡有变")):
        number = found.deviations.filter(pl.col("change") == change, pl.col("beyond_ordinary").fill_null(False)).height
        if number:
            yield f"超出寻常波动：{number:,} 项偏差{said}。"
    if found.design is not None:
        yield "服务蓝图有变化。" if found.blueprint_changed else "服务蓝图没有变化。"
        if found.blueprint_changed:
            yield from found.design.sentences("zh")
    if found.mix.filter("beyond_ordinary").height:
        kinds = found.mix.filter("beyond_ordinary")["attribute"].unique(maintain_order=True).to_list()
        yield f"到达的案例构成与之前不同（{_listed(kinds, 'zh')}）：仅此即可使指标变动。"
    if found.survivors is not None:
        yield (
            f"较早的案例中有 {found.survivors.cases:,} 个（{share_text(found.survivors.share, 'zh')}）在导出的首个结束日"
            f"（{found.survivors.until}）之前到达：更早结束的不在导出中，因此不比较其时长。"
        )
    if found.in_both:
        yield f"{found.in_both:,} 个案例同时在两份日志中，各按当时的情况计。"
    yield "差异尚不等于某项措施的效果：还须查看同时发生的其他变化。"


def _interval(each: Difference, language: str) -> str:
    if each.low is None or each.high is None:
        return ""
    low, high = (amount(value, each.unit, language, signed=True) for value in (each.low, each.high))
    return f"{low} {'至' if language == 'zh' else 'to'} {high}"


def _verdict(each: Difference, language: str) -> str:
    if each.beyond_ordinary is None:
        reason = each.why.text(language) if each.why else ""
        return f"未判定：{reason}" if language == "zh" else f"not judged: {reason}"
    if language == "zh":
        return "是" if each.beyond_ordinary else "否"
    return "yes" if each.beyond_ordinary else "no"


def _listed(names: list[str], language: str) -> str:
    shown = [f'"{name}"' if language == "en" else f"“{name}”" for name in names[:MANY]]
    if len(names) > MANY:
        shown.append(f"and {len(names) - MANY:,} more" if language == "en" else f"等 {len(names):,} 个")
    return (", " if language == "en" else "、").join(shown)


def _age(age: timedelta, language: str) -> str:
    hours = age / timedelta(hours=1)
    if hours < 48:
        return amount(hours, "hours", language)
    return f"{hours / 24:,.0f} {'天' if language == 'zh' else 'days'}"


def _apart(found: Review) -> bool:
    """Whether closed cases have to be older than others."""
    return found.settled != found.old
