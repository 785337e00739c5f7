"""Which files of a folder or an archive are clause files, and which are refused unread."""

import os
import pickle
import zipfile
from pathlib import Path

import pytest

from knowledge.archives import MAX_MEMBERS
from knowledge.clause_files import MAX_FILE_BYTES, ClauseFile, find_files
from knowledge.errors import KnowledgeError
from tests.knowledge.paper import archive


def refusal(path: Path) -> str:
    """Return the one sentence with which finding and reading what is at a path is refused."""
    with pytest.raises(KnowledgeError) as caught:
        [file.read_bytes() for file in find_files([path])]
    message = str(caught.value)
    assert message.startswith(str(path))
    assert message.endswith("。")
    assert "\n" not in message
    return message


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text("一、培育。", encoding="utf-8")


def test_a_folder_holds_its_clause_files_without_what_lies_beside_them(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a.md", "C.TXT", "d.docx", "e.pdf", "f.html", "g.htm")
    put(tmp_path, "vocabulary.txt", "synonyms.txt", "departments.toml", "README.md", "a.questions.tsv")
    put(tmp_path, ".hidden.txt", "~$d.docx", "picture.png")
    (tmp_path / "sub").mkdir()
    put(tmp_path / "sub", "h.txt")
    found = find_files([tmp_path])
    assert [file.name for file in found] == ["C.TXT", "a.md", "b.txt", "d.docx", "e.pdf", "f.html", "g.htm"]
    assert [file.suffix for file in found][:2] == [".txt", ".md"]
    assert found[1].questions == ClauseFile(tmp_path / "a.questions.tsv")
    assert found[2].questions is None


def test_a_file_comes_with_the_phrasings_beside_it(tmp_path: Path) -> None:
    put(tmp_path, "plan-2021.v2.txt", "plan-2021.v2.questions.tsv")
    (file,) = find_files([tmp_path / "plan-2021.v2.txt"])
    assert file.stem == "plan-2021.v2"
    assert file.questions == ClauseFile(tmp_path / "plan-2021.v2.questions.tsv")
    assert pickle.loads(pickle.dumps(file)) == file  # noqa: S301


def test_the_digest_changes_with_the_file_and_with_its_phrasings_only(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    digests = [find_files([tmp_path])[0].digest()]
    put(tmp_path, "a.questions.tsv")
    digests.append(find_files([tmp_path])[0].digest())
    (tmp_path / "a.txt").write_text("一、培育企业。", encoding="utf-8")
    digests.append(find_files([tmp_path])[0].digest())
    os.utime(tmp_path / "a.txt", (0, 0))
    assert find_files([tmp_path])[0].digest() == digests[-1]
    assert len(set(digests)) == 3


def test_an_empty_file_of_phrasings_is_not_the_same_as_none(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    without = find_files([tmp_path])[0].digest()
    (tmp_path / "a.questions.tsv").write_bytes(b"")
    assert find_files([tmp_path])[0].digest() != without


def test_a_file_that_is_held_stays_as_it_was_read(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "a.questions.tsv")
    (file,) = find_files([tmp_path])
    held, digest = file.held(), file.digest()
    for name in ("a.txt", "a.questions.tsv"):
        (tmp_path / name).write_text("二、别的。", encoding="utf-8")
    assert held.digest() == digest != file.digest()
    assert held.questions
    assert held.questions.read_bytes() != b""
    assert "别的" not in held.read_bytes().decode()


def test_an_archive_holds_the_clause_files_of_all_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(
        archive(
            {
                "政策/乙.txt": "一、甲。",
                "政策/乙.questions.tsv": "一\t\t怎么办",
                "甲.md": "二、乙。",
                "__MACOSX/._甲.md": "x",
                "政策/.DS_Store": "x",
                "政策/vocabulary.txt": "x",
            }
        )
    )
    first, second = find_files([path])
    assert (first.stem, first.label) == ("乙", f"{path}/政策/乙.txt")
    assert (second.stem, second.read_bytes().decode()) == ("甲", "二、乙。")
    assert first.questions
    assert first.questions.read_bytes() == "一\t\t怎么办".encode()
    assert first.digest() != second.digest()


def test_a_name_that_chinese_windows_wrote_is_read_as_it_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "gbk.zip"
    meant = "小微企业计划.txt"
    placeholder = "x" * len(meant.encode("gbk"))
    path.write_bytes(archive({placeholder: "一、甲。"}).replace(placeholder.encode(), meant.encode("gbk")))
    (file,) = find_files([path])
    assert file.stem == "小微企业计划"
    assert file.read_bytes().decode() == "一、甲。"


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "a/../../b.txt", "..\\a.txt", "C:\\a.txt"])
def test_a_name_that_leads_out_of_its_archive_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"good.txt": "一、甲。", name: "一、乙。"}))
    assert "指向压缩包以外" in refusal(path)


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    assert "符号链接" in refusal(path)


