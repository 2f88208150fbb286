"""Nets -> PNML files; silent transitions and final markings as ProM marks them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from mining.blueprint.net import Arcs, Net
from mining.blueprint.pnml import INVISIBLE

NET_TYPE = "http://www.pnml.org/version-2009/grammar/pnmlcoremodel"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pnml_text(net: Net, names: Mapping[str, str] | None = None, *, title: str = "") -> bytes:
    """Return a net as PNML (UTF-8); reading it gives an equal net, places by their names.

    Args:
        net: the net.
        names: label -> how the file calls it; labels that share a name keep their own.
        title: of the net.
    """
    shown = _distinct(net, names or {})
    root = etree.Element("pnml")
    whole = etree.SubElement(root, "net", id="net1", type=NET_TYPE)
    if title:
        _text(whole, "name", title)
    page = etree.SubElement(whole, "page", id="page1")
    for place, (name, tokens) in enumerate(zip(net.places, net.initial, strict=True)):
        element = etree.SubElement(page, "place", id=f"p{place}")
        _text(element, "name", name)
        if tokens:
            _text(element, "initialMarking", str(tokens))
    for transition, label in enumerate(net.labels):
        element = etree.SubElement(page, "transition", id=f"t{transition}")
        _text(element, "name", "silent" if label is None else shown[label])
        if label is None:
            etree.SubElement(element, "toolspecific", tool="ProM", version="6.4", activity=INVISIBLE)
    number = 0
    for transition, (inputs, outputs) in enumerate(zip(net.inputs, net.outputs, strict=True)):
        for source, target, weight in (*_ends(inputs, transition, True), *_ends(outputs, transition, False)):
            number += 1
            arc = etree.SubElement(page, "arc", id=f"a{number}", source=source, target=target)
            if weight != 1:
                _text(arc, "inscription", str(weight))
    finals = etree.SubElement(whole, "finalmarkings")
    for final in net.finals:
        marking = etree.SubElement(finals, "marking")
        for place, tokens in enumerate(final):
            if tokens:
                _text(etree.SubElement(marking, "place", idref=f"p{place}"), None, str(tokens))
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _distinct(net: Net, names: Mapping[str, str]) -> dict[str, str]:
    wanted = {label: names.get(label, label) for label in net.steps}
    keys = [" ".join(name.casefold().split()) for name in wanted.values()]
    return {label: name if keys.count(" ".join(name.casefold().split())) == 1 else label for label, name in wanted.items()}


def _ends(arcs: Arcs, transition: int, into: bool) -> list[tuple[str, str, int]]:
    return [
        (f"p{place}", f"t{transition}", weight) if into else (f"t{transition}", f"p{place}", weight)
        for place, weight in arcs
    ]


def _text(parent: etree._Element, tag: str | None, text: str) -> None:
    holder = parent if tag is None else etree.SubElement(parent, tag)
    etree.SubElement(holder, "text").text = _NOT_XML.sub("\ufffd", text)
