"""From bytes to text: the encodings of Chinese text, and what is refused at its first unreadable line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.decoding import MAX_LINE_LENGTH, MAX_LINES, decode
from knowledge.errors import KnowledgeError

TEXT = "测试计划\r\n一、主要目标。到2023年底，新增小微企业6万家以上。\n（一）联通\r全角：１２３ＡＢＣ\n"


def refusal(data: bytes) -> str:
    with pytest.raises(KnowledgeError) as caught:
        decode(data, "x.txt")
    return str(caught.value)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_each_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "x.txt") == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_single_line_without_line_end_is_read(encoding: str) -> None:
    assert decode("鼓励小微企业发展".encode(encoding), "x.txt") == "鼓励小微企业发展"


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=20))
def test_any_han_text_in_utf_8_or_utf_16_is_read_as_it_is(text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert decode(text.encode(encoding), "x.txt") == text


def test_a_mixture_is_refused_at_its_first_line_in_another_encoding() -> None:
    first, second = "一、培育小微企业成长。\n", "二、支持企业上市融资。\n"
    assert refusal((first * 3).encode() + second.encode("gb18030")).startswith("x.txt:4: ")
    assert refusal((first * 3).encode("gb18030") + second.encode()).startswith("x.txt:4: ")


def test_bytes_that_are_no_text_are_refused_at_their_line() -> None:
    assert refusal("一、甲\n二、".encode() + b"\xff\xfe\x80\n").startswith("x.txt:2: ")
    assert refusal("一、甲\n".encode("utf-16") + b"\x00\xd8\x00\xd8") == (
        "x.txt:2: 不是完整的 UTF-8、UTF-16 或 GB18030 文本；请另存为 UTF-8 编码后再试。"
    )


def test_other_encodings_are_not_taken_for_chinese() -> None:
    assert "请另存为 UTF-8" in refusal("Un été à la campagne, ça va là-bas déjà".encode("latin-1"))
    assert "请另存为 UTF-8" in refusal("鼓勵小微企業發展，擴大產業規模。".encode("big5"))


def test_noise_is_refused() -> None:
    assert refusal("一、甲\n二、\0乙".encode()) == (
        "x.txt:2: 这一行夹有二进制内容，不像文本；请换成原来的文本文件。"
    )
    assert refusal(b"abc\n" + b"\x01\x02\x03" * 20).startswith("x.txt:2: 从这一行起夹有二进制内容")
    assert "不像文本" in refusal("\ue000\U0010fffd".encode() * 30)


def test_a_stray_control_character_is_no_noise() -> None:
    assert decode("一、甲\x0c\x01乙".encode(), "x.txt")


@pytest.mark.parametrize("data", [b"\n \t\r", "\u3000\ufeff".encode("utf-8-sig"), "\n".encode("utf-16")])
def test_white_space_is_no_text(data: bytes) -> None:
    assert refusal(data) == "x.txt:1: 文件是空的；请放入文件正文后再试。"


def test_lines_that_are_too_long_or_too_many_are_refused() -> None:
    assert refusal(b"a\r\n" + b"b" * (MAX_LINE_LENGTH + 1)).startswith("x.txt:2: 这一行超过 100000 个字")
    assert refusal(b"a\n" * MAX_LINES).startswith("x.txt:300001: 文件超过 300000 行")
    assert decode(b"b" * (MAX_LINE_LENGTH + 1), "x.txt", as_lines=False)
