"""A flow as a Petri net, the obvious way: an oracle for what reads nets as flows."""

from itertools import combinations

from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.blueprint.net import Arcs, Net


class _Builder:
    def __init__(self) -> None:
        self.places = 0
        self.transitions: list[tuple[str | None, Arcs, Arcs]] = []

    def place(self) -> int:
        self.places += 1
        return self.places - 1

    def move(self, label: str | None, taken: tuple[int, ...], put: tuple[int, ...]) -> None:
        self.transitions.append((label, tuple((p, 1) for p in taken), tuple((p, 1) for p in put)))

    def build(self, flow: Flow, begin: int, end: int) -> None:
        match flow:
            case Do(step):
                self.move(step, (begin,), (end,))
            case Sequence(parts):
                for part in parts:
                    after = self.place()
                    self.build(part, begin, after)
                    begin = after
                self.move(None, (begin,), (end,))
            case Either(branches):
                for branch in branches:
                    inner, after = self.place(), self.place()
                    self.move(None, (begin,), (inner,))
                    self.build(branch, inner, after)
                    self.move(None, (after,), (end,))
            case Optional(body):
                self.build(Either((body, Sequence(()))), begin, end)
            case Together(branches):
                pairs = [(self.place(), self.place()) for _ in branches]
                self.move(None, (begin,), tuple(inner for inner, _ in pairs))
                for branch, (inner, after) in zip(branches, pairs, strict=True):
                    self.build(branch, inner, after)
                self.move(None, tuple(after for _, after in pairs), (end,))
            case AnyOf(branches):
                some = [chosen for count in range(1, len(branches) + 1) for chosen in combinations(branches, count)]
                self.build(Either(tuple(Together(chosen) for chosen in some)), begin, end)
            case Repeat(do, then, None):
                inner, after, again = self.place(), self.place(), self.place()
                self.move(None, (begin,), (inner,))
                self.build(do, inner, after)
                self.move(None, (after,), (end,))
                self.move(None, (after,), (again,))
                self.build(then, again, inner)
            case Repeat(do, then, at_most):
                rest: Flow = do
                for _ in range(at_most):
                    rest = Sequence((do, Optional(Sequence((then, rest)))))
                self.build(rest, begin, end)


def flow_net(flow: Flow) -> Net:
    """A net that allows exactly the runs of a flow."""
    builder = _Builder()
    begin, end = builder.place(), builder.place()
    builder.build(flow, begin, end)
    labels, inputs, outputs = zip(*builder.transitions, strict=True)
    return Net(
        places=tuple(f"p{place}" for place in range(builder.places)),
        labels=labels,
        inputs=inputs,
        outputs=outputs,
        initial=tuple(int(place == begin) for place in range(builder.places)),
        finals=(tuple(int(place == end) for place in range(builder.places)),),
    )
