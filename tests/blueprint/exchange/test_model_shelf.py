"""Real BPMN and PNML files: imported, or refused with a reason that a person agrees with."""

import os
import re
from pathlib import Path

import pytest
import SpiffWorkflow
from bpmn_texts import canonical
from lxml import etree

from mining.blueprint.exchange.bpmn_diagram import GATEWAYS, TASKS
from mining.blueprint.exchange.bpmn_source import read_diagram
from mining.blueprint.exchange.bpmn_writing import bpmn_text
from mining.blueprint.exchange.models import blueprint_in, imported
from mining.blueprint.model import Blueprint
from mining.conformance.automaton import automaton
from mining.conformance.model_behaviour import behaviour_of
from mining.errors import ModelError

SHELF = os.environ.get("SERVICE_MINING_LOGS", "")
pytestmark = pytest.mark.skipif(not SHELF, reason="SERVICE_MINING_LOGS is not set: no model files")
MODELS = sorted((Path(SHELF) / "models").glob("*.*ml*")) + sorted((Path(SHELF) / "models").glob("*.bpmn")) if SHELF else []
BPMN = [path for path in MODELS if path.suffix == ".bpmn"]

REFUSED = {
    # Drawn wrongly: arrows that begin or end nowhere, backwards, or that lead to a note.
    "ApromoreCore__data_start_end_reversed": "an arrow leads into the start event",
    "ApromoreCore__logs_invalid_diagram_disconnected": "no arrow leads to \"A\"|nothing follows the start event",
    "German_01-Vorbereitung-des-Warenversands__Warenversand_8b37c": "without targetRef leads nowhere",
    "German_02-Regressnahme__Regressnahme_276304": "without sourceRef leads nowhere",
    "German_04-Selbstbedienungsrestaurant__SB_Res_12f1b": "without sourceRef leads nowhere",
    "SAP_Signavio_Process_Manager_19.9.0__B.2.0": "is no activity, event or gateway",
    # The bank reports a delay and then waits for a second answer that the service does not owe it.
    "English_03-Credit-scoring__SOLUTION_credit-scoring-synchronous": "waits for the message from \"send credit score\"",
    "German_03-Schufascoring__SOLUTION_schufascoring-synchron": "waits for the message from \"Schufascore senden\"",
    "German_03-Schufascoring___bung_7": "waits for the message from \"Level 2 Score berechnen\"",
    # A parallel gateway joins a way that only a boundary event opens.
    "ADONIS_17.0__B.2.0": "\"Parallel Gateway 2\" .* waits for \"User Task 8\"",
    "MID_Innovator_15.1.1.11026__B.2.0": "\"Parallel Gateway 2\" .* waits for \"User Task 8\" and \"Task 6\"",
    "Modelio_3.5__B.2.0": "\"Parallel Gateway 2\" .* waits for \"User Task 8\" and \"Task 6\"",
    "Reference__B.2.0": "\"Parallel Gateway 2\" .* waits for \"User Task 8\" and \"Task 6\"",
    "Trisotech_Workflow_Modeler_12.6.3__B.2.0": "waits for \"Task 6\" and \"User Task 8\"",
    # A message that is sent in one branch only.
    "Reference__B.1.0": "\"Service Task 3\" .* waits for the message from \"End Event Message\"",
    # The assistant stops waiting after seven days; a later question to clarify the invoice finds nobody.
    "MID_Innovator_15.1.1.11026__C.1.0": "\"Rechnung klären\" .* waits for the message from \"Review and document result\"",
    "Modelio_3.5__C.1.0": "waits for the message from \"Review and document result\"",
    "Reference__C.1.0": "\"Rechnung klären\" .* waits for the message from \"Review and document result\"",
    "SAP_Signavio_Process_Manager_19.9.0__C.1.0": "waits for the message from \"Review and document result\"",
    "Trisotech_Workflow_Modeler_12.6.3__C.1.0": "waits for the message from \"Review and document result\"",
    # Pools that talk by signals only.
    "Reference__C.4.0": "4 processes that no message joins",
}  # fmt: skip
"""Beginning of the file's name -> what the refusal says. All other files are imported."""


