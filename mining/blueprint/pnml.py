"""PNML files -> `Net`. The file comes from outside: entities, network and huge trees are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mining.blueprint.exchange.model_files import kind_of, root_of
from mining.blueprint.net import Arcs, Net, derived_finals
from mining.errors import ModelError

INVISIBLE = "$invisible$"
"""Mark of ProM and pm4py for a transition without activity."""
ORDINARY_ARCS = ("normal", "")


def read_net(path: str | Path) -> Net:
    """Return the net of a PNML file (its first ``net``; pages are joined, references followed).

    A transition is silent if it is marked ``$invisible$`` or has no name. Where no initial marking is given, the only
    place without incoming arcs holds one token; where no final marking is given, the places without outgoing arcs
    hold one token each, or one of them alone; both are said in `Net.notes`.

    Raises:
        FileError: there is no such file, or it is empty.
        ModelError: the file is no PNML, or the net cannot be executed; the message names the line.
    """
    root, path = root_of(path, "PNML"), Path(path)
    nets = [element for element in root.iter() if kind_of(element) == "net"]
    if not nets:
        raise ModelError(
            f"{path.name}:{root.sourceline}: no Petri net in this file.",
            found=f"a <{kind_of(root)}> document.",
            remedy="--model FILE.pnml wants PNML: <pnml><net>...</net></pnml>.",
        )
    return _Reader(path.name, nets[0]).net()


class _Reader:
    """What is gathered while one net is read."""

    def __init__(self, file: str, net: Any) -> None:
        self.file = file
        self.root = net
        self.places: dict[str, int] = {}
        self.names: list[str] = []
        self.transitions: dict[str, int] = {}
        self.labels: list[str | None] = []
        self.references: dict[str, str] = {}
        self.notes: list[str] = []

    def wrong(self, element: Any, text: str, found: str = "") -> ModelError:
        return ModelError(
            f"{self.file}:{element.sourceline}: {text}",
            found=found,
            remedy="mend the model in its editor and export it again.",
        )

    def net(self) -> Net:
        initial: dict[int, int] = {}
        for element in self._nodes("place"):
            number = self.places[self._id(element)] = len(self.names)
            self.names.append(_text(element, "name") or self._id(element))
            tokens = self._count(element, _text(element, "initialMarking"), 0)
            if tokens:
                initial[number] = tokens
        for element in self._nodes("transition"):
            self.transitions[self._id(element)] = len(self.labels)
            self.labels.append(None if _is_silent(element) else _text(element, "name"))
        for kind in ("referencePlace", "referenceTransition"):
            for element in self._nodes(kind):
                self.references[self._id(element)] = element.get("ref", "")
        if not self.names or not self.labels:
            raise self.wrong(
                self.root,
                "the net lacks places or transitions.",
                f"{len(self.names)} places, {len(self.labels)} transitions.",
            )
        inputs, outputs = self._arcs()
        return Net(
            places=tuple(self.names),
            labels=tuple(self.labels),
            inputs=inputs,
            outputs=outputs,
            initial=self._initial(initial, outputs),
            finals=self._finals(inputs),
            notes=tuple(self.notes),
        )

    def _nodes(self, kind: str) -> Iterator[Any]:
        for element in self.root.iter():
            if kind_of(element) == kind and not any(kind_of(above) == "finalmarkings" for above in element.iterancestors()):
                yield element

    def _id(self, element: Any) -> str:
        identifier = element.get("id")
        if identifier is None:
            raise self.wrong(element, f"a {kind_of(element)} without id.")
        return str(identifier)

    def _count(self, element: Any, text: str | None, default: int) -> int:
        if text is None:
            return default
        try:
            number = int(text.removeprefix("Default,"))
        except ValueError:
            raise self.wrong(element, "a number of tokens is not a whole number.", repr(text)) from None
        if number < 0:
            raise self.wrong(element, "a number of tokens is negative.", repr(text))
        return number

    def _arcs(self) -> tuple[tuple[Arcs, ...], tuple[Arcs, ...]]:
        inputs: list[dict[int, int]] = [{} for _ in self.labels]
        outputs: list[dict[int, int]] = [{} for _ in self.labels]
        for element in self._nodes("arc"):
            kind = _text(element, "arctype") or ""
            if kind not in ORDINARY_ARCS:
                raise self.wrong(element, f"an arc of type {kind!r} cannot be executed: only ordinary arcs can.")
            source, target = (self._resolved(element, end) for end in ("source", "target"))
            weight = self._count(element, _text(element, "inscription"), 1)
            if source in self.places and target in self.transitions:
                sides, place = inputs[self.transitions[target]], self.places[source]
            elif source in self.transitions and target in self.places:
                sides, place = outputs[self.transitions[source]], self.places[target]
            else:
                raise self.wrong(element, "an arc must join a place and a transition of this net.", f"{source} -> {target}")
            sides[place] = sides.get(place, 0) + weight
        pairs = [tuple(tuple(sorted(side.items())) for side in sides) for sides in (inputs, outputs)]
        return pairs[0], pairs[1]

    def _resolved(self, element: Any, end: str) -> str:
        name, seen = element.get(end) or "", set[str]()
        while name in self.references and name not in seen:
            seen.add(name)
            name = self.references[name]
        return name

    def _initial(self, given: dict[int, int], outputs: tuple[Arcs, ...]) -> tuple[int, ...]:
        if not given:
            fed = {place for side in outputs for place, _ in side}
            sources = [place for place in range(len(self.names)) if place not in fed]
            if len(sources) != 1:
                raise self.wrong(
                    self.root,
                    "the net names no initial marking, and there is not exactly one place to begin in.",
                    f"{len(sources)} such places.",
                )
            self.notes.append(f'{self.file} names no initial marking: one token in "{self.names[sources[0]]}" was assumed.')
            given = {sources[0]: 1}
        return tuple(given.get(place, 0) for place in range(len(self.names)))

    def _finals(self, inputs: tuple[Arcs, ...]) -> tuple[tuple[int, ...], ...]:
        finals = []
        for marking in (element for element in self.root.iter() if kind_of(element) == "marking"):
            tokens: dict[int, int] = {}
            for element in (child for child in marking.iter() if kind_of(child) == "place"):
                name = element.get("idref") or ""
                name = self.references.get(name, name)
                if name not in self.places:
                    raise self.wrong(element, "a final marking names a place that the net does not have.", repr(name))
                tokens[self.places[name]] = self._count(element, _child_text(element), 1)
            finals.append(tuple(tokens.get(place, 0) for place in range(len(self.names))))
        if finals:
            return tuple(dict.fromkeys(finals))
        drained = {place for side in inputs for place, _ in side}
        sinks = tuple(place for place in range(len(self.names)) if place not in drained)
        if not sinks:
            raise self.wrong(self.root, "the net names no final marking, and every place has outgoing arcs.")
        listed = ", ".join(f'"{self.names[sink]}"' for sink in sinks)
        together = ", together or alone" if len(sinks) > 1 else ""
        self.notes.append(f"{self.file} names no final marking: one token in {listed} was assumed{together}.")
        return derived_finals(sinks, len(self.names))


def _child_text(element: Any) -> str | None:
    for child in element:
        if kind_of(child) == "text":
            return (child.text or "").strip() or None
    return None


def _text(element: Any, kind: str) -> str | None:
    """Return the text of the first child of a kind, directly or in its <text>; None where there is none."""
    for child in element:
        if kind_of(child) == kind:
            return _child_text(child) or (child.text or "").strip() or None
    return None


def _is_silent(transition: Any) -> bool:
    return any(kind_of(child) == "toolspecific" and child.get("activity") == INVISIBLE for child in transition)
