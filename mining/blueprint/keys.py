"""The keys of the language: those that this version carries out, and those that it accepts and does not use yet."""

from __future__ import annotations

from dataclasses import dataclass

from mining.blueprint.model import NotUsed
from mining.blueprint.values import near, one_line, spelled
from mining.blueprint.yaml_source import Mapping, Node, Place, Scalar


@dataclass(frozen=True)
class Keys:
    """The keys of one kind of mapping: `used` are carried out, `later` are part of the language, not yet used."""

    used: tuple[str, ...]
    later: tuple[str, ...] = ()


FILE = Keys(
    used=(
        "blueprint", "version", "owner", "timezone", "currency", "lanes", "steps", "parts", "flow", "anytime",
        "may end with", "log",
    ),
    later=(
        "valid", "scope", "calendars", "targets", "rules", "penalty", "checks", "waivers", "actions", "exchange",
        "cost_of_delay",
    ),
)  # fmt: skip
LANE = Keys(used=("name", "kind", "teams", "rate", "automatic"), later=("calendar", "roles"))
RATE = Keys(used=("amount", "currency"), later=("from",))
STEP = Keys(
    used=(
        "name", "lane", "log", "takes", "value", "is", "at most", "corrects", "then waits for", "evidence",
        "touchpoint", "channel", "control", "customer",
    ),
    later=("role", "needs", "standard", "equipment"),
)  # fmt: skip
TOUCHPOINT = Keys(used=(), later=("type", "key"))
EVIDENCE = Keys(used=(), later=("column",))
LOG = Keys(used=("columns", "timezone", "events", "shape", "field", "steps"), later=("costs", "survey", "case link"))
COLUMNS = Keys(
    used=(
        "case", "activity", "start", "end", "resource", "team", "arrival", "order", "role", "channel", "customer",
        "closing", "equipment", "object",
    )
)  # fmt: skip
EITHER = Keys(used=("decide", "of"))
REPEAT = Keys(used=("do", "then", "at most"))
ANYTIME = Keys(used=("at most",))
MAY_END = Keys(used=("after", "before"))
FLOW = Keys(used=("together", "either", "any of", "optional", "repeat"), later=("model",))


class Entries:
    """The entries of one mapping, checked against its keys; what is not used yet is noted."""

    def __init__(self, mapping: Mapping, keys: Keys, path: str, not_used: list[NotUsed]) -> None:
        self.place: Place = mapping.place
        self.nodes: dict[str, Node] = {}
        self.keys: dict[str, Scalar] = {}
        for key, node in mapping.entries:
            if key.text in keys.later:
                not_used.append(NotUsed(f"{path}.{key.text}" if path else key.text, key.place.line, one_line(node)))
            elif key.text not in keys.used:
                known = (*keys.used, *keys.later)
                where = f" in {path}" if path else ""
                raise key.place.error(
                    f'"{key.text}" is no key of the language{where}.{near(key.text, known)}',
                    found=key.text,
                    remedy=spelled(key.text) or f"one of {', '.join(known)}.",
                )
            self.nodes[key.text], self.keys[key.text] = node, key

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def __getitem__(self, key: str) -> Node:
        return self.nodes[key]

    def needed(self, key: str, what: str, example: str) -> Node:
        """Return the node of a key that must be there."""
        if key not in self.nodes:
            listed = ", ".join(self.nodes) or "nothing"
            raise self.place.error(f'{what} lacks "{key}".', found=f"{listed}.", remedy=f"{key}: {example}")
        return self.nodes[key]
