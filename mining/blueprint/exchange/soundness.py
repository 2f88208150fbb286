"""Whether a model can always be brought to its end, and where it is stuck if not, in words."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from mining.blueprint.exchange.token_game import Reached, TokenNet, tokens

LISTED = 12
"""Steps of a way that are named; of a longer one the last."""


@dataclass(frozen=True)
class Unsound:
    """Why a model is not sound.

    Attributes:
        reason: one sentence with the witness.
        done: the steps after which it shows, in order.
        waits_for: what is waited for in vain.
    """

    reason: str
    done: tuple[str, ...]
    waits_for: tuple[str, ...] = ()


def unsound(net: TokenNet, whole: Reached, names: dict[str, str]) -> Unsound | None:
    """Return why a net is not sound; None where it is.

    Sound: no place fills up without bound; from every marking that can be reached, the end can be reached; every step can
    happen.

    Args:
        net: the net.
        whole: all its markings (complete, or with an overflow).
        names: step -> its name.
    """
    return _named(_found(net, whole, names), names)


def _named(found: Unsound | None, names: dict[str, str]) -> Unsound | None:
    """Give steps their names where places are called by them."""
    if found is None:
        return None

    def spoken(text: str) -> str:
        return re.sub('"([^"]+)"', lambda quoted: f'"{names.get(quoted[1], quoted[1])}"', text)

    return Unsound(spoken(found.reason), found.done, tuple(map(spoken, found.waits_for)))


def _found(net: TokenNet, whole: Reached, names: dict[str, str]) -> Unsound | None:
    if whole.overflow is not None:
        place, marking = whole.overflow
        done = _way(net, whole, marking)
        where = net.comes_from[place] or "a place"
        return Unsound(
            f"{_after(done, names)} {where} is reached again and again while what it led to before is still going on: "
            "there is no bound.",
            done,
        )
    stuck = _stuck(whole)
    if stuck is not None:
        done = _way(net, whole, stuck)
        waits = _waits(net, whole, stuck)
        if whole.moves[stuck]:
            reason = f"{_after(done, names)} the process goes round in circles and can never end."
        elif waits:
            reason = f"{_after(done, names)} the process can go no further; {'; '.join(waits)}."
        else:
            reason = f"{_after(done, names)} the process can go no further, and is not at its end."
        return Unsound(reason, done, tuple(waits))
    happening = {net.transitions[transition].label for moves in whole.moves for transition, _ in moves}
    never = sorted({t.label for t in net.transitions if t.label is not None} - happening)
    if never:
        listed = ", ".join(f'"{names.get(step, step)}"' for step in never)
        return Unsound(f"{listed} can never happen: no order of steps leads there.", ())
    return None


def _stuck(whole: Reached) -> int | None:
    """The first marking from which the end cannot be reached, one without any move before all others."""
    back: list[list[int]] = [[] for _ in whole.markings]
    for here, moves in enumerate(whole.moves):
        for _, after in moves:
            back[after].append(here)
    fine = {place for place, final in enumerate(whole.final) if final}
    queue = deque(fine)
    while queue:
        for here in back[queue.popleft()]:
            if here not in fine:
                fine.add(here)
                queue.append(here)
    lost = [marking for marking in range(len(whole.markings)) if marking not in fine]
    return min(lost, key=lambda marking: (bool(whole.moves[marking]), marking), default=None)


def _way(net: TokenNet, whole: Reached, marking: int) -> tuple[str, ...]:
    """The steps on the way by which a marking was first reached."""
    steps: list[str] = []
    before = whole.before[marking]
    while before is not None:
        transition, marking = before
        label = net.transitions[transition].label
        if label is not None:
            steps.append(label)
        before = whole.before[marking]
    return tuple(reversed(steps))


def _waits(net: TokenNet, whole: Reached, marking: int) -> list[str]:
    """For every transition that has some of its tokens, what the missing ones come from."""
    held = tokens(whole.markings[marking], len(net.comes_from))
    counts = [count if place not in net.leftover else 0 for place, count in enumerate(held)]
    found: dict[str, None] = {}
    for transition in net.transitions:
        if not any(counts[place] for place in transition.takes):
            continue
        missing = [net.comes_from[place] for place in transition.takes if not held[place] and net.comes_from[place]]
        if missing:
            who = transition.shown or "the process"
            found.setdefault(f"{who} waits for {' and '.join(dict.fromkeys(missing))}")
    for transition in net.transitions:
        if not found and transition.joins and any(held[place] for place in transition.joins):
            found.setdefault(f"{transition.shown} waits for the other ways into it")
    return list(found)


def _after(done: tuple[str, ...], names: dict[str, str]) -> str:
    if not done:
        return "at the very beginning"
    shown = [f'"{names.get(step, step)}"' for step in done[-LISTED:]]
    return f"after {'..., ' if len(done) > LISTED else ''}{', '.join(shown)}"
