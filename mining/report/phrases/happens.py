"""What really happens."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "happens.map": ("Process map", "流程图"),
    "happens.map_caption": (
        "Activities and what directly follows. Numbers are instances and transitions of all cases, open ones included.",
        "活动及其直接后继。数字为全部案例（含未结案例）的实例数与次数。",
    ),
    "happens.variants": ("Variants", "变体"),
    "happens.shown": (
        "The {shown} most frequent of {count} variants, with {share} of the cases. All of them: mining variants {file}",
        "{count} 种变体中最常见的 {shown} 种，占案例的 {share}。全部请用：mining variants {file}",
    ),
    "happens.variant": ("Activities in order", "活动顺序"),
    "happens.examples": ("For example", "例如"),
    "happens.median": ("Median flow time", "流程时间中位数"),
    "happens.more": ("{count} more", "另有 {count} 个"),
}