def test_archives_in_archives_empty_damaged_and_encrypted_ones_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"b.zip": archive({"c.txt": "一、"})}))
    assert "压缩包里还有压缩包" in refusal(path)
    path.write_bytes(archive({"b.png": b"x"}))
    assert "没有政策文件" in refusal(path)
    whole = archive({"b.txt": "一、甲。" * 99})
    path.write_bytes(whole[:-30])
    assert "已损坏" in refusal(path)
    path.write_bytes(whole.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"))
    assert "有密码" in refusal(path)
    broken = bytearray(whole)
    broken[40] ^= 0xFF
    path.write_bytes(broken)
    assert "已损坏" in refusal(path)


def test_an_archive_of_too_many_or_too_large_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({f"{index}.txt": "" for index in range(MAX_MEMBERS + 1)}))
    assert "超过 5000 个文件" in refusal(path)
    path.write_bytes(archive({"a.txt": b" " * (MAX_FILE_BYTES + 1)}))
    assert "超过 20 MB" in refusal(path)
    small, large = (1003).to_bytes(4, "little"), (15 << 20).to_bytes(4, "little")
    path.write_bytes(archive({f"{index}.txt": b" " * 1003 for index in range(14)}).replace(small, large))
    assert "超过 200 MB" in refusal(path)


def test_a_member_larger_than_it_declares_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    size = 21 << 20
    true, false = size.to_bytes(4, "little"), (100).to_bytes(4, "little")
    path.write_bytes(archive({"a.txt": b"a" * size}).replace(true, false))
    assert refusal(path)


def test_a_folder_without_clause_files_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "vocabulary.txt")
    assert "没有政策文件" in refusal(tmp_path)


def test_links_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "real.txt")
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.txt"
    link.symlink_to(tmp_path / "real.txt")
    assert "符号链接" in refusal(link)
    with pytest.raises(KnowledgeError, match="符号链接"):
        find_files([tmp_path / "folder"])
    (tmp_path / "other").symlink_to(tmp_path)
    assert "符号链接" in refusal(tmp_path / "other")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    assert "它是一个文件夹" in refusal(tmp_path / "x.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "不是文件" in refusal(tmp_path / "pipe.txt")
    assert "没有这个文件" in refusal(tmp_path / "missing.txt")
    assert "没有这个文件" in refusal(tmp_path / "missing.zip")


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.ofd"])
def test_a_document_in_an_old_format_is_refused_unless_it_lies_beside_in_a_new_one(
    tmp_path: Path, name: str
) -> None:
    put(tmp_path, name, "b.txt")
    assert "另存为 .docx" in refusal(tmp_path / name)
    with pytest.raises(KnowledgeError, match=r"另存为 \.docx"):
        find_files([tmp_path])
    put(tmp_path, "a.txt")
    assert [file.name for file in find_files([tmp_path])] == ["a.txt", "b.txt"]


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx")
    assert "不认得这种文件" in refusal(tmp_path / "a.xlsx")


def test_a_label_is_harmless_on_a_terminal(tmp_path: Path) -> None:
    file = ClauseFile(tmp_path / "a\x1b[31m\u202e\n.txt")
    assert file.label == f"{tmp_path}/a\ufffd[31m\ufffd\ufffd.txt"
    assert ClauseFile(Path(os.fsdecode(b"\xff.txt"))).label == "\ufffd.txt"
