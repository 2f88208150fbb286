"""Encodings: decided by all bytes, kept with their rivals; strict decoding has the last word."""

import pytest

from mining.errors import FileError
from mining.reading.dialect import read_table
from mining.reading.encodings import decoded

SIMPLIFIED = "案例编号,环节,处理时间\n1,投诉受理,2024\n2,供应商处理,3\n"
TRADITIONAL = "案例編號,環節,處理時間\n1,投訴受理,2024\n2,供應商處理,3\n"
KANA = "案件番号,作業,担当者\n1,請求書を受け取る,田中\n2,支払い完了,佐藤\n"
KANJI = "案件番号,作業,担当者\n1,請求書受付,田中\n2,支払完了,佐藤\n"
KOREAN = "접수번호,처리단계,담당자\n1,접수 완료,김민수\n2,답변 작성,이영희\n"
CAPITALS = "caso,atividade\n1,RECLAMAÇÃO\n2,AVALIAÇÃO\n"
FRENCH = "cas,activité\n1,créée – “ok” €\n2,reçue\n"
RUSSIAN = "дело,шаг,время\n1,приём заявки,5\n2,проверка документов,6\n3,отказ клиенту,7\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        ("case,activity\n1,退款\n2,审核\n", "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "cp950", "big5"),
        ("case,activity\n1,退款\n2,審核\n", "big5", "big5"),
        (KANA, "shift_jis", "shift-jis"),
        (KANJI, "cp932", "shift-jis"),
        (KANA, "euc-jp", "euc-jp"),
        (KOREAN, "euc-kr", "cp949"),
        (KOREAN, "cp949", "cp949"),
        (CAPITALS, "cp1252", "cp1252"),
        (CAPITALS, "latin-1", "cp1252"),
        (FRENCH, "cp1252", "cp1252"),
        (RUSSIAN, "cp1251", "cp1251"),
        (TRADITIONAL, "utf-16", "utf-16"),
        (KANA, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-8-sig", "utf-8 with BOM"),
    ],
)
def test_text_in_every_encoding(text: str, encoding: str, name: str) -> None:
    """What was written is read, and the encoding is named; a few words are evidence enough."""
    read = decoded(text.encode(encoding), "x")
    assert (text, name) == (read.text.decode(), read.encoding)


def test_a_few_chinese_words_are_not_korean() -> None:
    """编号 and 处理 are syllables in Korean, too; four characters prove nothing, and Chinese is more frequent."""
    assert "gb18030" == decoded("编号,处理\n1,登记\n".encode("gb18030"), "x").encoding


def test_a_rival_is_kept_and_said() -> None:
    """Capitals with cedilla and tilde are also common Chinese characters; the choice is said with the other."""
    _, dialect, _ = read_table(CAPITALS.encode("cp1252"), "x")
    assert "gb18030" in dialect.rivals
    assert str(dialect).startswith("cp1252 (or gb18030")


def test_the_last_word_is_strict_decoding_of_every_byte() -> None:
    """0x81 at the end of 5 MB is no cp1252: the next encoding that decodes everything is taken."""
    data = ("case;note\n" + "1;é\n" * 1_000_000).encode("cp1252") + b"2;\x81\n"
    assert "latin-1" == decoded(data, "x").encoding


def test_a_few_broken_bytes_do_not_make_utf8_another_encoding() -> None:
    """One pasted 0xFF among 2,000 accents: it is shown as a replacement and said; the accents stay."""
    frame, dialect, found = read_table(b"case,activity\n" + "1,é\n".encode() * 2000 + b"2,\xff\n", "x")
    assert ("utf-8", "é", "\ufffd") == (dialect.encoding, frame["activity"][0], frame["activity"][-1])
    assert [("broken_text", 1, "limit")] == [(finding.code, finding.rows, finding.severity) for finding in found]


def test_a_named_encoding_is_obeyed_or_refused() -> None:
    """What the user says goes before evidence; where a byte speaks against it, its place is named."""
    assert CAPITALS == decoded(CAPITALS.encode("cp1252"), "x", encoding="cp1252").text.decode()
    assert "gb18030" == decoded(CAPITALS.encode("cp1252"), "x", encoding="gb18030").encoding
    with pytest.raises(FileError, match="byte 24, in line 2"):
        decoded(CAPITALS.encode("cp1252"), "x", encoding="ascii")
    with pytest.raises(FileError, match="no encoding of this name"):
        decoded(b"a,b\n1,2\n", "x", encoding="utf-9")


def test_half_a_utf16_file_is_damaged() -> None:
    """An odd number of bytes ends in the middle of a character."""
    with pytest.raises(FileError, match="breaks at byte"):
        decoded(SIMPLIFIED.encode("utf-16")[:-1], "x")