def refusal(path: Path) -> str | None:
    return next((says for name, says in REFUSED.items() if path.name.startswith(name)), None)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem[:60])
def test_imported_or_refused(path: Path) -> None:
    """Every file, as a whole."""
    says = refusal(path)
    if says is None:
        assert imported(path).steps
    else:
        with pytest.raises(ModelError) as caught:
            imported(path)
        assert re.search(says, str(caught.value)), caught.value


@pytest.mark.parametrize("path", BPMN, ids=lambda path: path.stem[:60])
def test_counts_are_those_of_the_file(path: Path) -> None:
    """Lanes, tasks and gateways, counted by a search for their tags."""
    text = path.read_text(encoding="utf-8")
    if "leads nowhere" in (refusal(path) or "") or "is no activity" in (refusal(path) or ""):
        with pytest.raises(ModelError):
            read_diagram(path)
        return
    diagram = read_diagram(path)

    def tags(kinds: list[str]) -> int:
        return len(re.findall(rf"<(?!qbp:)(?:\w+:)?(?:{'|'.join(kinds)})(?=[\s/>])", text))

    assert tags(["lane"]) == len(diagram.lanes)
    assert tags(sorted(TASKS)) == sum(node.kind in TASKS for node in diagram.nodes.values())
    assert tags(sorted(GATEWAYS)) == sum(node.kind in GATEWAYS for node in diagram.nodes.values())
    assert tags(["sequenceFlow"]) == len(diagram.arrows)


@pytest.mark.parametrize("path", [path for path in MODELS if refusal(path) is None], ids=lambda path: path.stem[:60])
def test_every_task_is_a_step_or_is_named(path: Path) -> None:
    """No task is lost: each is a step, shares its name with one, or belongs to a process that is said to be left out."""
    if path.suffix != ".bpmn":
        return
    model, diagram = imported(path), read_diagram(path)
    names = {" ".join(step.name.text().casefold().split()) for step in model.steps}
    called = {node.called for node in diagram.nodes.values()}
    said = "\n".join(model.said)
    for node in diagram.nodes.values():
        if node.kind in TASKS and " ".join((node.name or node.id).casefold().split()) not in names:
            assert node.shown in said or diagram.process_of(node) in called or "Left out" in said, node


@pytest.mark.parametrize("path", [path for path in MODELS if refusal(path) is None], ids=lambda path: path.stem[:60])
def test_written_again_it_is_valid_and_the_same(tmp_path: Path, path: Path) -> None:
    """The official schema, and the automaton."""
    blueprint, _ = blueprint_in(path)
    (tmp_path / "again.bpmn").write_bytes(bpmn_text(blueprint))
    folder = Path(SpiffWorkflow.__file__).parent / "bpmn/parser/schema"
    schema = etree.XMLSchema(etree.parse(str(folder / "BPMN20.xsd")))
    assert schema.validate(etree.parse(str(tmp_path / "again.bpmn"))), schema.error_log
    again, _ = blueprint_in(tmp_path / "again.bpmn")
    assert canonical(blueprint) == canonical(again)
    both = [[(lane.id, lane.name, lane.kind) for lane in each.lanes] for each in (blueprint, again)]
    assert both[0] == both[1]


def spelled(blueprint: Blueprint, longest: int, **letters: str) -> set[str]:
    """The orders of steps, each step by a letter that stands for its name."""
    letter = {step.id: letters[re.sub(r"\W+", "_", step.name.text())] for step in blueprint.steps}
    whole = automaton(behaviour_of(blueprint), budget=50_000)
    found, begun = set(), [("", 0)]
    for _ in range(longest + 1):
        found |= {word for word, state in begun if whole.final[state]}
        begun = [
            (word + letter[whole.steps[number]], int(whole.next[state, number]))
            for word, state in begun
            for number in range(len(whole.steps))
            if whole.next[state, number] >= 0
        ]
    return found


