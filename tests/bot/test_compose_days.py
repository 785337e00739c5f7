"""Which text answers when: as of a day, in force before out of force, replaced, and never a bare figure for now."""

from datetime import date
from types import SimpleNamespace

import pytest

from bot.answer import Answer, Kind
from bot.compose import compose, from_stored, to_stored
from bot.library import Library
from knowledge.document import Status, Validity
from tests.bot.papers import library_from, library_of, paper, versions_of

TODAY = date(2026, 11, 23)
THEN = date(2022, 3, 1)

PARKING = """\
    停车管理办法
    一、停车收费
    （一）收费标准。公共停车场停车费每小时{}元。（责任单位：市交通局）
    （二）投诉渠道。对停车费有异议的，可以向受理中心投诉。
    二、其他
    （一）车位划定。道路车位由市公安局划定。
    """
QUESTION = "停车费每小时多少元"
NOW = Validity(date(2023, 1, 1))
BEFORE = Validity(date(2020, 1, 1), date(2023, 12, 31))


def told(library: Library, question: str, today: date = TODAY, as_of: date | None = None) -> Answer:
    return compose(question, library, today, as_of=as_of)[0]


@pytest.fixture(scope="module")
def two() -> Library:
    """Return a library of a document whose price changed at the beginning of 2023."""
    old = paper("parking", PARKING.format(5), validity=BEFORE)
    return library_from(versions_of(old, paper("parking", PARKING.format(8), validity=NOW)))


def test_the_live_text_answers_today_and_the_earlier_one_as_of_its_day(two):
    assert "每小时8元" in told(two, QUESTION).text
    answer = told(two, QUESTION, as_of=THEN)
    assert answer.text == "\n\n".join(
        [
            "按2022年3月1日有效的文件回答：",
            "这一条后来有修改，现在的规定请再问一次。",
            "「公共停车场停车费每小时5元。」",
            "责任单位：市交通局（原文没有写明由谁牵头）",
            "出处：《停车管理办法》一（一） 收费标准",
        ]
    )
    assert (answer.as_of, answer.status, answer.clause.version) == (THEN, Status.CURRENT, 1)
    assert answer.to_json()["as_of"] == "2022-03-01"
    assert answer.clause.url.endswith("?version=1")
    assert told(two, QUESTION).to_json()["as_of"] is None
    assert "?" not in told(two, QUESTION).clause.url


def test_a_clause_that_stayed_as_it_was_is_not_said_to_have_changed(two):
    answer = told(two, "道路车位由谁划定", as_of=THEN)
    assert (answer.clause.version, answer.notices) == (1, ("按2022年3月1日有效的文件回答：",))


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("2022年3月的时候，停车费每小时多少元", date(2022, 3, 31)),
        ("2022年3月1日时停车费每小时多少元", date(2022, 3, 1)),
        ("2022年底的时候停车费每小时多少元", date(2022, 12, 31)),
        ("二〇二二年三月那会儿停车费每小时多少元", date(2022, 3, 31)),
        ("停车费2022年那时每小时多少元", date(2022, 12, 31)),
        ("前年那会儿停车费每小时多少元", date(2022, 12, 31)),
    ],
)
def test_a_question_that_names_its_day_is_answered_as_of_it(two, question, day):
    answer = told(two, question, date(2024, 6, 1))
    assert (answer.as_of, answer.clause.version, answer.question) == (day, 1, question)
    assert "每小时5元" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "到2022年底的时候停车费每小时多少元",
        "2020—2022年期间停车费每小时多少元",
        "2022年停车费每小时多少元",
        "2022年13月的时候停车费每小时多少元",
        "2022年2月30日的时候停车费每小时多少元",
        "去年的时候办的证，现在停车费每小时多少元",
    ],
)
def test_a_goal_a_name_or_no_day_at_all_is_no_day_asked_about(two, question):
    answer = told(two, question)
    assert (answer.as_of, answer.clause.version) == (None, 2)


def test_of_a_year_the_last_day_that_some_version_covers_is_meant():
    library = library_from(
        versions_of(paper("a", PARKING.format(5), validity=Validity(None, date(2022, 6, 30))))
    )
    answer = told(library, f"2022年的时候{QUESTION}")
    assert (answer.as_of, answer.kind) == (date(2022, 6, 30), Kind.ANSWER)
    assert told(library, f"2023年的时候{QUESTION}").as_of == date(2023, 12, 31)


def test_a_day_that_no_version_covers_has_no_answer_and_says_whom_to_ask(two):
    answer = told(two, QUESTION, as_of=date(2019, 12, 31))
    assert (answer.kind, answer.as_of) == (Kind.NONE, date(2019, 12, 31))
    assert answer.text == (
        "抱歉，已发布的文件里没有在2019年12月31日有效的，我不能回答当时的规定。"
        "建议拨打 12345（政务服务便民热线）问一问。"
    )


def test_a_withdrawn_document_answers_on_no_day():
    gone = versions_of(paper("gone", PARKING.format(5), validity=BEFORE), live=False)
    other = versions_of(
        paper("other", "办法\n一、植树\n（一）植树。每年植树一百棵。\n（二）浇水。树要浇水。\n")
    )
    library = library_from([*gone, *other])
    assert {told(library, QUESTION, as_of=day).kind for day in (None, THEN)} == {Kind.NONE}


def test_an_earlier_version_leaves_todays_answers_and_their_confidence_as_they_were(two):
    alone = library_from(versions_of(paper("parking", PARKING.format(8), validity=NOW)))
    for question in (QUESTION, "道路车位", "怎么投诉", "宠物医院怎么开", "", "停车"):
        (new, sure), (old, was) = (compose(question, library, TODAY) for library in (two, alone))
        assert (new.kind, new.key_sentences, new.choices) == (old.kind, old.key_sentences, old.choices)
        assert sure == pytest.approx(was)


