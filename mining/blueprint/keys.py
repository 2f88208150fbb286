"""The keys of the language, by the mapping in which they stand."""

from __future__ import annotations

from dataclasses import dataclass

from mining.blueprint.values import near, spelled
from mining.blueprint.yaml_source import Mapping, Node, Place, Scalar
from mining.errors import BlueprintError


@dataclass(frozen=True)
class Keys:
    """The keys of one kind of mapping, in their usual order, and those of them that must be there."""

    names: tuple[str, ...]
    needed: tuple[str, ...] = ()


FILE = Keys(
    (
        "blueprint", "version", "owner", "valid", "scope", "timezone", "currency", "exchange", "lanes", "calendars", "steps",
        "parts", "flow", "anytime", "may end with", "targets", "rules", "penalty", "cost_of_delay", "checks", "waivers",
        "actions", "log",
    ),
    needed=("blueprint", "lanes", "steps", "flow"),
)  # fmt: skip
VALID = Keys(("from", "until", "review by"))
SCOPE = Keys(("starts", "ends", "excludes"))
EXCHANGED = Keys(("rate", "date"), needed=("rate", "date"))
LANE = Keys(("name", "kind", "calendar", "teams", "roles", "rate", "automatic"), needed=("kind",))
RATE = Keys(("amount", "currency", "from"), needed=("amount",))
CALENDAR = Keys(("hours", "timezone", "seasons", "holidays", "workdays"), needed=("hours",))
STEP = Keys(
    (
        "name", "lane", "role", "is", "takes", "value", "at most", "corrects", "then waits for", "touchpoint", "control",
        "customer", "channel", "needs", "evidence", "standard", "equipment", "log",
    ),
    needed=("lane",),
)  # fmt: skip
TOUCHPOINT = Keys(("type", "key"))
EVIDENCE = Keys(("name", "column"))
EITHER = Keys(("decide", "of"), needed=("of",))
REPEAT = Keys(("do", "then", "at most"))
FLOW = Keys(("together", "either", "any of", "optional", "repeat", "model"))
ANYTIME = Keys(("at most",))
MAY_END = Keys(("after", "before"))
BETWEEN = Keys(("from", "to", "within", "by", "share", "calendar", "clock stops in", "id"), needed=("from", "to", "within"))
WAIT = Keys(("wait before", "within", "by", "share", "calendar", "clock stops in", "id"), needed=("wait before", "within"))
SERVICE = Keys(("step", "within", "by", "share", "calendar", "id"), needed=("step", "within"))
HANDOVER = Keys(("handover", "within", "by", "share", "calendar", "id"), needed=("handover", "within"))
TARGETS = {"from": BETWEEN, "to": BETWEEN, "wait before": WAIT, "step": SERVICE, "handover": HANDOVER}
"""The key that tells which kind of target it is."""
ESCALATION = Keys(("unless", "within", "after", "then"), needed=("unless", "within", "after", "then"))
DIFFERENT_PERSON = Keys(("step", "different person from"), needed=("step", "different person from"))
BEFORE = Keys(("step", "before"), needed=("step", "before"))
RULES = {"unless": ESCALATION, "different person from": DIFFERENT_PERSON, "before": BEFORE}
"""The key that tells which kind of rule it is."""
PENALTY = Keys(("per", "after", "amount", "currency"), needed=("per", "after", "amount"))
PENALTY_AFTER = Keys(("from", "to", "within"), needed=("from", "to", "within"))
DELAY = Keys(("per", "amount", "currency"), needed=("per", "amount"))
NARROWING = (
    "kind", "id", "step", "steps", "lane", "from lane", "line", "team", "channel", "cause", "target", "statistic",
)  # fmt: skip
"""What narrows a measure."""
CHECK = Keys(("measure", "deviation", *NARROWING, "warn below", "warn above", "fail below", "fail above"))
WAIVER = Keys(("deviation", "step", "steps", "reason", "owner", "until"), needed=("deviation", "reason", "owner", "until"))
ACTION = Keys(("what", "owner", "since", "expects"), needed=("what",))
EXPECTS = Keys(("measure", "deviation", *NARROWING, "change"), needed=("change",))
LOG = Keys(
    (
        "columns", "costs", "survey", "timezone", "events", "shape", "field", "steps", "join", "encoding", "inside",
        "case link",
    )
)  # fmt: skip
COLUMNS = Keys(
    (
        "case", "activity", "start", "end", "resource", "team", "arrival", "order", "role", "channel", "customer",
        "closing", "equipment", "object", "lifecycle", "instance",
    )
)  # fmt: skip
SURVEY = Keys(("nps", "csat", "servqual"))
SERVQUAL = Keys(("tangibles", "reliability", "responsiveness", "assurance", "empathy", "scale"))
DIMENSION = Keys(("perceived", "expected"), needed=("perceived", "expected"))


class Entries:
    """The entries of one mapping, checked against its keys: none that the language does not have, none missing."""

    def __init__(self, mapping: Mapping, keys: Keys, path: str, *, example: str = "") -> None:
        """Check the keys of `mapping`, which stands at `path`; with an `example` of it, the needed ones, too."""
        self.place: Place = mapping.place
        self.nodes: dict[str, Node] = {}
        self.keys: dict[str, Scalar] = {}
        for key, node in mapping.entries:
            if key.text not in keys.names:
                where = f" in {path}" if path else ""
                raise key.place.error(
                    f'"{key.text}" is no key of the language{where}.{near(key.text, keys.names)}',
                    found=key.text,
                    remedy=spelled(key.text) or f"one of {', '.join(keys.names)}.",
                )
            self.nodes[key.text], self.keys[key.text] = node, key
        for name in keys.needed if example else ():
            if name not in self.nodes:
                raise self._missing(name, path, example)

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def __getitem__(self, key: str) -> Node:
        return self.nodes[key]

    def needed(self, key: str, what: str, example: str) -> Node:
        """Return the node of a key that must be there."""
        if key not in self.nodes:
            raise self._missing(key, what, f"{key}: {example}")
        return self.nodes[key]

    def _missing(self, key: str, what: str, remedy: str) -> BlueprintError:
        listed = ", ".join(self.nodes) or "nothing"
        return self.place.error(f'{what} lacks "{key}".', found=f"{listed}.", remedy=remedy)