A4 = sorted(path for path in BPMN if "__A.4." in path.name)


@pytest.mark.parametrize("path", A4, ids=lambda path: path.stem[:40])
def test_a4_two_pools_and_their_messages(path: Path) -> None:
    """Pool: 1, 2. The other: 3, then the sub-process of 4 followed by 5, beside the sub-process of 6.

    3 waits for 1, 2 for 5: so 1 3, then 6 anywhere among 4 5 2.
    """
    numbers = {f"Task_{number}": str(number) for number in range(1, 7)}
    assert {"134526", "134562", "134652", "136452"} == spelled(blueprint_in(path)[0], 6, **numbers)


C1 = {"Reference__C.1.0": "Team-Assistant", "SAP_Signavio_Process_Manager_19.9.0__C.1.0-export": "Team-Assistant"}


@pytest.mark.parametrize("name", C1)
def test_c1_each_pool_alone(name: str) -> None:
    """The assistant scans, archives, assigns, and reviews or waits in vain; the engine loops until an invoice is cleared."""
    path = Path(SHELF) / "models" / f"{name}.bpmn"
    assistant, _ = blueprint_in(path, pool=C1[name])
    letters = {"Scan_Invoice": "s", "Archive_original": "o", "Assign_approver": "a", "Review_and_document_result": "r"}
    assert {"soa", "soar"} == spelled(assistant, 9, **letters)
    engine, _ = blueprint_in(path, pool="Process Engine - Invoice Receipt")
    letters = {"Assign_Approver": "a", "Approve_Invoice": "p", "Rechnung_klären": "k", "Prepare_Bank_Transfer": "b"}
    letters["Archive_Invoice"] = "v"
    assert {"apbv", "apk", "apkpbv", "apkpk"} == spelled(engine, 6, **letters)


def test_b1_terminates_the_other_way() -> None:
    """5, then the collapsed sub-process and 6, or 7: that ends all. Beside it 8, 4 (called) or the global task."""
    path = Path(SHELF) / "models" / "Reference__B.1.0.bpmn"
    letters = {
        "User_Task_5": "5", "Collapsed_Sub_Process": "c", "Abstract_Task_6": "6", "Service_Task_7": "7",
        "Abstract_Task_8": "8", "Abstract_Task_4": "4", "Call_Activity_Calling_a_Global_Task": "g",
    }  # fmt: skip
    before = {"5c": "6", "5": "7"}
    expected = {
        "".join(order) + last
        for way, last in before.items()
        for beside in ("", "8", "84", "g")
        for order in _shuffles(way, beside)
    }
    assert expected == spelled(blueprint_in(path, pool="WFP-6-2")[0], 6, **letters)
    letters = {"Abstract_Task_1": "1", "User_Task_2": "2", "Service_Task_3": "3"}
    assert {"123"} == spelled(blueprint_in(path, pool="WFP-6-1")[0], 6, **letters)


def _shuffles(one: str, other: str) -> set[str]:
    if not one or not other:
        return {one + other}
    return {one[0] + rest for rest in _shuffles(one[1:], other)} | {other[0] + rest for rest in _shuffles(one, other[1:])}


def test_c2_each_pool_alone() -> None:
    """The card company takes payment; the carrier picks, loads, delivers; the shop packs; the customer shops or pays."""
    path = Path(SHELF) / "models" / "Reference__C.2.0.bpmn"
    assert {"t"} == spelled(blueprint_in(path, pool="Credit Card Company")[0], 4, Take_Payment="t")
    letters = {"Load_Truck": "l", "Deliver_Items": "d"}
    assert {"ld"} == spelled(blueprint_in(path, pool="Carrier")[0], 4, **letters)
    letters = {"Pick_items": "p", "Place_in_bin": "b", "Receive_and_Package_items": "r", "Send_to_carrier_dock": "s"}
    assert {"pbrs"} == spelled(blueprint_in(path, pool="Amazon")[0], 5, **letters)


