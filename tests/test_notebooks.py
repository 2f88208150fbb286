"""Every notebook runs from its first cell to its last; its own asserts judge what it says."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore:.*:RuntimeWarning:zmq")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path):
    """Executed in its own folder, with warnings shown; a failing cell fails the test with its traceback."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient is in the extra [test]")
    nbformat = pytest.importorskip("nbformat", reason="nbformat is in the extra [test]")
    book = nbformat.read(path, as_version=4)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}
    client = nbclient.NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": path.parent}})
    client.execute(env=environment)
    pictures = [out for cell in book.cells for out in cell.get("outputs", []) if "image/svg+xml" in out.get("data", {})]
    assert len(pictures) >= 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_results(path):
    """A notebook in the repository holds no outputs, which would grow stale, and ends in asserts."""
    import nbformat

    cells = nbformat.read(path, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert "assert" in code[-1].source
