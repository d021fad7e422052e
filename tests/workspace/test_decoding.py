"""How bytes become text and back."""

from __future__ import annotations

import pytest

from seamwright.workspace.decoding import decode

CODED = "# -*- coding: latin-1 -*-\nname = 'é'\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("→ é".encode(), "→ é", id="utf-8"),
        pytest.param(b"\xef\xbb\xbf# Plan\n", "# Plan\n", id="byte order mark"),
        pytest.param("# Plan →".encode("utf-16"), "# Plan →", id="utf-16 with its mark"),
        pytest.param(b"a\r\nb\rc\n\x0c\xe2\x80\xa8", "a\r\nb\rc\n\x0c\u2028", id="line ends stay"),
        pytest.param(b"a\0b", "a\0b", id="a NUL in text"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_text_comes_back_byte_for_byte(data: bytes, text: str) -> None:
    decoded = decode(data)

    assert decoded.text == text
    assert decoded.broken_line is None
    assert decoded.encode(decoded.text) == data


@pytest.mark.parametrize(
    "data", [CODED.encode("latin-1"), ("#!x\n" + CODED).encode("latin-1"), b"# coding: utf-8-sig\nx\n"]
)
def test_python_is_read_by_its_declared_encoding(data: bytes) -> None:
    decoded = decode(data, python=True)

    assert decoded.broken_line is None
    assert decoded.encode(decoded.text) == data


def test_a_plan_that_shows_an_encoding_line_is_still_utf8() -> None:
    assert decode(CODED.encode()).text == CODED


def test_encoding_line_after_code_does_not_count() -> None:
    assert decode(("x = 1\n\n" + CODED).encode(), python=True).text.endswith("'é'\n")


def test_broken_bytes_are_replaced_and_located() -> None:
    decoded = decode(b"one\ntwo\xff\nthree\xfe\n")

    assert decoded.text == "one\ntwo\ufffd\nthree\ufffd\n"
    assert decoded.broken_line == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x7fELF\0\0\xff\xfe", "not a text file"),
        (b"# coding: nonsense\n", "'nonsense'"),
        (b"# coding: rot13\n", "'rot13'"),
        (b"# coding: ascii\n\xff", "'ascii'"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        decode(data, python=True)
