"""What a new text changes: clauses that are new, changed, renumbered, gone; and which words."""

from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st

from bot.difference import Words, compare, compare_words
from knowledge.document import Document
from knowledge.splitting import split_text

BEFORE = """
停车管理办法
一、停车收费。停车费每小时5元，夜间免费。（责任单位：市交通局）
二、投诉办理。对停车费有异议的，可以向市交通局投诉。
三、车位建设。每年新增公共车位500个。（责任单位：市建设局）
"""


def split(text: str) -> Document:
    return split_text(dedent(text), id="parking")


def told(after: str, before: str | None = BEFORE) -> dict[str, list[str]]:
    """Return the paths of a difference by what happened to them; a renumbered one with both."""
    difference = compare(split(after), split(before) if before else None)
    return {
        "added": [clause.path for clause in difference.added],
        "removed": [clause.path for clause in difference.removed],
        "changed": [change.after.path for change in difference.changed],
        "renumbered": [f"{c.before.path}→{c.after.path}" for c in difference.renumbered],
    }


def test_the_same_text_has_no_difference():
    assert compare(split(BEFORE), split(BEFORE)).changes == ()


def test_everything_is_new_where_nothing_was_before():
    expected = {"added": ["一", "二", "三"], "removed": [], "changed": [], "renumbered": []}
    assert told(BEFORE, None) == expected


def test_a_figure_a_unit_and_a_heading_make_a_clause_changed():
    for old, new in [("5元", "6元"), ("市交通局）", "市公安局）"), ("停车收费", "收费标准")]:
        expected = {"added": [], "removed": [], "changed": ["一"], "renumbered": []}
        assert told(BEFORE.replace(old, new)) == expected


def test_clauses_behind_one_put_in_are_renumbered_and_not_changed():
    after = BEFORE.replace("二、投诉", "二、充电设施。新建车位要装充电桩。\n三、投诉").replace(
        "三、车位", "四、车位"
    )
    assert told(after) == {
        "added": ["二"],
        "removed": [],
        "changed": [],
        "renumbered": ["二→三", "三→四"],
    }


def test_a_clause_taken_out_is_gone_and_those_behind_it_are_renumbered():
    after = "\n".join(line for line in BEFORE.splitlines() if not line.startswith("二、"))
    assert told(after.replace("三、", "二、")) == {
        "added": [],
        "removed": ["二"],
        "changed": [],
        "renumbered": ["三→二"],
    }


def test_a_renumbered_clause_with_other_words_is_both_by_its_heading_or_its_words():
    moved = BEFORE.replace("二、投诉办理。", "四、投诉办理。").replace("有异议", "不服")
    difference = compare(split(moved), split(BEFORE))
    assert [(c.before.path, c.after.path, c.changed, c.renumbered) for c in difference.changes] == [
        ("二", "四", True, True)
    ]
    unnamed = "办法\n一、每户企业最多补助5万元，由市财政局在每年六月发放\n"
    after = "办法\n一、本办法所称企业是指小微企业\n二、每户企业最多补助8万元，由市财政局在每年六月发放\n"
    (added, changed) = compare(split(after), split(unnamed)).changes
    assert (added.before, changed.before.path, changed.after.path) == (None, "一", "二")


def test_another_clause_under_a_number_is_not_the_old_one_changed():
    before = "办法\n一、鼓励企业参加境外展会并给予补助\n"
    after = "办法\n一、本办法由市商务局负责解释\n"
    assert told(after, before) == {"added": ["一"], "removed": ["一"], "changed": [], "renumbered": []}


def test_words_tell_what_was_taken_out_and_put_in():
    assert compare_words("费率降至1%以下。", "费率降至0.8%以下。") == (
        Words("费率降至", "费率降至"),
        Words("1%", "0.8%"),
        Words("以下。", "以下。"),
    )
    assert compare_words("", "新的") == (Words("", "新的"),)


@given(st.text(alphabet="甲乙丙1.%，。\n", max_size=40), st.text(alphabet="甲乙丙1.%，。\n", max_size=40))
def test_words_of_any_two_texts_join_to_them_again(old: str, new: str) -> None:
    words = compare_words(old, new)
    assert "".join(each.old for each in words) == old
    assert "".join(each.new for each in words) == new


def test_very_long_texts_are_not_compared_word_by_word():
    old, new = "甲" * 7000, "甲" * 6999 + "乙"
    assert compare_words(old, new) == (Words(old, new),)


@given(
    st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=6),
    st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=6),
)
def test_every_clause_of_both_texts_is_accounted_for_once(old: list[str], new: list[str]) -> None:
    def written(names: list[str]) -> Document:
        numbered = (f"{'一二三四五六'[n]}、{name}事项。办{name}的事。" for n, name in enumerate(names))
        return split_text("\n".join(["标题", *numbered]), id="x")

    before, after = written(old), written(new)
    difference = compare(after, before)
    kept = len(after.clauses) - len(difference.added)
    assert kept == len(before.clauses) - len(difference.removed)
    assert len({c.after.key for c in difference.changes if c.after}) == sum(
        c.after is not None for c in difference.changes
    )
