"""Small BPMN files for tests, from one line each; and what a design allows, as words.

The first letter of an id says what a node is: s start, e end, x exclusive, p parallel, o inclusive, v event-based, k complex
gateway, i intermediate event; capital letters are tasks, named like their id.
"""

from pathlib import Path

from mining.blueprint.exchange.models import blueprint_in
from mining.blueprint.model import Blueprint
from mining.conformance.automaton import automaton
from mining.conformance.model_behaviour import behaviour_of

KINDS = {
    "s": "startEvent", "e": "endEvent", "x": "exclusiveGateway", "p": "parallelGateway", "o": "inclusiveGateway",
    "v": "eventBasedGateway", "k": "complexGateway", "i": "intermediateCatchEvent", "t": "intermediateThrowEvent",
}  # fmt: skip
HEAD = '<?xml version="1.0"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">\n'


def inside(arrows: str, more: str = "", **kinds: str) -> str:
    """The nodes and arrows of a process.

    Args:
        arrows: such as ``s>A A>x x>B:if x>C:else`` (``:if`` conditional, ``:else`` default).
        more: elements written out, whose ids are not made again.
        kinds: id -> attributes and content of its element, ``kind attributes|content``.
    """
    pairs = [arrow.split(">") for arrow in arrows.split()]
    pairs = [(source, *target.partition(":")[::2]) for source, target in pairs]
    ids = dict.fromkeys(name for source, target, _ in pairs for name in (source, target))
    ids |= dict.fromkeys(kinds)
    lines = []
    for name in ids:
        if f'id="{name}"' in more:
            continue
        said, _, content = kinds.get(name, "").partition("|")
        kind, _, attributes = said.partition(" ")
        kind = kind or KINDS.get(name[0], "task")
        default = "".join(f' default="{s}_{t}"' for s, t, mark in pairs if s == name and mark == "else")
        shown = f' name="{name}"' if name[0].isupper() and "name=" not in attributes else ""
        lines.append(f'<{kind} id="{name}"{shown}{default} {attributes}>{content}</{kind}>')
    for source, target, mark in pairs:
        condition = "<conditionExpression/>" if mark == "if" else ""
        ends = f'sourceRef="{source}" targetRef="{target}"'
        lines.append(f'<sequenceFlow id="{source}_{target}" {ends}>{condition}</sequenceFlow>')
    return "\n".join([more, *lines])


def lane(number: int, name: str, *nodes: str, inner: str = "") -> str:
    """A lane with what stands in it."""
    refs = "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes)
    child = f'<childLaneSet id="c{number}">{inner}</childLaneSet>' if inner else ""
    return f'<lane id="l{number}" name="{name}">{refs}{child}</lane>'


def lanes(*each: str) -> str:
    """The lanes of a process."""
    return f'<laneSet id="{each[0][10:12]}s">{"".join(each)}</laneSet>\n'


def sub_process(arrows: str, attributes: str = "", **kinds: str) -> str:
    """A sub-process Z."""
    return f'<subProcess id="Z" {attributes}>{inside(arrows, **kinds)}</subProcess>'


def boundary(host: str, event: str = "message", attributes: str = "") -> str:
    """An event b at the boundary of an activity."""
    return f'<boundaryEvent id="b" attachedToRef="{host}" {attributes}><{event}EventDefinition/></boundaryEvent>'


def process(content: str, name: str = "P", lanes: str = "") -> str:
    """A process around its content."""
    return f'<process id="{name}">\n{lanes}{content}\n</process>\n'


def written(folder: Path, *processes: str, pools: str = "", name: str = "model.bpmn") -> Path:
    """A file of processes, and perhaps a collaboration; a text without <process> becomes one."""
    whole = "".join(text if text.startswith("<process") else process(text) for text in processes)
    collaboration = f'<collaboration id="c">{pools}</collaboration>\n' if pools else ""
    path = folder / name
    path.write_text(HEAD + collaboration + whole + "</definitions>\n", encoding="utf-8")
    return path


def words(design: Blueprint, longest: int = 6) -> set[str]:
    """The orders of steps that a design allows, up to a length; ids of steps laid end to end."""
    whole = automaton(behaviour_of(design), budget=50_000)
    found, begun = set(), [("", 0)]
    for _ in range(longest + 1):
        found |= {word for word, state in begun if whole.final[state]}
        begun = [
            (word + step, int(whole.next[state, number]))
            for word, state in begun
            for number, step in enumerate(whole.steps)
            if whole.next[state, number] >= 0
        ]
    return found


def allowed(folder: Path, *processes: str, pools: str = "", pool: str | None = None, longest: int = 6) -> set[str]:
    """The orders of steps that a small BPMN file allows."""
    return words(blueprint_in(written(folder, *processes, pools=pools), pool=pool)[0], longest)


def canonical(design: Blueprint, budget: int = 100_000) -> tuple[object, ...]:
    """The minimal automaton of a design, numbered by sorted steps: equal only if they allow the same."""
    whole = automaton(behaviour_of(design), budget=budget)
    order = sorted(range(len(whole.steps)), key=lambda number: whole.steps[number])
    place, queue, rows = {0: 0}, [0], []
    for state in queue:
        row = []
        for number in order:
            after = int(whole.next[state, number])
            if after >= 0:
                if after not in place:
                    place[after] = len(queue)
                    queue.append(after)
                row.append((whole.steps[number], place[after]))
        rows.append((bool(whole.final[state]), tuple(row)))
    return tuple(rows)
