"""Reading clause files: what is taken, and what is refused with a sentence that says what to do."""

from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.reading import MAX_FILE_BYTES, clause_files, read_text
from knowledge.splitting import split_file

TEXT = "测试计划\n一、培育。扶持企业。\n"


def refusal(path: Path) -> str:
    """Return the sentence with which a file is refused, after checking that it is one line that names the file."""
    with pytest.raises(KnowledgeError) as caught:
        read_text(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:")
    assert message.endswith("。")
    assert "\n" not in message
    return message


def test_a_file_is_split_under_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ceshi-2021.txt"
    path.write_text(TEXT, encoding="utf-8")
    document = split_file(path)
    assert (document.id, document.title) == ("ceshi-2021", "测试计划")
    assert [clause.body for clause in document.clauses] == ["扶持企业。"]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(TEXT, encoding="utf-8-sig")
    assert read_text(path) == TEXT


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "latin-1"])
def test_a_file_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(("é" if encoding == "latin-1" else TEXT).encode(encoding))
    assert "不是 UTF-8 编码" in refusal(path)


@pytest.mark.parametrize("content", ["", " \n\t\r\n\u3000", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(content, encoding="utf-8")
    assert "文件是空的" in refusal(path)


def test_a_file_of_more_than_20_mb_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.txt"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)  # a hole: nothing is written to the disk
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))
    assert "超过 20 MB" in refusal(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "请检查文件是否存在" in refusal(tmp_path / "missing.txt")


def test_a_folder_named_like_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.mkdir()
    assert "读不出来" in refusal(path)


def test_what_people_keep_beside_the_clause_files_is_no_clause_file(tmp_path: Path) -> None:
    names = [
        "b.txt",
        "a.md",
        "C.TXT",
        "vocabulary.txt",
        "synonyms.txt",
        "departments.toml",
        ".hidden.txt",
        "a.docx",
    ]
    for name in names:
        (tmp_path / name).touch()
    assert [path.name for path in clause_files(tmp_path)] == ["C.TXT", "a.md", "b.txt"]
