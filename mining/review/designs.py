"""Two blueprints compared, in words: what is new, gone and changed, and which orders became or ceased to be allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from mining.blueprint.model import Blueprint
from mining.blueprint.sections import sections_of
from mining.blueprint.writing import in_line
from mining.review.allowed_orders import Order, OrderChange, order_change

What = Literal["new", "gone", "renamed", "changed"]

SUBJECTS = {
    "blueprint": ("", ""),
    "lane": ("lane", "泳道"),
    "calendar": ("calendar", "日历"),
    "step": ("step", "步骤"),
    "anytime": ("step that may happen anytime", "随时可发生的步骤"),
    "may end with": ("step with which a case may end", "可就此结束的步骤"),
    "target": ("target", "目标"),
    "rule": ("rule", "规则"),
    "check": ("check", "检查项"),
    "waiver": ("waiver", "豁免"),
    "action": ("action", "改进措施"),
    "log": ("log", "日志"),
}
"""What a change is about, in the order in which changes are told; in both languages."""
KEYS_ZH = {
    "blueprint": "名称", "name": "名称", "version": "版本", "owner": "负责人", "valid": "有效期", "scope": "范围",
    "timezone": "时区", "currency": "币种", "exchange": "汇率", "penalty": "违约金", "cost_of_delay": "等待成本",
    "kind": "类别", "calendar": "日历", "teams": "班组", "roles": "岗位", "rate": "费率", "automatic": "系统自动",
    "hours": "时间", "seasons": "季节时间", "holidays": "节假日", "workdays": "调休工作日", "lane": "泳道", "role": "岗位",
    "is": "性质", "takes": "设计用时", "value": "价值", "at most": "次数上限", "corrects": "更正对象",
    "then waits for": "随后等待", "touchpoint": "接触点", "control": "检查", "customer": "客户", "channel": "渠道",
    "needs": "必填列", "evidence": "有形展示", "standard": "标准", "equipment": "设备", "log": "日志标签", "within": "时限",
    "by": "分级依据", "share": "达成比例", "clock stops in": "停止计时", "after": "之后", "before": "之前", "then": "则",
    "reason": "理由", "until": "截止", "since": "开始", "expects": "预期", "warn below": "低于则警告",
    "warn above": "高于则警告", "fail below": "低于则不合格", "fail above": "高于则不合格", "columns": "列",
    "costs": "费用列", "survey": "调查", "events": "时间含义", "case link": "案例链接",
}  # fmt: skip


REFERRING = {
    "lane": ("steps", "targets", "checks", "actions"),
    "calendar": ("lanes", "targets"),
    "step": ("flow", "anytime", "may end with", "targets", "rules", "penalty", "checks", "waivers", "actions"),
}
"""Sections that refer to lanes, calendars, steps by their ids."""


@dataclass(frozen=True)
class Change:
    """One thing that is new, gone or changed.

    Attributes:
        subject: one of `SUBJECTS`.
        id: of the step, lane, target, ...; empty for the blueprint itself. Of a renamed one the new id.
        what: ``new``, ``gone``, ``renamed`` or ``changed``.
        key: what changed of it, as in the file; None where it is new, gone or renamed.
        before, after: what stood and stands there, as in the file; of a renamed one the ids.
    """

    subject: str
    id: str
    what: What
    key: str | None = None
    before: str | None = None
    after: str | None = None

    def sentence(self, language: str = "en") -> str:
        """The change in words."""
        return (_in_chinese if language == "zh" else _in_english)(self)


@dataclass(frozen=True)
class DesignChanges:
    """What became of a blueprint.

    Attributes:
        changes: one by one, in the order of `SUBJECTS`.
        orders: how the orders of steps differ.
        rewritten: whether the flow is written differently.
        names: step id -> its name in English and in Chinese.
    """

    changes: tuple[Change, ...]
    orders: OrderChange
    rewritten: bool
    names: Mapping[str, tuple[str, str]]

    def sentences(self, language: str = "en") -> list[str]:
        """Return everything in words; one sentence says so where nothing changed."""
        zh = language == "zh"
        said = [change.sentence(language) for change in self.changes]
        if not self.orders.compared:
            said.append(
                "步骤顺序未比较：设计的状态过多。" if zh else "The orders of steps were not compared: too many states."
            )
        elif self.orders.same and self.rewritten:
            said.append(
                "流程写法不同，允许的步骤顺序不变。" if zh else "The flow is written differently and allows the same orders."
            )
        for orders, words in (
            (self.orders.allowed_now, ("Allowed now, not before", "现在允许，以前不允许")),
            (self.orders.not_any_more, ("Not allowed any more", "不再允许")),
        ):
            said += [f"{words[zh]}{'：' if zh else ': '}{self._named(order, zh)}{'。' if zh else '.'}" for order in orders]
        return said or ["没有变化。" if zh else "Nothing changed."]

    def _named(self, order: Order, zh: bool) -> str:
        nothing = "什么也不做" if zh else "nothing at all"
        return " → ".join(_plain(self.names[step][zh]) for step in order) or nothing

    def to_dict(self) -> dict[str, Any]:
        """Return the changes and example orders as plain values."""
        keys = ("subject", "id", "what", "key", "before", "after")
        return {
            "changes": [{key: getattr(change, key) for key in keys} for change in self.changes],
            "orders": {
                "compared": self.orders.compared,
                "same": self.orders.same,
                "allowed_now": [list(order) for order in self.orders.allowed_now],
                "not_any_more": [list(order) for order in self.orders.not_any_more],
            },
        }


def design_changes(before: Blueprint, after: Blueprint) -> DesignChanges:
    """Return what became of a blueprint.

    Lanes, calendars, steps and targets are told apart by id, checks by what they judge, rules and waivers by the steps they
    are about, actions by what is tried. A step or lane that is gone and one that is new and says all the same is one that
    was renamed. The flow is compared by the orders that it allows, never by its wording.
    """
    old, new = sections_of(before), sections_of(after)
    changes: list[Change] = []
    renamed: dict[str, str] = {}
    for subject, key in (("lane", "lanes"), ("calendar", "calendars"), ("step", "steps")):
        found = list(_entries(subject, old.get(key, {}), new.get(key, {})))
        names_now = {str(change.before): change.id for change in found if change.what == "renamed"}
        if names_now:
            old |= {
                section: _under_new_names(value, names_now)
                for section, value in old.items()
                if section in REFERRING[subject]
            }
            found = [change for change in found if change.what == "renamed"]
            found += _entries(subject, _under_new_names(old.get(key, {}), names_now), new.get(key, {}))
        changes += found
        renamed |= names_now if subject == "step" else {}
    for subject in ("anytime", "may end with"):
        changes += _entries(subject, _bounded(old.get(subject, [])), _bounded(new.get(subject, [])))
    changes += _entries("target", _targets(before, old, renamed), _targets(after, new, {}))
    for subject, key, own in (
        ("rule", "rules", ("within",)),
        ("check", "checks", ("warn below", "warn above", "fail below", "fail above")),
        ("waiver", "waivers", ("reason", "owner", "until")),
        ("action", "actions", ("owner", "since", "expects")),
    ):
        changes += _entries(subject, _known_by(old.get(key, []), own), _known_by(new.get(key, []), own))
    changes += _entries("log", {"": old.get("log", {})}, {"": new.get("log", {})})
    single = (
        "blueprint",
        "version",
        "owner",
        "valid",
        "scope",
        "timezone",
        "currency",
        "exchange",
        "penalty",
        "cost_of_delay",
    )
    itself = [{key: side[key] for key in single if key in side} for side in (old, new)]
    told = [*_differences("blueprint", "", *itself), *changes]
    names = {
        step.id: (step.name.text("en"), step.name.text("zh")) for blueprint in (before, after) for step in blueprint.steps
    }
    return DesignChanges(tuple(told), order_change(before, after, renamed), old["flow"] != new["flow"], names)


def _bounded(entries: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        found |= entry if isinstance(entry, dict) else {entry: {}}
    return found


def _under_new_names(value: Any, names: Mapping[str, str]) -> Any:
    """Return what an old section says with the new ids of what was renamed."""
    if isinstance(value, dict):
        return {names.get(key, key): _under_new_names(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_under_new_names(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def _targets(blueprint: Blueprint, sections: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    ids = []
    for target in blueprint.targets:
        if target.kind != "handover":
            second = None if target.second is None else renamed.get(target.second, target.second)
            target = replace(target, first=renamed.get(target.first, target.first), second=second)
        ids.append(target.id)
    return dict(zip(ids, sections.get("targets", []), strict=True))


def _known_by(entries: list[dict[str, Any]], own: tuple[str, ...]) -> dict[str, Any]:
    """Return entries by all that they say but `own`, which may change."""
    found: dict[str, Any] = {}
    for entry in entries:
        about = {key: value for key, value in entry.items() if key not in own}
        found[", ".join(f"{key}: {in_line(value)}" for key, value in about.items())] = entry
    return found


def _entries(subject: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    gone = [id for id in before if id not in after]
    new = [id for id in after if id not in before]
    for id in list(new):
        same = next((old for old in gone if before[old] == after[id] and subject in ("lane", "step", "calendar")), None)
        if same is not None:
            gone.remove(same)
            new.remove(id)
            yield Change(subject, id, "renamed", None, same, id)
    yield from (Change(subject, id, "gone", None, in_line(before[id]), None) for id in gone)
    yield from (Change(subject, id, "new", None, None, in_line(after[id])) for id in new)
    for id in before:
        if id in after:
            yield from _differences(subject, id, before[id], after[id])


def _differences(subject: str, id: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one != other:
            yield Change(subject, id, "changed", key, *(None if side is None else in_line(side) for side in (one, other)))


# -- words ------------------------------------------------------------------------------------------------------------


def _in_english(change: Change) -> str:
    subject = SUBJECTS[change.subject][0]
    whose = f'{subject} "{_plain(change.id)}"' if change.id else subject
    before, after = _plain(change.before or ""), _plain(change.after or "")
    match change.what:
        case "new":
            said = f"{whose} is new"
        case "gone":
            said = f"{whose} is gone"
        case "renamed":
            said = f'{subject} "{before}" is now called "{after}"'
        case "changed":
            of = f"{whose}: " if whose else ""
            if not after:
                said = f"{of}{change.key} is no longer said (was {before})"
            elif not before:
                said = f"{of}{change.key} is now {after} (was not said)"
            else:
                said = f"{of}{change.key} is now {after} (was {before})"
    return f"{said[0].upper()}{said[1:]}."


def _in_chinese(change: Change) -> str:
    subject = SUBJECTS[change.subject][1]
    whose = f"{subject}“{_plain(change.id)}”" if change.id else subject
    before, after = _plain(change.before or ""), _plain(change.after or "")
    key = KEYS_ZH.get(change.key or "", change.key)
    match change.what:
        case "new":
            return f"新增{whose}。"
        case "gone":
            return f"取消{whose}。"
        case "renamed":
            return f"{subject}“{before}”改称“{after}”。"
        case "changed":
            of = f"{whose}：" if whose else ""
            if not after:
                return f"{of}不再规定{key}（原为 {before}）。"
            if not before:
                return f"{of}{key}现为 {after}（原未规定）。"
            return f"{of}{key}由 {before} 改为 {after}。"


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in text)
