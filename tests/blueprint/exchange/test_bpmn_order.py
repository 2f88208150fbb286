"""What a BPMN diagram allows, worked out by hand for each of its signs."""

from pathlib import Path

import pytest
from bpmn_texts import allowed, boundary, inside, process, sub_process

MESSAGE = "<messageEventDefinition/>"
BY_EVENT = 'triggeredByEvent="true"'


@pytest.mark.parametrize(
    ("arrows", "orders"),
    [
        ("s>A A>B B>e", {"AB"}),
        ("s>x1 x1>A x1>B A>x2 B>x2 x2>e", {"A", "B"}),
        ("s>p1 p1>A p1>B A>p2 B>p2 p2>e", {"AB", "BA"}),
        ("s>o1 o1>A o1>B A>o2 B>o2 o2>e", {"A", "B", "AB", "BA"}),
        ("s>v v>i1 v>i2 i1>A i2>B A>x B>x x>e", {"A", "B"}),
        # Gateways left out: several arrows in are alternatives, several out are all taken.
        ("s>A A>B A>C B>e1 C>e2", {"ABC", "ACB"}),
        ("s>x1 x1>A x1>B A>C B>C C>e", {"AC", "BC"}),
        # Conditions on a task's arrows: any of them; the default only if none holds.
        ("s>A A>B:if A>C:if B>e1 C>e2", {"AB", "AC", "ABC", "ACB"}),
        ("s>A A>B:if A>C:else B>e1 C>e2", {"AB", "AC"}),
        ("s>A A>B A>C:if B>e1 C>e2", {"AB", "ABC", "ACB"}),
        # The default of an inclusive gateway is taken alone.
        ("s>o1 o1>A:if o1>B:if o1>C:else A>o2 B>o2 C>o2 o2>e", {"A", "B", "AB", "BA", "C"}),
        # Two start events: one of them begins a case. None: all that no arrow enters.
        ("s1>A s2>B A>x B>x x>C C>e", {"AC", "BC"}),
        ("A>p B>p p>C", {"ABC", "BAC"}),
        # An end in one branch only.
        ("s>A A>x x>e1 x>B B>e2", {"A", "AB"}),
        # Ways that share a tail without being a block.
        ("s>A A>x1 x1>R x1>B B>x2 x2>R x2>C C>e1 R>e2", {"AR", "ABR", "ABC"}),
    ],
)
def test_gateways_and_arrows(tmp_path: Path, arrows: str, orders: set[str]) -> None:
    """Each diagram allows exactly these orders."""
    assert orders == allowed(tmp_path, inside(arrows))


def test_a_loop_of_gateways(tmp_path: Path) -> None:
    """A (B A)*: up to five steps."""
    assert {"A", "ABA", "ABABA"} == allowed(tmp_path, inside("s>x1 x1>A A>x2 x2>B B>x1 x2>e"), longest=5)


@pytest.mark.parametrize(
    ("marker", "orders"),
    [
        ("<standardLoopCharacteristics/>", {"A", "AA", "AAA"}),
        ('<standardLoopCharacteristics testBefore="true"/>', {"", "A", "AA", "AAA"}),
        ('<standardLoopCharacteristics loopMaximum="2"/>', {"A", "AA"}),
        ("<multiInstanceLoopCharacteristics/>", {"A", "AA", "AAA"}),
        ('<multiInstanceLoopCharacteristics isSequential="true"/>', {"A", "AA", "AAA"}),
    ],
)
def test_loops_and_multi_instance_markers(tmp_path: Path, marker: str, orders: set[str]) -> None:
    """Rounds of a marked task, up to three steps."""
    assert orders == allowed(tmp_path, inside("s>A A>e", A=f"task|{marker}"), longest=3)


@pytest.mark.parametrize(
    "kind",
    ["userTask", "serviceTask", "sendTask", "receiveTask", "manualTask", "scriptTask", "businessRuleTask"],
)
def test_tasks_of_all_kinds_are_steps(tmp_path: Path, kind: str) -> None:
    """The kind of a task says nothing about the order."""
    assert {"A"} == allowed(tmp_path, inside("s>A A>e", A=kind))


