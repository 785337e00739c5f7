"""Telegram's HTML, parsed as its server parses it (TDLib `MessageEntity.cpp`, `parse_html`).

The errors carry the server's wording; offsets in them are bytes of the UTF-8 source.
"""

from dataclasses import dataclass, replace

from tests.botapi.errors import ApiError, bad_request
from tests.botapi.texts import Entity, FormattedText, ordered, utf16_length
from tests.botapi.urls import WrongLink, checked_link, linked_user

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
}
_TAGS = _TYPES.keys() | {"a", "blockquote", "tg-emoji"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACES = " \t\r\n\0\v"
_END = "\0"


def parse_html(source: str) -> FormattedText:
    """The plain text and entities of a message in HTML; raises ApiError as Telegram would."""
    return _HtmlParser(source).parse()


@dataclass
class _OpenTag:
    name: str
    offset: int
    text_begin: int
    argument: str = ""


class _HtmlParser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._offset = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def parse(self) -> FormattedText:
        while self._at < len(self._source):
            char = self._source[self._at]
            if char == "<":
                self._read_tag()
            elif char == "&" and (decoded := self._read_reference()):
                self._put(decoded)
            else:
                self._put(char)
                self._at += 1
        if self._open:
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        # The language of a lone <code> is only of use inside <pre>.
        entities = (replace(one, language=None) if one.type == "code" else one for one in self._entities)
        text = "".join(self._text)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise _cannot_parse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return FormattedText(text, ordered(entities))

    def _peek(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else _END

    def _put(self, char: str) -> None:
        self._text.append(char)
        self._offset += utf16_length(char)

    def _skip_spaces(self) -> None:
        while self._at < len(self._source) and self._peek() in _SPACES:
            self._at += 1

    def _read_until(self, stops: str) -> str:
        begin = self._at
        while self._at < len(self._source) and self._peek() not in stops:
            self._at += 1
        return self._source[begin : self._at]

    def _byte_offset(self, position: int) -> int:
        return len(self._source[:position].encode(errors="surrogatepass"))

    def _read_reference(self) -> str:
        """Decodes `&…;` at the present place; an unknown name stays as it is written."""
        begin = self._at
        end = begin + 1
        if self._source.startswith("#", end):
            base, digits = (
                (16, "0123456789abcdef") if self._source.startswith("#x", end) else (10, "0123456789")
            )
            end += 2 if base == 16 else 1
            first = end
            while end < len(self._source) and self._source[end].lower() in digits:
                end += 1
            code = int(self._source[first:end] or "0", base)
            if code == 0 or code >= 0x10FFFF or end - begin >= 10:
                return ""
            decoded = chr(code)
        else:
            while end < len(self._source) and self._source[end].isascii() and self._source[end].isalpha():
                end += 1
            decoded = _NAMED.get(self._source[begin + 1 : end], "")
            if not decoded:
                return ""
        self._at = end + 1 if self._source.startswith(";", end) else end
        return decoded

    def _read_tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._peek() == "/":
            self._read_end_tag(begin)
        else:
            self._read_start_tag(begin)

    def _read_start_tag(self, begin: int) -> None:
        name = self._read_until(_SPACES + ">").lower()
        where = self._byte_offset(begin)
        if self._peek() == _END:
            raise _cannot_parse(f"Unclosed start tag at byte offset {where}")
        if name not in _TAGS:
            raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {where}')
        tag = _OpenTag(name, self._offset, len(self._text))
        while self._peek() != ">":
            self._skip_spaces()
            if self._peek() != ">":
                self._read_attribute(tag, where)
        self._at += 1
        if name == "span" and tag.argument != "spoiler":
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self._open.append(tag)

    def _read_attribute(self, tag: _OpenTag, where: int) -> None:
        unclosed = _cannot_parse(f'Unclosed start tag "{tag.name}" at byte offset {where}')
        name = self._read_until(_SPACES + "=>/\"'")
        if not name:
            raise _cannot_parse(f'Empty attribute name in the tag "{tag.name}" at byte offset {where}')
        self._skip_spaces()
        if self._peek() == _END:
            raise unclosed
        if self._peek() != "=":
            value = ""
        else:
            self._at += 1
            self._skip_spaces()
            if self._peek() == _END:
                raise unclosed
            value = self._read_attribute_value()
            if self._peek() == _END:
                raise _cannot_parse(f"Unclosed start tag at byte offset {where}")
        self._set_argument(tag, name, value)

    def _read_attribute_value(self) -> str:
        quote = self._peek()
        if quote not in "\"'":
            begin = self._at
            while (char := self._peek()).isascii() and (char.isalnum() or char in ".-"):
                self._at += 1
            if self._peek() not in _SPACES + ">":
                raise _cannot_parse(f"Unexpected end of name token at byte offset {self._byte_offset(begin)}")
            return self._source[begin : self._at].lower()
        self._at += 1
        value = []
        while self._at < len(self._source) and self._peek() != quote:
            if self._peek() == "&" and (decoded := self._read_reference()):
                value.append(decoded)
            else:
                value.append(self._peek())
                self._at += 1
        self._at += self._peek() == quote
        return "".join(value)

    @staticmethod
    def _set_argument(tag: _OpenTag, name: str, value: str) -> None:
        match tag.name, name:
            case ("a", "href") | ("tg-emoji", "emoji-id"):
                tag.argument = value
            case ("code", "class") if value.startswith("language-"):
                tag.argument = value.removeprefix("language-")
            case ("span", "class") if value.startswith("tg-"):
                tag.argument = value.removeprefix("tg-")
            case ("blockquote", "expandable"):
                tag.argument = "1"

    def _read_end_tag(self, begin: int) -> None:
        where = self._byte_offset(begin)
        if not self._open:
            raise _cannot_parse(f"Unexpected end tag at byte offset {where}")
        self._at += 1
        name = self._read_until(_SPACES + ">").lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise _cannot_parse(f"Unclosed end tag at byte offset {where}")
        self._at += 1
        expected = self._open[-1].name
        if name and name != expected:
            raise _cannot_parse(
                f'Unmatched end tag at byte offset {where}, expected "</{expected}>", found "</{name}>"'
            )
        tag = self._open.pop()
        if self._offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        length = self._offset - tag.offset
        if tag.name == "a":
            self._close_link(tag, length)
        elif tag.name == "tg-emoji":
            if not tag.argument.isdecimal() or int(tag.argument) == 0:
                raise _cannot_parse("Invalid custom emoji identifier specified")
            self._entities.append(Entity("custom_emoji", tag.offset, length, custom_emoji_id=tag.argument))
        elif tag.name == "blockquote":
            kind = "expandable_blockquote" if tag.argument else "blockquote"
            self._entities.append(Entity(kind, tag.offset, length))
        else:
            self._close_plain(Entity(_TYPES[tag.name], tag.offset, length), tag)

    def _close_plain(self, entity: Entity, tag: _OpenTag) -> None:
        language = tag.argument if tag.name == "code" and tag.argument else None
        inner = self._entities[-1] if self._entities else None
        if inner is not None and (inner.offset, inner.length) == (entity.offset, entity.length):
            # <pre><code class="language-x">…</code></pre> is one block with a language.
            chosen = language or inner.language
            if chosen and {inner.type, entity.type} == {"pre", "code"}:
                self._entities[-1] = Entity("pre", entity.offset, entity.length, language=chosen)
                return
        self._entities.append(replace(entity, language=language))

    def _close_link(self, tag: _OpenTag, length: int) -> None:
        link = tag.argument or "".join(self._text[tag.text_begin :])
        user_id = linked_user(link)
        if user_id is not None:
            self._entities.append(Entity("text_mention", tag.offset, length, user_id=user_id))
            return
        try:
            url = checked_link(link)
        except WrongLink:
            # Telegram keeps the words and silently drops such a link.
            return
        self._entities.append(Entity("text_link", tag.offset, length, url=url))


def _cannot_parse(reason: str) -> ApiError:
    return bad_request(f"Can't parse entities: {reason}")
