"""Who may import whom: arrows only downwards (docs/architecture.md)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = [
    {"mining.shares"},
    {"mining.errors", "mining.version"},
    {"mining.writing", "mining.hours", "mining.local_time"},
    {"mining.findings", "mining.blocks", "mining.outlying"},
    {"mining.log", "mining.faults", "mining.grouping", "mining.lists"},
    {"mining.coding", "mining.completeness", "mining.traces"},
    {"mining.ordering"},
    {"mining.assembly", "mining.attributes", "mining.selection", "mining.variation", "mining.working_time"},
    {"mining.exchange"},
    {"mining.reading", "mining.interop"},
    {"mining.blueprint", "mining.discovery"},
    {"mining.timeliness"},
    {"mining.waste", "mining.conformance"},
    {"mining.drafting"},
    {"mining.language"},
    {"mining.verdict"},
    {"mining.drawing", "mining.review", "mining.simulation"},
    {"mining.report"},
    {"mining"},
    {"cli"},
]
"""From the ground up. What stands in one layer may not import its neighbour, except that drawing knows results."""

WASTE = [
    {"arithmetic"},
    {"instances"},
    {"hours", "open_cases"},
    {"causes"},
    {"learnt"},
    {"ledger", "rework", "staff"},
    {"money"},
    {"assumptions", "other_waste", "per_instance", "savings"},
    {"assumption_words", "document"},
    {"waste"},
    {"tables"},
]
"""The same within `mining.waste`: its packages and its modules."""

FACADES = {
    ("mining.log", "mining.selection"): "EventLog.filter",
    ("mining.log", "mining.completeness"): "EventLog.with_completion",
    ("mining.log", "mining.interop"): "EventLog.to_pm4py, to_pandas",
    ("mining.blueprint.model", "mining.drawing.blueprint"): "Blueprint.draw",
    ("mining.blueprint.model", "mining.drafting.draft"): "Blueprint.draft",
    ("mining.blueprint.model", "mining.drawing.measured"): "Blueprint.draw(log=...)",
    ("mining.discovery.dfg", "mining.drawing.process_map"): "Dfg.draw",
    ("mining.discovery.miners", "mining.drawing.net_picture"): "Model.draw",
    ("mining.reading.door", "mining.blueprint.log_mapping"): "read(mapping=...)",
}
"""Methods that hand over to a module above, imported when they are called: for the user's convenience only."""

SAME_LAYER = {
    ("mining.interop", "mining.reading"): "frames are read by the same rules as files",
}
HEAVY = {
    "pm4py": {"mining.interop", "mining.discovery.miners", "mining.discovery.split"},
    "pandas": {"mining.interop", "mining.discovery.miners"},
}
FILES = sorted(path for folder in ("mining", "cli") for path in (ROOT / folder).rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> int:
    if module.split(".")[0] == "cli":
        return len(LAYERS) - 1
    return next(k for k, names in enumerate(LAYERS) if ".".join(module.split(".")[:2]) in names)


def imports(path: Path) -> list[tuple[str, bool]]:
    """Modules imported by a file, and whether at the time of import (not in a function, not for types only)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[tuple[str, bool]] = []

    def walk(node: ast.AST, eager: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend((alias.name, eager) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}: relative import"
                found.append((child.module or "", eager))
            types_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            if not types_only:
                walk(child, eager and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))

    walk(tree, True)
    return found


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_arrows_only_downwards(path: Path) -> None:
    """A module imports only what lies below it, at import time and inside functions."""
    module = module_of(path)
    if module == "mining":
        return
    wrong = []
    for imported, eager in imports(path):
        top = imported.split(".")[0]
        if top not in ("mining", "cli"):
            continue
        if imported == "mining" and not eager:
            continue
        ours, theirs = ".".join(module.split(".")[:2]), ".".join(imported.split(".")[:2])
        if ours == theirs or (top == "cli" and module.startswith("cli")):
            continue
        if not eager and (module, imported) in FACADES:
            continue
        if layer_of(imported) < layer_of(module) or (ours, theirs) in SAME_LAYER:
            continue
        wrong.append(imported)
    assert wrong == []


@pytest.mark.parametrize("path", [path for path in FILES if "waste" in path.parent.parts], ids=module_of)
def test_arrows_only_downwards_within_waste(path: Path) -> None:
    """A package of waste imports only packages below it; what stands beside it, it does not know."""
    height = {name: k for k, names in enumerate(WASTE) for name in names}
    _, _, *own = module_of(path).split(".")
    if not own:
        return
    theirs = {imported.split(".")[2] for imported, _ in imports(path) if imported.startswith("mining.waste.")}
    assert [] == [name for name in sorted(theirs - {own[0]}) if height[name] >= height[own[0]]]


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_heavy_libraries_are_imported_where_they_are_called(path: Path) -> None:
    """pm4py costs seconds: only three modules import it, inside functions; the command line imports only click early."""
    module = module_of(path)
    for imported, eager in imports(path):
        top = imported.split(".")[0]
        if top in HEAVY:
            assert any(module == home or module.startswith(home + ".") for home in HEAVY[top]), f"{module} imports {top}"
            assert not eager, f"{module} imports {top} early"
        if module.startswith("cli") and eager:
            light = top != "mining" or imported in ("mining.errors", "mining.shares", "mining.writing")
            assert top not in ("polars", "numpy", "rich", "jinja2") and light, f"{module}: {imported}"


def test_every_module_says_what_it_is() -> None:
    """Each file begins with a docstring (packages that only hold a folder may be empty)."""
    silent = [
        module_of(path)
        for path in FILES
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_name_says_nothing() -> None:
    """There is no drawer for odds and ends."""
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
    assert [module_of(path) for path in FILES if path.stem in vague] == []