@pytest.mark.parametrize("kind", ["message", "timer", "signal", "conditional"])
def test_events_carry_no_step(tmp_path: Path, kind: str) -> None:
    """What is caught may come at any time, and is no step."""
    assert {"AB"} == allowed(tmp_path, inside("s>A A>i i>B B>e", i=f"intermediateCatchEvent|<{kind}EventDefinition/>"))


def test_an_interrupted_task_was_not_done(tmp_path: Path) -> None:
    """Either A and then B, or C instead of both."""
    assert {"AB", "C"} == allowed(tmp_path, inside("s>A A>B B>e1 b>C C>e2", boundary("A")))


def test_a_non_interrupting_event_adds_its_way_once(tmp_path: Path) -> None:
    """C may come from the beginning of A on, even after B, or not at all."""
    event = boundary("A", attributes='cancelActivity="false"')
    orders = {"AB", "CAB", "ACB", "ABC"}
    assert orders == allowed(tmp_path, inside("s>A A>B B>e1 b>C C>e2", event))


def test_a_sub_process_is_spelled_out(tmp_path: Path) -> None:
    """What follows it waits until all inside has ended."""
    sub = sub_process("sa>A sa>B A>ea B>eb")
    assert {"ABC", "BAC"} == allowed(tmp_path, inside("s>Z Z>C C>e", sub))


def test_a_sub_process_interrupted_at_any_moment(tmp_path: Path) -> None:
    """A and B together; X may end that before both are done."""
    sub = sub_process("sa>A sa>B A>ea B>eb") + boundary("Z")
    orders = {"ABC", "BAC", "X", "AX", "BX", "ABX", "BAX"}
    found = allowed(tmp_path, inside("s>Z Z>C C>e1 b>X X>e2", sub))
    # Whether the event may still come between the last step and the end of the sub-process is open: both are silent.
    assert orders - {"ABX", "BAX"} <= found <= orders


def test_a_sequence_interrupted_is_a_flow_in_words(tmp_path: Path) -> None:
    """A, B; X instead of the rest."""
    sub = sub_process("sa>A A>B B>ea") + boundary("Z")
    assert {"ABC", "X", "AX"} == allowed(tmp_path, inside("s>Z Z>C C>e1 b>X X>e2", sub))


def test_an_error_end_leaves_by_its_boundary_event(tmp_path: Path) -> None:
    """A then B ends well; A then the error leads to X."""
    sub = sub_process("sa>A A>x x>B x>ex B>ea", ex="endEvent|<errorEventDefinition/>") + boundary("Z", "error")
    assert {"ABC", "AX"} == allowed(tmp_path, inside("s>Z Z>C C>e1 b>X X>e2", sub))


def test_an_error_end_among_parallel_ways_clears_the_sub_process(tmp_path: Path) -> None:
    """A beside the error: X with A before it or without A."""
    arrows = "sa>p p>A A>ea p>x x>B B>eb x>ex"
    sub = sub_process(arrows, ex="endEvent|<errorEventDefinition/>") + boundary("Z", "error")
    assert {"ABC", "BAC", "X", "AX"} == allowed(tmp_path, inside("s>Z Z>C C>e1 b>X X>e2", sub))


def test_terminate_ends_everything(tmp_path: Path) -> None:
    """B terminates what is left of A, C; the end of that way ends nothing, so B always comes."""
    content = inside("s>p p>A A>C C>e1 p>B B>e2", e2="endEvent|<terminateEventDefinition/>")
    assert {"B", "AB", "ACB"} == allowed(tmp_path, content)


def test_an_event_sub_process_that_does_not_interrupt_is_anytime(tmp_path: Path) -> None:
    """X any number of times, anywhere."""
    event = f"startEvent isInterrupting='false'|{MESSAGE}"
    handler = sub_process("sh>X X>eh", BY_EVENT, sh=event)
    assert {"A", "XA", "AX", "XAX", "XXA", "AXX"} == allowed(tmp_path, inside("s>A A>e", handler), longest=3)


def test_an_event_sub_process_that_interrupts_may_end_the_case(tmp_path: Path) -> None:
    """X stops the case, from anywhere."""
    handler = sub_process("sh>X X>eh", BY_EVENT, sh=f"startEvent|{MESSAGE}")
    assert {"AB", "X", "AX", "ABX"} == allowed(tmp_path, inside("s>A A>B B>e", handler))


