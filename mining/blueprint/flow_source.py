"""Nodes of the file under ``flow`` and ``parts`` -> the flow, with the parts spelled out."""

from __future__ import annotations

from collections.abc import Collection

from mining.blueprint.flow import NOTHING, AnyOf, Do, Either, Flow, Optional, Part, Repeat, Sequence, Together, steps_in
from mining.blueprint.keys import EITHER, FLOW, REPEAT, Entries
from mining.blueprint.labels import normalised
from mining.blueprint.values import count, identifier, items, name, near, spelled, text
from mining.blueprint.yaml_source import Items, Mapping, Node, Scalar
from mining.errors import BlueprintError

MAX_STEPS = 10_000
MAX_LEVELS = 100
"""Of a flow with all parts spelled out: a flow is read by recursion, and parts of parts can grow without bound."""


class FlowReader:
    """Reads flows; knows the steps and reads each part once, when it is first used."""

    def __init__(self, steps: Collection[str], parts: Mapping | None) -> None:
        self.steps = steps
        self.sources: dict[str, tuple[Scalar, Node]] = {}
        self.parts: dict[str, Part] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        self.pending: list[str] = []
        self.size, self.level, self.deepest = 0, 0, 0
        for key, node in parts.entries if parts else ():
            part = identifier(key, "a part")
            if part in steps:
                remedy = "rename one of them; flow would not know which is meant."
                raise key.place.error(f'"{part}" is the id of a step and of a part.', found=part, remedy=remedy)
            self.sources[part] = (key, node)

    def all_parts(self) -> tuple[Part, ...]:
        """Return all parts, each after those that it uses."""
        for part, (key, _) in self.sources.items():
            self._part(part, key)
        return tuple(self.parts.values())

    def whole(self, node: Node) -> Flow:
        """Return the flow of the blueprint, which holds at least one step."""
        self.size, self.level, self.deepest = 0, 0, 0
        flow = self.read(node)
        if next(steps_in(flow), None) is None:
            remedy = "flow: [first step, second step, ...]"
            raise node.place.error("the flow holds no step.", found=node.shown, remedy=remedy)
        return flow

    def read(self, node: Node) -> Flow:
        """Return one item of a flow: a step, a part, a list, or a mapping with one key."""
        self.level += 1
        self.deepest = max(self.deepest, self.level)
        if self.level > MAX_LEVELS:
            raise self._too_deep(node)
        try:
            if isinstance(node, Items):
                return Sequence(tuple(self.read(item) for item in node.nodes))
            if isinstance(node, Mapping):
                return self._block(node)
            return self._named(node)
        finally:
            self.level -= 1

    def _named(self, node: Scalar) -> Flow:
        word = text(node, "a step of the flow")
        if word in self.steps:
            self._count(1, node)
            return Do(word)
        if word in self.sources:
            flow = self._part(word, node)
            size, levels = self.sizes[word]
            self._count(size, node)
            self.deepest = max(self.deepest, self.level + levels)
            if self.level + levels > MAX_LEVELS:
                raise self._too_deep(node)
            return flow
        if word in FLOW.names:
            remedy = f"{word}: [...]"
            raise node.place.error(f'"{word}" needs a colon and what it is about.', found=word, remedy=remedy)
        known = [*self.steps, *self.sources]
        listed = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
        raise node.place.error(
            f'there is no step or part "{word}".{near(word, known)}', found=word, remedy=spelled(word) or f"one of {listed}."
        )

    def _too_deep(self, node: Node) -> BlueprintError:
        remedy = f"at most {MAX_LEVELS} levels; use fewer parts of parts."
        return node.place.error("the flow is nested too deeply.", found=node.shown, remedy=remedy)

    def _count(self, steps: int, node: Node) -> None:
        self.size += steps
        if self.size > MAX_STEPS:
            wrong = "the flow grows too large when its parts are spelled out."
            raise node.place.error(wrong, found=f"more than {MAX_STEPS:,} steps.", remedy="use fewer parts of parts.")

    def _part(self, part: str, used: Scalar) -> Flow:
        if part in self.pending:
            circle = [*self.pending[self.pending.index(part) :], part]
            raise used.place.error(
                f'the part "{part}" uses itself, so the flow could not end.',
                found=" -> ".join(circle),
                remedy="repeat: {do: ..., then: ...} for what happens again.",
            )
        if part not in self.parts:
            size, deepest = self.size, self.deepest
            self.size, self.deepest = 0, self.level
            self.pending.append(part)
            key, node = self.sources[part]
            self.parts[part] = Part(part, self.read(node), key.place.line)
            self.pending.pop()
            self.sizes[part] = (self.size, self.deepest - self.level)
            self.size, self.deepest = size, deepest
        return self.parts[part].flow

    def _block(self, node: Mapping) -> Flow:
        if len(node.entries) != 1:
            raise node.place.error(
                "an item of the flow is a step, a list, or a mapping with one key.",
                found=node.shown + ".",
                remedy="a dash of its own for each: - either: [...]  - optional: x",
            )
        key, body = node.entries[0]
        match key.text:
            case "together":
                return Together(self._branches(body, "together"))
            case "any of":
                return AnyOf(self._branches(body, "any of"))
            case "either":
                return self._either(body)
            case "optional":
                return Optional(self.read(body))
            case "repeat":
                return self._repeat(body)
            case "model":
                remedy = "flow: {model: FILE} alone, or mining blueprint convert FILE.bpmn part.yaml for its blocks."
                raise key.place.error("a model file is the whole flow.", found=f"model: {body.shown}", remedy=remedy)
        if key.text in self.steps or key.text in self.sources:
            wrong = f'"{key.text}" takes nothing after it in the flow.'
            remedy = f"- {key.text}; limits stand with the step: at most: 3"
            raise key.place.error(wrong, found=f"{key.text}: {body.shown}", remedy=remedy)
        wrong = f'"{key.text}" is no block of the flow.{near(key.text, FLOW.names)}'
        raise key.place.error(wrong, found=key.text, remedy=spelled(key.text) or f"one of {', '.join(FLOW.names)}.")

    def _branches(self, node: Node, block: str) -> tuple[Flow, ...]:
        nodes = items(node, f'"{block}"', f"{block}: [a, [b, c]]")
        if len(nodes) < 2:
            remedy = "optional: x for what may be left out; without a choice, write the step alone."
            raise node.place.error(f'"{block}" needs at least two branches.', found=f"{node.shown}.", remedy=remedy)
        return tuple(self.read(branch) for branch in nodes)

    def _either(self, node: Node) -> Either:
        if not isinstance(node, Mapping):
            return Either(self._branches(node, "either"))
        named = {key.text: (key, value) for key, value in node.entries}
        if "by" in named:
            return self._by_attribute(node)
        entries = Entries(node, EITHER, "either")
        branches = self._branches(entries.needed("of", '"either"', "[a, [b, c]]"), "of")
        return Either(branches, name(entries["decide"], '"decide"') if "decide" in entries else None)

    def _by_attribute(self, node: Mapping) -> Either:
        """Read ``either: {by: channel, app: [...], counter: [...]}``: one branch per value of an attribute of the case."""
        by, question = "", None
        cases: list[str] = []
        branches: list[Flow] = []
        for key, value in node.entries:
            if key.text == "by":
                by = text(value, '"by"')
            elif key.text == "decide":
                question = name(value, '"decide"')
            else:
                case = text(key, f'a value of "{by or "by"}"')
                if normalised(case) in map(normalised, cases):
                    raise key.place.error(f'two branches are for "{case}".', found=case, remedy="one branch for each value.")
                cases.append(case)
                branches.append(self.read(value))
        if len(branches) < 2:
            remedy = "either: {by: channel, app: [...], counter: [...]}"
            raise node.place.error('"either" needs at least two branches.', found=node.shown + ".", remedy=remedy)
        return Either(tuple(branches), question, by, tuple(cases))

    def _repeat(self, node: Node) -> Repeat:
        if not isinstance(node, Mapping):
            remedy = "repeat: {do: [...], then: [...], at most: 2}"
            raise node.place.error('"repeat" must be a mapping.', found=node.shown + ".", remedy=remedy)
        entries = Entries(node, REPEAT, "repeat")
        do = self.read(entries["do"]) if "do" in entries else NOTHING
        then = self.read(entries["then"]) if "then" in entries else NOTHING
        if next(steps_in(Sequence((do, then))), None) is None:
            remedy = "repeat: {do: [...], then: [...], at most: 2}"
            raise node.place.error('"repeat" has nothing to do.', found=node.shown + ".", remedy=remedy)
        return Repeat(do, then, count(entries["at most"], '"at most"') if "at most" in entries else None)
