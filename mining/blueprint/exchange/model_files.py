"""Model files in XML, opened with distrust: no entities, no document types, no network, no huge trees, a limit of size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from mining.errors import FileError, ModelError

LARGEST = 64_000_000
"""Bytes of a model file; the largest real ones, with pictures inside, have a few million."""


def content_of(path: str | Path, kind: str) -> bytes:
    """Return the bytes of a model file.

    Args:
        path: the file.
        kind: what it should hold, for messages ("PNML", "BPMN").

    Raises:
        FileError: there is no such file, or it cannot be read.
        ModelError: it is empty or too large.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except FileNotFoundError:
        raise FileError.missing(path) from None
    except OSError as error:
        raise ModelError(f'"{path}" cannot be read: {error.strerror}.', remedy="give the path of a model file.") from None
    if size > LARGEST:
        raise ModelError(
            f'"{path}" is too large for a model: {size / 1e6:.0f} MB.', remedy="export the model without pictures in it."
        )
    if not content.strip():
        raise ModelError(f'"{path}" is empty: there is no model to read.', remedy=f"export the model as {kind} again.")
    return content


def root_of(path: str | Path, kind: str) -> Any:
    """Return the root element of a model file in XML; comments and processing instructions are left out.

    Raises:
        FileError: there is no such file, or it cannot be read.
        ModelError: it is empty, too large, no XML, or has a document type (which could bring entities along).
    """
    name = Path(path).name
    content = content_of(path, kind)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ModelError(
            f"{name}:{error.lineno}: this is not XML.", found=f"{error.msg}.", remedy=f"export the model as {kind} again."
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ModelError(f"{name}:1: a document type is not accepted in a model file.", remedy="remove the DOCTYPE line.")
    return root


def kind_of(element: Any) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
