"""Workbooks written byte by byte, so that a test may put into them what no program would."""

import io
import struct
import zipfile
from collections.abc import Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xlsx(rows: str, *, texts: Sequence[str] = (), names: Sequence[str] = ("log",), styles: str = "") -> bytes:
    """An .xlsx whose sheets, however many, all show the same rows."""
    sheets = "".join(f'<sheet name="{name}" sheetId="{k}" r:id="rId1"/>' for k, name in enumerate(names, 1))
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    first = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{first}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    if texts:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{t}</t></si>" for t in texts) + "</sst>"
    if styles:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    return zipped(parts)


def inline(place: str, text: str) -> str:
    """One cell with a text of its own."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def small_log(rows: int = 12) -> str:
    """The rows of a sheet with a log: cases of three steps."""
    lines = ["".join(inline(f"{column}1", name) for column, name in zip("ABC", ("case", "activity", "time"), strict=True))]
    for row in range(2, rows + 2):
        lines.append(
            f'<c r="A{row}"><v>{(row - 2) // 3}</v></c>'
            + inline(f"B{row}", f"step {row % 3}")
            + inline(f"C{row}", f"2024-03-05 {row % 24:02}:00:00")
        )
    return "".join(f'<row r="{number}">{line}</row>' for number, line in enumerate(lines, 1))


def ods(tables: str) -> bytes:
    """An .ods with some tables."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "manifest")
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest:manifest {spaces}/>",
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def record(kind: int, data: bytes = b"") -> bytes:
    """A record of an .xlsb: kind and length in as many bytes as they need."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(data)
    while size >= 0x80:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return head + length + bytes([size]) + data


def wide(text: str) -> bytes:
    """A text in an .xlsb."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: Sequence[tuple[int, int, str | float | int]], texts: Sequence[str] = ()) -> bytes:
    """An .xlsb with one sheet: row, column, and a text, a number, or (whole) the number of a common text."""
    body = b""
    row = -1
    for at, column, value in cells:
        if at != row:
            row = at
            body += record(0, struct.pack("<I", row) + b"\0" * 21)
        place = struct.pack("<II", column, 0)
        if isinstance(value, str):
            body += record(6, place + wide(value))
        else:
            kind, form = (5, "<d") if isinstance(value, float) else (7, "<I")
            body += record(kind, place + struct.pack(form, value))
    sheet = record(0x81) + record(0x94, struct.pack("<4I", 0, 1, 0, 1)) + record(0x91) + body + record(0x92) + record(0x82)
    book = record(0x83) + record(0x8F) + record(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("log")) + record(0x90)
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
    parts: dict[str, str | bytes] = {
        "xl/workbook.bin": book + record(0x9D) + record(0x84),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>',
        "xl/worksheets/sheet1.bin": sheet,
    }
    if texts:
        items = b"".join(record(0x13, b"\0" + wide(text)) for text in texts)
        parts["xl/sharedStrings.bin"] = record(0x9F, struct.pack("<II", len(texts), len(texts))) + items + record(0xA0)
    return zipped(parts)


def biff(kind: int, data: bytes = b"") -> bytes:
    """A record of an .xls."""
    return struct.pack("<HH", kind, len(data)) + data


def xls(cells: Sequence[tuple[int, int, float | str]], *, reaches: tuple[int, int] = (1, 1), begins: int = 0) -> bytes:
    """An .xls with one sheet that says how far it reaches: row, column, and a number or one of the common texts."""
    texts = list(dict.fromkeys(value for _, _, value in cells if isinstance(value, str)))
    common = struct.pack("<II", len(texts), len(texts)) + b"".join(
        struct.pack("<HB", len(text), 0) + text.encode("latin-1") for text in texts
    )
    start = biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    name = biff(0x85, struct.pack("<IHBB", len(start) + 15 + 4 + len(common) + 4, 0, 3, 0) + b"log")
    begin = start + name + biff(0xFC, common) + biff(0x0A)
    assert int.from_bytes(name[4:8], "little") == len(begin)
    sheet = biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += biff(0x200, struct.pack("<IIHHH", 0, reaches[0], begins, reaches[1], 0))
    for row, column, value in cells:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            sheet += biff(0xFD, place + struct.pack("<I", texts.index(value)))
        else:
            sheet += biff(0x203, place + struct.pack("<d", value))
    return compound("Workbook", begin + sheet + biff(0x0A))


def compound(name: str, stream: bytes) -> bytes:
    """A compound file with one stream of at least 4,096 bytes: head, one table of sectors, directory, stream."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    assert len(table) <= 128
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, len(stream))
    numbers = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    return head + numbers + directory.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def entry(name: str, kind: int, start: int, length: int) -> bytes:
    """One line of the directory of a compound file."""
    text = name.encode("utf-16-le")
    links = struct.pack("<HBB3I", len(text) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
    return text.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, length)
