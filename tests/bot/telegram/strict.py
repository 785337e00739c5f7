"""What the strict server makes of a message, for tests of what is sent."""

from collections.abc import Iterable

from hypothesis import strategies as st

from bot.telegram.markup import Piece
from tests.botapi.html import parse_html
from tests.botapi.texts import check_source_size, cleaned, utf16_length

ANYTHING = st.text(
    st.one_of(st.characters(), st.sampled_from("<>&\"';。；！？\n 　\u200d👨\U0001f469\ufe0f\u200b贷款")),
    max_size=300,
)


def shown(messages: Iterable[Piece]) -> str:
    """What a person sees of the messages, without white space; fails where Telegram would refuse one."""
    seen = []
    for message in messages:
        check_source_size(message.html)
        content = cleaned(parse_html(message.html))
        assert content.text
        assert utf16_length(content.text) <= 4096
        assert (
            content.text == cleaned(parse_html(message.plain.replace("&", "&amp;").replace("<", "&lt;"))).text
        )
        seen.append(content.text)
    return "".join("".join(seen).split())


def visible(text: str) -> str:
    """Return what a person sees of a text, without white space; of a lone surrogate a question mark."""
    text = text.encode("utf-8", "replace").decode()
    return "".join(cleaned(parse_html(text.replace("&", "&amp;").replace("<", "&lt;"))).text.split())
