"""The HTML parser and the link rules against Telegram's wording, offset by offset."""

import pytest

from tests.botapi.errors import ApiError
from tests.botapi.html import parse_html
from tests.botapi.texts import Entity, cleaned, detected, stretch
from tests.botapi.urls import WrongLink, checked_link


def marked(html: str) -> list[tuple[str, str]]:
    """The kind of each entity and the words it covers."""
    content = cleaned(parse_html(html))
    return [(entity.type, stretch(content.text, entity)) for entity in content.entities]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>粗</b> <strong>b</strong>", [("bold", "粗"), ("bold", "b")]),
        ("<i>斜</i><em>e</em>", [("italic", "斜"), ("italic", "e")]),
        ("<u>线</u><ins>n</ins>", [("underline", "线"), ("underline", "n")]),
        ("<s>a</s><strike>b</strike><del>c</del>", [("strikethrough", one) for one in "abc"]),
        ('<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', [("spoiler", "a"), ("spoiler", "b")]),
        ("<code>x</code>", [("code", "x")]),
        ("<pre>x</pre>", [("pre", "x")]),
        ("<blockquote>引</blockquote>", [("blockquote", "引")]),
        ("<blockquote expandable>引</blockquote>", [("expandable_blockquote", "引")]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', [("custom_emoji", "👍")]),
        ('<a href="https://example.com/?a=1&amp;b=2">网</a>', [("text_link", "网")]),
        ('<a href="tg://user?id=42">他</a>', [("text_mention", "他")]),
        ("<b>外<i>内</i></b>", [("bold", "外内"), ("italic", "内")]),
        ("<B>大写</B>", [("bold", "大写")]),
        ("😀<b>后</b>", [("bold", "后")]),
        ("<b></b>空", []),
        ('<a href="http://localhost/x">此链接被悄悄去掉</a>', []),
    ],
)
def test_telegrams_tags_become_entities(html: str, expected: list[tuple[str, str]]) -> None:
    assert marked(html) == expected


def test_offsets_count_utf16_code_units() -> None:
    assert parse_html("😀😀<b>好😀</b>").entities == (Entity("bold", 4, 3),)


def test_code_inside_pre_gives_its_language() -> None:
    entities = parse_html('<pre><code class="language-python">x = 1</code></pre>').entities
    assert entities == (Entity("pre", 0, 5, language="python"),)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&#20320;&#x597D;", "你好"),
        ("&nbsp;&copy;&apos;", "&nbsp;&copy;&apos;"),
        ("A&B &lt", "A&B <"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_only_four_named_entities_and_numbers_are_decoded(html: str, text: str) -> None:
    assert parse_html(html).text == text


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("好<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b =1>x</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_what_does_not_parse_is_refused_with_its_byte_offset(html: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(html)
    assert refusal.value.code == 400
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


def test_half_a_surrogate_pair_in_numbers_is_refused() -> None:
    with pytest.raises(ApiError, match="unmatched surrogate code units"):
        parse_html("&#xd83d;")


def test_ends_are_trimmed_and_control_characters_go_while_entities_move_along() -> None:
    content = cleaned(parse_html(" \n<b>一\r二\t三</b>\u202e四 \n"))
    assert content.text == "一二 三四"
    assert content.entities == (Entity("bold", 0, 4),)


def test_commands_mentions_and_links_are_found_in_plain_text() -> None:
    text = "😀 /help@some_bot 问 @zhengce_bot https://example.com/a。 a/b x@example.com"
    found = [(entity.type, stretch(text, entity)) for entity in detected(text)]
    assert found == [
        ("bot_command", "/help@some_bot"),
        ("mention", "@zhengce_bot"),
        ("url", "https://example.com/a"),
    ]


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://Example.com", "https://example.com/"),
        ("example.com/a b", "http://example.com/a%20b"),
        ("http://127.0.0.1:8000/c/1", "http://127.0.0.1:8000/c/1"),
        ("https://例子.中国?q=1", "https://例子.中国/?q=1"),
        ("tg://resolve?domain=bot", "tg://resolve?domain=bot"),
        ("https://[::1]/", "https://[::1]/"),
    ],
)
def test_a_good_link_is_kept_in_telegrams_form(link: str, kept: str) -> None:
    assert checked_link(link) == kept


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("http://localhost:8000/", "Wrong HTTP URL"),
        ("/c/1", "URL host is empty"),
        ("ftp://example.com", "Unsupported URL protocol"),
        ("https://example.com:70000/", "Wrong port number specified in the URL"),
        ("https://exa mple.com/", "Disallowed character in URL host"),
        ("tg://a.b", "Unallowed characters in URL host"),
    ],
)
def test_a_bad_link_is_refused_with_telegrams_reason(link: str, reason: str) -> None:
    with pytest.raises(WrongLink, match=reason):
        checked_link(link)