def test_c7_a_vacancy() -> None:
    """Described, completed, approved (or completed again); then on the homepage, and beside it on some platforms."""
    letters = {
        "Write_description": "w", "Complete_advertisement": "c", "Approve_advertisement": "a", "Publish_on_homepage": "h",
        "Select_other_platforms": "s", "Publish_on_other_platforms": "p",
    }  # fmt: skip
    expected = {"wca" + order for order in _shuffles("h", "sp")} | {"wca" + order for order in _shuffles("h", "spp")}
    expected |= {"wcaca" + order for order in _shuffles("h", "sp")}
    path = Path(SHELF) / "models" / "Reference__C.7.0.bpmn"
    found = spelled(blueprint_in(path)[0], 8, **letters)
    assert expected == {order for order in found if len(order) < 8 or order.startswith("wcaca")}


C5 = {
    "Interview_customer": "i", "Prove_Provide_identity": "p", "Document_the_identity_of_the_economic_owner": "d",
    "End_business_relation": "e", "Obtain_supporting_data_and_documents_of_the_customer": "o",
    "Check_customer_documents": "c", "Complete_data_and_documents": "m", "Copy_sign_and_scan_documents": "y",
    "File_documents_in_customer_file": "f", "Add_personal_data": "a",
    "Perform_know_your_customer_KYC_activities": "k", "Perform_risk_assessment_of_the_customer": "r",
    "Check_risk_and_decide_about_approval": "h", "Reject_customer_request": "j", "Document_risk_assessment": "u",
    "Check_if_group_of_connected_clients_exists": "g",
    "Document_group_of_connected_clients_according_to_Capital_Requirements_Regulation_CRR_": "x",
    "Create_customer_in_the_system": "t",
}  # fmt: skip


def test_c5_a_new_customer_of_a_bank() -> None:
    """Three ends, one diamond of two parallel tasks, four detours, and a called process of its own with one detour.

    The owner of a legal entity (d) is not certified: ended (e). Documents are completed (m) or not. Personal data (a) and
    KYC (k) in any order. High risk: checked (h), and rejected (j) or not. Clients are connected (x) or not.
    """
    found = spelled(blueprint_in(Path(SHELF) / "models" / "Reference__C.5.0.bpmn")[0], 17, **C5)
    allowed = {
        "ipde",  # the relation is ended
        "ipocyfakrugt",  # an individual, nothing special
        "ipocyfkarugt",  # the same, KYC first
        "ipdocmyfakrhugxt",  # a certified legal entity, with every detour: the longest
        "ipocmyfkarhj",  # rejected
    }
    forbidden = {
        "ipe", "ipdeocyfakrugt",  # ended without a look at the owner; goes on after the end
        "ipdoe",  # the owner is certified: not ended any more
        "ipocyfarugt", "ipocyfkrugt", "ipocyfarkugt",  # without one of the parallel tasks, or before both are done
        "ipocmcyfakrugt",  # completed documents are not checked again
        "ipocyfakrj", "ipocyfakrhjugt", "ipocyfakrhrugt",  # rejected unchecked; goes on after; assessed again
        "ipocyfakrut", "ipocyfakruxt", "ipocyfakrugxxt",  # the called process left out, begun in its middle, repeated
        "ipocyfakrug", "ipocyfakrugx",  # the called process ends, its caller goes on
        "poicyfakrugt", "ipocfyakrugt",  # not in order
        "",
    }  # fmt: skip
    assert allowed == allowed & found
    assert set() == forbidden & found
    beginnings = ["ip" + owner + "oc" + complete + "yf" + both + "r"
                  for owner in ("", "d") for complete in ("", "m") for both in ("ak", "ka")]  # fmt: skip
    ends = ["hj", "ugt", "ugxt", "hugt", "hugxt"]
    assert {"ipde"} | {beginning + end for beginning in beginnings for end in ends} == found