def test_what_is_offered_as_of_a_day_picks_the_text_of_that_day(two):
    answer = told(two, "停车收费", as_of=THEN)
    assert answer.kind is Kind.CHOICES
    assert answer.notices[0] == "按2022年3月1日有效的文件回答："
    assert [choice.heading for choice in answer.choices] == [
        "2022年3月1日的时候，收费标准",
        "2022年3月1日的时候，投诉渠道",
    ]
    picked = told(two, answer.choices[0].heading)
    assert (picked.as_of, picked.clause.version) == (THEN, 1)


def test_an_answer_as_of_a_day_is_kept_with_its_day_and_made_again(two):
    for question, as_of in ((QUESTION, THEN), ("停车收费", THEN), (QUESTION, None), ("宠物医院", THEN)):
        answer = told(two, question, as_of=as_of)
        clause = answer.clause
        row = SimpleNamespace(
            id=7,
            kind=answer.kind.value,
            text=question,
            answer=to_stored(answer),
            document=clause and clause.document,
            version=clause and clause.version,
            clause=clause and clause.key,
        )
        again = from_stored(row, two, TODAY)
        assert (again.text, again.as_of, again.clause) == (answer.text, as_of, clause)
        if as_of is None:
            del row.answer["as_of"]  # as rows were kept before
            assert from_stored(row, two, TODAY).text == answer.text


def two_documents(old: Validity, new: Validity, **changes: object) -> Library:
    """Return a library of two documents of which the older one says more of a fee."""
    return library_from(
        [
            *versions_of(paper("old", PARKING.format(5), validity=old)),
            *versions_of(
                paper(
                    "new",
                    """\
                    停车新规
                    一、停车收费
                    （一）收费。停车费每小时8元，由停车人自行缴纳。（责任单位：市交通局）
                    （二）其他。另行规定。
                    """,
                    validity=new,
                    **changes,
                )
            ),
        ]
    )


def test_a_document_in_force_outranks_one_that_is_not():
    library = two_documents(BEFORE, Validity(date(2024, 1, 1)))
    question = QUESTION  # the words of both: the older one scores a little more
    assert told(library, question).clause.document == "new"
    assert told(library, question, as_of=THEN).clause.document == "old"
    assert told(library, question).source == "出处：《停车新规》一（一） 收费"


def test_one_out_of_force_still_answers_what_it_says_far_better():
    library = two_documents(BEFORE, Validity(date(2024, 1, 1)))
    assert told(library, "公共停车场的收费标准是每小时多少元").clause.document == "old"


def test_one_out_of_force_still_answers_what_no_document_in_force_says():
    library = two_documents(BEFORE, Validity(date(2024, 1, 1)))
    answer = told(library, "道路车位由谁划定")
    assert (answer.clause.document, answer.status) == ("old", Status.EXPIRED)


def test_a_document_that_does_not_say_how_long_it_holds_is_not_out_of_force():
    library = two_documents(BEFORE, Validity())
    assert told(library, QUESTION).clause.document == "new"


def test_a_replaced_document_is_said_to_be_replaced_and_by_which():
    library = two_documents(
        Validity(date(2020, 1, 1)),
        Validity(date(2024, 1, 1)),
        replaces=("《停车管理办法》",),
        doc_number="嘉政发〔2023〕9号",
    )
    answer = told(library, "道路车位由谁划定")
    assert answer.validity == Validity(date(2020, 1, 1), date(2023, 12, 31))
    assert (answer.status, answer.notices) == (
        Status.EXPIRED,
        ("这份文件从2024年1月1日起已被《停车新规》（嘉政发〔2023〕9号）替代，以下是当时的规定。",),
    )
    before = told(library, "道路车位由谁划定", date(2023, 12, 31))
    assert (before.status, before.notices) == (Status.CURRENT, ())


@pytest.mark.parametrize("word", ["现在", "今年", "目前", "最新的", "如今", "眼下", "今天"])
def test_who_asks_for_what_holds_now_is_told_first_that_nothing_published_does(library, word):
    answer = told(library, f"{word}融资担保费率降到多少")
    assert answer.text.startswith(
        "已发布的文件里没有现在有效的规定。下面是2021—2023年的规定，已于2023年12月31日到期，仅供参考。"
    )
    assert len(answer.advice) == 1
    assert "今天的标准请咨询" in answer.advice[0]


def test_who_asks_for_what_holds_now_is_told_whom_to_ask_even_without_a_figure(library):
    answer = told(library, "现在首贷服务中心在哪办")
    assert answer.advice == (
        "现在怎么执行，请咨询中国人民银行嘉兴市分行，或拨打 12345（政务服务便民热线）。",
    )


def test_who_asks_for_what_holds_now_gets_a_text_in_force_plainly():
    library = two_documents(BEFORE, Validity(date(2024, 1, 1)))
    answer = told(library, f"现在{QUESTION}")
    assert (answer.clause.document, answer.notices) == ("new", ())


def test_a_place_that_a_document_is_of_is_covered_though_no_text_names_it():
    text = "停车办法\n一、收费\n（一）收费标准。停车费每小时5元。\n（二）投诉。可以投诉停车费。\n"
    asked = "湖州停车费收费标准是每小时多少元"
    assert told(library_of(a=text), asked).text.startswith("目前只收录了")
    library = library_from(versions_of(paper("a", text, region="浙江省湖州市")))
    assert told(library, asked).kind is Kind.ANSWER
