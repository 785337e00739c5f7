"""Reading `departments.toml`: what the real one must hold, and what is refused with which sentence."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.departments import Department, Directory, Line, read_departments
from knowledge.document import Document
from knowledge.errors import KnowledgeError
from tests.plan import POLICIES


def written(folder: Path, content: str) -> Path:
    """Write a departments file and return its folder."""
    (folder / "departments.toml").write_text(content, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    """Return the sentence with which a departments file is refused, after checking that it names the file."""
    with pytest.raises(KnowledgeError) as caught:
        read_departments(folder)
    message = str(caught.value)
    assert message.startswith(f"{folder / 'departments.toml'}:")
    assert message.endswith("。")
    return message


def test_every_unit_that_the_plan_names_has_an_entry(plan: Document) -> None:
    named = {name for clause in plan.clauses for name in clause.units.names}
    assert named - set(read_departments(POLICIES).entries) == set()


def test_an_alias_leads_to_one_unit_only() -> None:
    entries = read_departments(POLICIES).entries.values()
    owners: dict[str, set[str]] = {}
    for entry in entries:
        for name in {entry.name, entry.full, *entry.aliases}:
            owners.setdefault(name, set()).add(entry.name)
    assert {name: units for name, units in owners.items() if len(units) > 1} == {}


def test_todays_name_of_a_unit_comes_with_its_day_and_source() -> None:
    directory = read_departments(POLICIES)
    assert directory.today("人行嘉兴市中心支行") == "中国人民银行嘉兴市分行"
    assert directory.today("市市场监管局") is None
    renamed = [entry for entry in directory.entries.values() if entry.now]
    assert all(entry.since and entry.source for entry in renamed)


def test_the_general_lines_are_12345_and_12366_and_no_phone_is_made_up() -> None:
    directory = read_departments(POLICIES)
    assert [line.phone for line in directory.lines] == ["12345", "12366"]
    assert [entry.name for entry in directory.entries.values() if entry.phone] == []


def test_all_that_an_entry_may_hold_is_read(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        """
        [[department]]
        name = "甲局"
        full = "某市甲局"
        aliases = ["老甲局", "甲"]
        now = "某市甲乙局"
        since = 2023-08-18
        source = "某文件"
        phone = "0000"
        address = "某路1号"

        [[department]]
        name = "乙局"

        [[line]]
        name = "热线"
        phone = "12345"
        for = "什么都可以问"
        """,
    )
    first = Department(
        "甲局", "某市甲局", ("老甲局", "甲"), "某市甲乙局", date(2023, 8, 18), "某文件", "0000", "某路1号"
    )
    directory = read_departments(folder)
    assert directory == Directory(
        {"甲局": first, "乙局": Department("乙局", "乙局")}, (Line("热线", "12345", "什么都可以问"),)
    )
    assert list(directory.entries) == ["甲局", "乙局"]


def test_a_unit_without_an_entry_keeps_its_printed_name(tmp_path: Path) -> None:
    directory = read_departments(tmp_path)
    assert directory == Directory({})
    assert (directory.full("甲局"), directory.today("甲局")) == ("甲局", None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[[department]\nname = 1", "不是有效的 TOML 文件"),
        ('department = "甲局"', "“department”要写成 [[department]]"),
        ('[department]\nname = "甲局"', "“department”要写成 [[department]]"),
        ("line = [1]", "“line”要写成 [[line]]"),
        ('[[department]]\nfull = "某市甲局"', "“（没有 name 的一条）”的 name 没有写或不是文字"),
        ("[[department]]\nname = 1", "“1”的 name 没有写或不是文字"),
        ('[[department]]\nname = " "', "的 name 没有写或不是文字"),
        ('[[department]]\nname = "甲局"\nphone = 12345', "“甲局”的 phone 没有写或不是文字"),
        ('[[department]]\nname = "甲局"\nfull = ""', "“甲局”的 full 没有写或不是文字"),
        ('[[department]]\nname = "甲局"\naliases = "甲"', "部门“甲局”的 aliases 要写成文字列表"),
        ('[[department]]\nname = "甲局"\naliases = [1]', "部门“甲局”的 aliases 要写成文字列表"),
        ('[[department]]\nname = "甲局"\nsince = "2023"', "部门“甲局”的 since 要写成日期，如 2023-08-18"),
        ('[[department]]\nname = "甲局"\nnow = "乙局"', "部门“甲局”写了现名却没有出处"),
        ('[[department]]\nname = "甲局"\n[[department]]\nname = "甲局"', "部门“甲局”写了两次"),
        ('[[line]]\nname = "热线"\nphone = "12345"', "“热线”的 for 没有写或不是文字"),
    ],
)
def test_a_malformed_file_is_refused_with_what_is_wrong(tmp_path: Path, content: str, said: str) -> None:
    assert said in refusal(written(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('[[department]]\nname = "甲局"\n\n[[department]\nname = 1', 4),
        ('[[department]]\nname = "甲局', 2),
        ("# 热线\nline = [1]", 2),
        ('[[department]]\nname = "甲局"\n\n[[department]]\nfull = "某市乙局"', 4),
        ('[[department]]\nname = "甲局"\n  [[ department ]]\nname = "甲局"', 3),
        ('[[department]]\nname = "甲局"\n\n[[line]]\nname = "热线"', 4),
        ("\ndepartment = [{name = 1}]", 2),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(tmp_path: Path, content: str, line: int) -> None:
    (tmp_path / "departments.toml").write_text(content, encoding="utf-8")
    assert refusal(tmp_path).startswith(f"{tmp_path / 'departments.toml'}:{line}: ")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "departments.toml").write_text('[[department]]\nname = "甲局"', encoding="utf-8-sig")
    assert read_departments(tmp_path).full("甲局") == "甲局"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "departments.toml").write_bytes('[[department]]\nname = "甲局"'.encode("gb18030"))
    assert "departments.toml:2: 不是 UTF-8 编码的文本；请另存为 UTF-8 编码。" in refusal(tmp_path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "departments.toml").mkdir()
    assert "读不出来" in refusal(tmp_path)


def test_what_is_worked_out_of_a_directory_is_found_again_by_an_equal_one() -> None:
    first, again = read_departments(POLICIES), read_departments(POLICIES)
    assert first is not again
    assert {first: "kept"}[again] == "kept"
    assert first not in {Directory({}): "kept"}
