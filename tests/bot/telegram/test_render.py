"""Answers, clauses and departments as messages."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Choice, Kind, Related
from bot.library import Library
from bot.telegram.keyboards import answer_keyboard, related_keyboard
from bot.telegram.markup import is_visible
from bot.telegram.render import answer_pieces, clause_pieces, department_pieces, units_pieces
from knowledge.departments import Department, Directory, Line
from knowledge.document import Clause, Document, Units, Validity
from tests.bot.telegram.strict import ANYTHING, shown, visible
from tests.botapi.markup import buttons, checked_markup

LINES = (
    Line("12345政务服务便民热线", "12345", "什么都可以问"),
    Line("12366纳税缴费服务热线", "12366", "税收政策"),
)
TODAY = date(2026, 11, 23)

texts = st.lists(ANYTHING, max_size=3).map(tuple)
answers = st.builds(
    Answer,
    kind=st.sampled_from(Kind),
    question=ANYTHING,
    notices=texts,
    question_id=st.one_of(st.none(), st.integers(0, 2**63 - 1)),
    key_sentences=texts,
    units=st.one_of(st.none(), st.builds(Units, texts)),
    choices=st.lists(st.builds(Choice, ANYTHING), max_size=5).map(tuple),
    related=st.lists(st.builds(Related, ANYTHING, ANYTHING, ANYTHING, ANYTHING), max_size=3).map(tuple),
    unit_lines=texts,
    source=st.one_of(st.none(), ANYTHING),
    advice=texts,
)


def holds(messages: str, *wanted: str) -> bool:
    """Return whether the texts stand in the messages in this order."""
    at = 0
    for each in map(visible, wanted):
        at = messages.find(each, at)
        if at < 0:
            return False
        at += len(each)
    return True


@given(answers, st.one_of(st.none(), ANYTHING))
def test_any_answer_becomes_messages_that_hold_all_its_fields_in_order(answer, body):
    messages = answer_pieces(answer, body=body)
    assert messages
    wanted = [*answer.notices, *answer.key_sentences, body or "", *answer.unit_lines]
    wanted += [answer.source or "", *answer.advice]
    assert holds(shown(messages), *(text for text in wanted if is_visible(text)))


@given(answers)
def test_the_buttons_of_any_answer_are_ones_that_telegram_takes(answer):
    for keyboard in (answer_keyboard(answer), answer_keyboard(answer, voted=True), related_keyboard(answer)):
        markup = checked_markup(keyboard.to_dict() if keyboard else None, only_inline=True)
        assert all(len(each["text"]) <= 40 for each in buttons(markup))


def test_a_choice_too_long_for_its_button_is_listed_in_the_text_too():
    choices = (Choice("短的"), Choice("长" * 60))
    [message] = answer_pieces(Answer(Kind.CHOICES, "?", ("请选：",), question_id=1, choices=choices))
    assert message.plain == f"请选：\n\n• 短的\n• {'长' * 60}"
    [message] = answer_pieces(Answer(Kind.CHOICES, "?", ("请选：",), question_id=1, choices=choices[:1]))
    assert message.plain == "请选："


def test_choices_of_an_answer_that_was_not_stored_are_listed():
    [message] = answer_pieces(Answer(Kind.CHOICES, "?", ("请选：",), choices=(Choice("甲"), Choice("乙"))))
    assert message.plain == "请选：\n\n• 甲\n• 乙"


def test_every_clause_of_the_plan_is_one_message_with_its_text_units_and_period(library: Library):
    for located in library.clauses:
        document, clause = located.published.document, located.clause
        [message] = clause_pieces(document, clause, directory=library.directory, today=TODAY)
        text = shown([message])
        assert holds(text, clause.path, clause.body, *clause.units.names[:1], document.title)
        assert "2021年8月19日至2023年12月31日（已经结束）" in text


def test_a_clause_of_a_document_without_dates_says_nothing_of_a_period():
    clause = Clause("第一条", "第一条", None, "正文。", Units(), 1)
    document = Document("x", "办法", None, None, None, Validity(), (clause,), (), "")
    [message] = clause_pieces(document, clause, directory=Directory({}), today=TODAY)
    assert message.plain == "📄 第一条\n正文。\n这一条没有写明责任单位。\n出处：《办法》"


def test_the_card_of_a_renamed_unit_gives_todays_name_with_day_and_source(library: Library):
    units = Units(("人行嘉兴市中心支行", "嘉兴银保监分局"), "人行嘉兴市中心支行")
    [message] = units_pieces(units, library.directory)
    assert "<b>现名</b>：中国人民银行嘉兴市分行（2023年8月18日起）" in message.html
    assert "<b>依据</b>：" in message.html
    assert "• 嘉兴银保监分局（现名：国家金融监督管理总局嘉兴监管分局）" in message.html
    assert "请打 12345" in message.plain


def test_units_without_a_lead_are_listed_as_such():
    [message] = units_pieces(Units(("甲局", "乙局")), Directory({}, LINES))
    assert message.plain.startswith("🏛 责任单位（没有写明谁牵头）\n• 甲局\n• 乙局")


def test_a_known_phone_is_shown_instead_of_the_general_line():
    entry = Department("市科技局", "嘉兴市科学技术局", phone="0573-00000000", address="某路1号")
    directory = Directory({entry.name: entry}, LINES)
    [message] = department_pieces(entry, directory, leads=["二（一）4 创新发展专项行动"])
    assert message.plain == (
        "🏛 市科技局\n\n全称：嘉兴市科学技术局\n地址：某路1号\n电话：0573-00000000\n\n"
        "牵头的条款\n• 二（一）4 创新发展专项行动"
    )


def test_the_tax_office_leads_to_the_tax_line():
    entry = Department("市税务局", "国家税务总局嘉兴市税务局")
    [message] = department_pieces(entry, Directory({entry.name: entry}, LINES), leads=())
    assert "请打 12366（纳税缴费服务热线）" in message.plain


def test_a_label_too_long_for_a_button_is_cut():
    keyboard = answer_keyboard(Answer(Kind.CHOICES, "?", question_id=1, choices=(Choice("长" * 41),)))
    assert keyboard is not None
    assert keyboard.inline_keyboard[0][0].text == "长" * 39 + "…"
