"""A BPMN process that is no flow in blocks, as a net: sound, and small enough to be looked at whole, or as it stands."""

from __future__ import annotations

import re
from dataclasses import replace

from mining.blueprint.exchange.bpmn_diagram import Diagram
from mining.blueprint.exchange.graph_net import Part, as_net, net_of
from mining.blueprint.exchange.net_reading import NOT_BLOCKS, UNPROVEN
from mining.blueprint.exchange.soundness import unsound
from mining.blueprint.exchange.state_machine import state_machine
from mining.blueprint.exchange.token_game import BITS, STATES, Reached, TokenNet, reached
from mining.blueprint.net import Net
from mining.errors import ModelError


def net_of_parts(diagram: Diagram, parts: list[Part], messages: list[str], names: dict[str, str]) -> tuple[Net, list[str]]:
    """The net of processes that messages join, and what is to be said of it.

    Raises:
        ModelError: it is not sound, or has too many states.
    """
    net = net_of(parts, messages)
    whole = reached(net)
    if whole.overflow is None and not whole.complete:
        unproven = as_net(net, None)
        if unproven is not None:
            return unproven, [NOT_BLOCKS, UNPROVEN]
        raise ModelError(
            f"{diagram.file}: the process has more than {STATES} states, so that nobody can tell whether it ends.",
            found=", ".join(f'"{part.shown}"' for part in parts) + ".",
            remedy="choose one pool (--pool), or let what runs in parallel meet again in gateways of the same kind.",
        )
    wrong = unsound(net, whole, names)
    if wrong is not None:
        more = ""
        if len(parts) > 1:
            more = " or choose one pool: " + ", ".join(f'--pool "{part.shown}"' for part in parts) + "."
        raise ModelError(
            f"{diagram.file}: the process is not sound: {wrong.reason}",
            found=", ".join(f'"{part.shown}"' for part in parts) + " taken together." if len(parts) > 1 else "",
            remedy=f"mend the model in its editor{more or '.'}",
        )
    notes = _twice(net, whole, names)
    plain = as_net(_all_delivered(net, whole) or net, whole)
    if plain is not None:
        return plain, [NOT_BLOCKS, *notes]
    machine = state_machine(net, whole)
    if machine is None:
        raise ModelError(
            f"{diagram.file}: what the process allows takes more states than a net can usefully hold.",
            remedy="choose one pool (--pool), or let what runs in parallel meet again in gateways of the same kind.",
        )
    return machine, [NOT_BLOCKS, *notes]


def _twice(net: TokenNet, whole: Reached, names: dict[str, str]) -> list[str]:
    """Say where two tokens meet in one place: what follows happens twice, which is rarely meant."""
    for place, text in enumerate(net.comes_from):
        if place not in net.leftover and any(marking >> (BITS * place) & 6 for marking in whole.markings) and text:
            shown = re.sub('"([^"]+)"', lambda quoted: f'"{names.get(quoted[1], quoted[1])}"', text)
            return [
                f"Ways that run in parallel come together behind {shown} without a parallel gateway: "
                "what follows happens once for each of them."
            ]
    return []


def _all_delivered(net: TokenNet, whole: Reached) -> TokenNet | None:
    """The net with messages as ordinary places, where each message sent is taken before another is; else None."""
    if any(final and marking for marking, final in zip(whole.markings, whole.final, strict=True)):
        return None
    used = {transition for moves in whole.moves for transition, _ in moves}
    counted = replace(net, single=set(), transitions=[t for k, t in enumerate(net.transitions) if k in used])
    again = reached(counted)
    is_same = again.complete and len(again.markings) == len(whole.markings)
    return replace(counted, leftover=set()) if is_same else None
