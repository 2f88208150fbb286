"""docs/reading.md lists every finding, and none that there is not."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
CODES = {code for line in re.findall(r"^\| (`.*?) \|", PAGE, re.M) for code in re.findall(r"`([a-z_]+)`", line)}
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "mining").rglob("*.py"))]


def test_every_finding_of_the_code_is_on_the_page() -> None:
    """Whatever is called a Finding by a code that stands there."""
    calls = [node for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Finding" and call.args]
    codes = {code.value for code in named if isinstance(code, ast.Constant)}
    assert len(codes) > 40
    assert set() == codes - CODES


def test_every_finding_of_the_page_is_in_the_code() -> None:
    """As a text of its own somewhere in the library."""
    texts = {node.value for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert set() == CODES - texts
