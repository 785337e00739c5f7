"""Blocks become messages that Telegram takes, and that hold every character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.markup import Block, Frame, Run, block, clean, is_visible, labelled, pieces, titled, units
from tests.bot.telegram.strict import ANYTHING, shown, visible
from tests.botapi.html import parse_html

BLOCKS = st.lists(
    st.builds(
        Block,
        st.lists(st.builds(Run, ANYTHING.map(clean), st.booleans()), max_size=4).map(tuple),
        st.sampled_from(Frame),
    ),
    max_size=6,
)


@given(BLOCKS)
def test_any_blocks_become_messages_that_the_strict_parser_accepts_and_that_hold_all_the_text(blocks):
    whole = "".join(visible(each.text) for each in blocks if is_visible(each.text))
    assert shown(pieces(blocks)) == whole


@given(st.lists(ANYTHING, min_size=1, max_size=5), st.integers(30, 200))
def test_no_piece_is_longer_than_the_limit(texts, limit):
    for piece in pieces([block(text, frame=Frame.QUOTE) for text in texts], limit=limit):
        assert units(parse_html(piece.html).text) <= limit


def test_a_long_text_is_split_at_sentence_ends():
    sentences = [f"这是第{number}句，说的是小微企业。" for number in range(600)]
    messages = pieces([block("".join(sentences))])
    assert len(messages) == 3
    assert all(message.plain.endswith("。") for message in messages)
    assert "".join(message.plain for message in messages) == "".join(sentences)


def test_a_text_without_sentence_ends_is_split_between_characters():
    messages = pieces([block("😀" * 5000)])
    assert [len(message.plain) for message in messages] == [2048, 2048, 904]


def test_a_joined_emoji_is_not_split():
    family = "👨\u200d👩\u200d👧"
    for message in pieces([block(family * 10)], limit=30):
        assert message.plain == family * (len(message.plain) // len(family))


def test_a_quotation_that_is_split_is_a_quotation_in_every_piece():
    messages = pieces([block("甲乙丙丁。" * 1000, frame=Frame.FOLDED)])
    assert len(messages) == 2
    for message in messages:
        assert message.html.startswith("<blockquote expandable>")
        assert message.html.endswith("</blockquote>")


def test_blocks_stay_whole_where_they_fit_a_message():
    messages = pieces([block("甲" * 3000), block("乙" * 3000)])
    assert [message.plain for message in messages] == ["甲" * 3000, "乙" * 3000]


def test_markup_characters_are_escaped():
    [message] = pieces([titled("<b>&", "x > y")])
    assert message.html == "<b>&lt;b&gt;&amp;</b>\nx &gt; y"


def test_only_the_label_of_a_line_is_bold():
    [message] = pieces(
        [labelled("牵头单位：市科技局：一处", "这一条没有写明责任单位，请打电话问一问：12345")]
    )
    assert message.html == "<b>牵头单位</b>：市科技局：一处\n这一条没有写明责任单位，请打电话问一问：12345"


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u200d", "\u3000", "\ufeff"])
def test_what_nobody_can_see_gives_no_message(text):
    assert pieces([block(text)]) == ()


def test_control_characters_and_lone_surrogates_are_replaced():
    assert clean("a\0b\x1fc\ud800d\r\ne") == "a b c?d\ne"