def test_an_event_sub_process_of_several_steps(tmp_path: Path) -> None:
    """X, Y stop the case, from anywhere before it is complete."""
    handler = (
        f'<subProcess id="H" triggeredByEvent="true">{inside("sh>X X>Y Y>eh", sh=f"startEvent|{MESSAGE}")}</subProcess>'
    )
    found = allowed(tmp_path, inside("s>A A>B B>e", handler))
    assert {"AB", "XY", "AXY"} <= found <= {"AB", "XY", "AXY", "ABXY"}


def test_a_call_activity_stands_for_what_it_calls(tmp_path: Path) -> None:
    """The called process is spelled out where the file holds it; else the call is a step."""
    called = process(inside("sa>B B>ea"), "Q")
    assert {"AB"} == allowed(tmp_path, inside("s>A A>Z Z>e", Z='callActivity calledElement="Q"'), called)
    assert {"AZ"} == allowed(tmp_path, inside("s>A A>Z Z>e", Z='callActivity calledElement="elsewhere"'))


def test_links_lead_on(tmp_path: Path) -> None:
    """From the link event that throws to the one that catches, by name."""
    link = '|<linkEventDefinition name="on"/>'
    content = inside("s>A A>t i>B B>e", t=f"intermediateThrowEvent{link}", i=f"intermediateCatchEvent{link}")
    assert {"AB"} == allowed(tmp_path, content)


def test_an_ad_hoc_sub_process_is_any_order(tmp_path: Path) -> None:
    """Its activities, any number of times, up to two steps."""
    sub = '<adHocSubProcess id="Z"><task id="A" name="A"/><task id="B" name="B"/></adHocSubProcess>'
    assert {"", "A", "B", "AA", "AB", "BA", "BB"} == allowed(tmp_path, inside("s>Z Z>e", sub), longest=2)


def test_an_inclusive_join_waits_for_what_can_still_come(tmp_path: Path) -> None:
    """Not a block: B may leave before the join, so that the join waits for A alone, or for both."""
    arrows = "s>o1 o1>A o1>B B>x x>e1 x>o2 A>o2 o2>C C>e2"
    assert {"AC", "B", "BC", "ABC", "BAC"} == allowed(tmp_path, inside(arrows))


POOLS = '<participant id="p1" name="Desk" processRef="P"/><participant id="p2" name="Shop" processRef="Q"/>'


def test_messages_make_one_process_of_two_pools(tmp_path: Path) -> None:
    """B waits for the message that A sends: C, D of the other pool come after A; E waits for the answer."""
    flows = '<messageFlow id="m1" sourceRef="A" targetRef="s2"/><messageFlow id="m2" sourceRef="C" targetRef="i"/>'
    desk = process(inside("s>A A>i i>E E>e", i=f"intermediateCatchEvent|{MESSAGE}"), "P")
    shop = process(inside("s2>C C>D D>e2", s2=f"startEvent|{MESSAGE}"), "Q")
    assert {"ACDE", "ACED"} == allowed(tmp_path, desk, shop, pools=POOLS + flows)


def test_one_pool_is_chosen(tmp_path: Path) -> None:
    """By name or id; messages of others may come at any time."""
    flows = '<messageFlow id="m1" sourceRef="A" targetRef="s2"/>'
    desk, shop = process(inside("s>A A>e"), "P"), process(inside("s2>C C>e2", s2=f"startEvent|{MESSAGE}"), "Q")
    assert {"A"} == allowed(tmp_path, desk, shop, pools=POOLS + flows, pool="desk")
    assert {"C"} == allowed(tmp_path, desk, shop, pools=POOLS + flows, pool="Q")


def test_a_pool_that_nobody_calls_need_not_begin(tmp_path: Path) -> None:
    """The message is sent in one branch only."""
    flows = '<messageFlow id="m1" sourceRef="A" targetRef="s2"/>'
    desk = process(inside("s>x x>A x>B A>e1 B>e2"), "P")
    shop = process(inside("s2>C C>e3", s2=f"startEvent|{MESSAGE}"), "Q")
    assert {"AC", "B"} == allowed(tmp_path, desk, shop, pools=POOLS + flows)
