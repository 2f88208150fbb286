"""Writes docs/glossary.md anew from the catalogue: `python docs/make_glossary.py` (a test compares)."""

from pathlib import Path

from mining.report.glossary import definitions

TITLE = """# Glossary 术语表

One word, one meaning, in names, help texts, columns, reports and tests; in Chinese, one fixed word as well. This page is
written by `docs/make_glossary.py` from the catalogue that the program itself uses.

| word | means | 术语 | 含义 |
|---|---|---|---|
"""


def glossary() -> str:
    """Return the page as Markdown."""
    pairs = zip(definitions("en", designed=True), definitions("zh", designed=True), strict=True)
    return TITLE + "".join(f"| **{en.term}** | {en.meaning} | **{zh.term}** | {zh.meaning} |\n" for en, zh in pairs)


if __name__ == "__main__":
    Path(__file__).with_name("glossary.md").write_text(glossary(), encoding="utf-8", newline="\n")
