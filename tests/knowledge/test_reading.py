"""Reading text files: what is taken, and what is refused with a sentence that says what to do."""

from pathlib import Path

import pytest

from knowledge.clause_document import read_document
from knowledge.clause_files import MAX_FILE_BYTES, ClauseFile
from knowledge.errors import KnowledgeError
from knowledge.reading import read_lines

TEXT = "测试计划\n一、培育。扶持企业。\n"


def refusal(path: Path) -> str:
    """Return the sentence with which a file is refused, after checking that it is one line that names the file."""
    with pytest.raises(KnowledgeError) as caught:
        read_lines(ClauseFile(path))
    message = str(caught.value)
    assert message.startswith(f"{path}:")
    assert message.endswith("。")
    assert "\n" not in message
    return message


def test_a_file_is_split_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ceshi-2021.txt"
    path.write_text(TEXT, encoding="utf-8")
    document = read_document(ClauseFile(path))
    assert (document.id, document.title) == ("ceshi-2021", "测试计划")
    assert [clause.body for clause in document.clauses] == ["扶持企业。"]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(TEXT, encoding="utf-8-sig")
    assert [line.text for line in read_lines(ClauseFile(path))] == TEXT.splitlines()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert [line.text for line in read_lines(ClauseFile(path))] == TEXT.splitlines()


def test_a_file_in_no_encoding_of_chinese_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("é".encode("latin-1"))
    assert "请另存为 UTF-8 编码" in refusal(path)


@pytest.mark.parametrize("content", ["", " \n\t\r\n\u3000", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(content, encoding="utf-8")
    assert "文件是空的" in refusal(path)


def test_a_file_of_more_than_20_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    with path.open("wb") as file:
        file.truncate(
            MAX_FILE_BYTES * 1000
        )  # a hole: nothing is written to the disk, and memory wouldn't hold it
    assert "超过 20 MB" in refusal(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "请检查文件是否存在" in refusal(tmp_path / "missing.txt")


def test_a_folder_named_like_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.mkdir()
    assert "它是一个文件夹" in refusal(path)
