"""A preview in words: short enough for a chat, whole in the report, the worst first."""

from bot.answer import Answer, ClauseRef, Kind
from bot.difference import compare
from bot.preview import LONGEST_SUMMARY, report, summary
from bot.rehearsal import Labelled, Rehearsal, Turn, labelled_questions
from bot.staged import Staged
from bot.staging import Preview
from knowledge.document import Document, Phrasing
from knowledge.mending import printable
from knowledge.splitting import split_text


def document(number: int, text: str = "一、停车收费。停车费每小时5元。") -> Document:
    return split_text(f"第{number}号停车办法\n{text}\n", id=f"parking{number}")


def staged(new: Document, old: Document | None = None) -> Staged:
    return Staged(new, f"folder/{new.id}.txt", 1 if old else None, compare(new, old))


def preview(*documents: Staged, rehearsal: Rehearsal | None = None, **more) -> Preview:
    return Preview(
        "draft", documents, more.get("unchanged", {}), more.get("gone", {}), rehearsal or Rehearsal()
    )


def answer(path: str | None) -> Answer:
    clause = ClauseRef("parking1", "停车办法", 1, path, path, "收费") if path else None
    return Answer(Kind.ANSWER if path else Kind.NONE, "多少钱", clause=clause)


def turn(question: str, before: str | None, after: str | None, wanted: str | None = None) -> Turn:
    labelled = Labelled(question, "parking1", wanted, wanted) if wanted else None
    return Turn(question, answer(before), answer(after), labelled)


def test_a_summary_of_very_many_changes_is_bounded_and_points_to_the_report():
    many = [
        staged(document(number, "\n".join(f"{n}．办第{n}件事。" for n in range(1, 99))))
        for number in range(300)
    ]
    old = document(1, "\n".join(f"{n}．停车第{n}处，收费{n}元。" for n in range(1, 99)))
    told = summary(preview(staged(many[1].document, old), *many))
    assert len(told) <= LONGEST_SUMMARY
    assert "一共 301 份文件有变化：新文件 300 份，改动 1 份" in told
    assert report(preview(*many)).count("\n## 《") == 300


def test_questions_that_get_worse_come_first_and_those_that_get_better_last():
    turns = (
        turn("甲", "一", "二"),
        turn("乙", None, "一", wanted="一"),
        turn("丙", "一", None, wanted="一"),
        turn("丁", "二", "三", wanted="一"),
    )
    rehearsal = Rehearsal(labelled=3, right_before=1, right_after=1, real=7, turns=turns)
    lines = summary(preview(staged(document(1)), rehearsal=rehearsal)).splitlines()
    assert lines[-5:] == [
        "试问标注问题 3 个（答对：原来 1 个，以后 1 个）、近期真实问题 7 个，其中 4 个的回答会变。",
        "  变差：丙（《停车办法》一 → 没有规定）",
        "  有变化：甲（《停车办法》一 → 《停车办法》二）",
        "  有变化：丁（《停车办法》二 → 《停车办法》三）",
        "  变好：乙（没有规定 → 《停车办法》一）",
    ]


def test_a_question_is_judged_by_the_clause_that_answers_in_each_text():
    old, new = Phrasing("一", "", "多少钱", 1), Phrasing("二", "", "多少钱", 1)
    only_old, only_new = Phrasing("三", "", "停哪", 2), Phrasing("四", "", "怎么停", 3)
    assert labelled_questions([("p", old), ("p", only_old)], [("p", new), ("p", only_new)]) == [
        Labelled("多少钱", "p", "一", "二"),
        Labelled("停哪", "p", "三", "三"),
        Labelled("怎么停", "p", "四", "四"),
    ]


def test_many_documents_that_stay_are_counted_and_those_without_a_file_named():
    unchanged = {f"d{n}": ("办法", 1) for n in range(40)}
    told = summary(preview(unchanged=unchanged, gone={f"g{n}": f"旧办法{n}" for n in range(30)}))
    assert "有 40 份文件与已发布的相同，不用发布。" in told
    assert "《旧办法0》（g0）、" in told
    assert "等 30 份；它们仍在回答问题" in told


def test_the_report_holds_no_html_of_the_documents():
    told = report(preview(staged(document(1, "一、<script>alert(1)</script>。办事&办公。"))))
    assert "<" not in told
    assert "&lt;script>alert(1)&lt;/script>" in told


def test_nothing_moves_a_terminal_or_turns_the_reading_direction():
    assert printable("甲\x1b[2J乙\u202e丙\n丁") == "甲\ufffd[2J乙\ufffd丙\n丁"
