"""From a web page to its lines: blocks, table rows, list items, without what a browser doesn't show."""

import codecs
import re
from typing import NoReturn

from lxml import etree

from knowledge.archives import DAMAGED
from knowledge.decoding import MAX_LINE_LENGTH, MAX_LINES, decode
from knowledge.document import Line, Part
from knowledge.errors import KnowledgeError
from knowledge.mending import mend
from knowledge.xml_events import feed_within

MAX_ELEMENTS = 300_000
"""A page with more elements is refused."""

MAX_DEPTH = 1_000
"""A page whose elements lie deeper in each other is refused."""

_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LEFT_OUT = frozenset(
    "head title script style nav noscript template svg button select textarea iframe object audio video".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre section summary"
    " table tbody td tfoot th thead tr ul".split()
)
_TOO_LARGE = "网页结构过于庞大，没有读完；请把正文存成 .txt 或 .docx 文件。"
_IMAGE = re.compile(rb"data:[\w/+.-]{0,99};base64,[A-Za-z0-9+/=]*")  # an image that is written into the page
_UNSEEN = ((b"<script", b"</script"), (b"<style", b"</style"), (b"<!--", b"-->"))
# The parser looks for the end of a tag again and again; a page has none that is so far.
_STRETCH = re.compile(rb"[^>]+")
_LONGEST_STRETCH = 400_000
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_WRAP = re.compile("(?<=[^\x00-\xff])[ \t]*\r[ \t\r]*(?=[^\x00-\xff])")


def html_lines(data: bytes, label: str) -> list[Line]:
    """Return the lines of a web page; the number counts its blocks. Raises KnowledgeError."""
    text = _text(data, label)
    page = _Page(label)
    parser = etree.HTMLParser(target=page, no_network=True, encoding="utf-8", huge_tree=False)
    encoded = _IMAGE.sub(b"", text.encode("utf-8", errors="replace"))
    for opening, closing in _UNSEEN:
        encoded = _without(encoded, opening, closing)
    if any(match.end() - match.start() > _LONGEST_STRETCH for match in _STRETCH.finditer(encoded)):
        raise KnowledgeError(f"{label}: {_TOO_LARGE}")
    try:
        feed_within(parser.feed, encoded, refusal=f"{label}: {_TOO_LARGE}")
        parser.close()
    except etree.LxmlError as error:
        raise KnowledgeError(f"{label}: {DAMAGED}") from error
    page.finish()
    if not page.lines:
        raise KnowledgeError(f"{label}:1: 网页里没有文字；请另存网页全文，或把正文存成 .txt 文件。")
    return page.lines


def _text(data: bytes, label: str) -> str:
    """Decode a page: where it isn't UTF-8 or UTF-16, as it says of itself; else as any text."""
    named = _CHARSET.search(data[:4096])
    name = named[1].decode("ascii").lower() if named else ""
    encoding = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5"}.get(name)
    if encoding is not None and not data.startswith(_WIDE_BOMS):
        for candidate in ("utf-8", encoding):
            try:
                data = data.decode(candidate).encode("utf-8")
                break
            except UnicodeDecodeError:
                continue
    return decode(data, label, as_lines=False)


def _without(page: bytes, opening: bytes, closing: bytes) -> bytes:
    """Return the page less what stands between two marks, in small letters, to the next >; the last may stay open."""
    lower = page.lower()
    kept, at = bytearray(), 0
    while (start := lower.find(opening, at)) >= 0:
        kept += page[at:start]
        end = lower.find(closing, start + len(opening))
        bracket = lower.find(b">", end + len(closing) - 1) if end >= 0 else -1
        at = bracket + 1 if bracket >= 0 else len(page)
    return bytes(kept + page[at:])


class _Table:
    """A table while it is read: its rows of cells. One that is for layout only becomes ordinary lines."""

    def __init__(self) -> None:
        self.rows: list[list[list[str]]] = []
        self.holds_tables = False


def _row(cells: list[list[str]]) -> str:
    return " | ".join(map(" ".join, cells)).strip()


class _Page:
    """Takes lxml's events and makes lines of them."""

    def __init__(self, label: str) -> None:
        self.lines: list[Line] = []
        self._label = label
        self._open: list[tuple[str, bool]] = []  # the open elements, and whether each is left out by itself
        self._left_out = self._pre = self._elements = self._number = self._size = 0
        self._text: list[str] = []
        self._tables: list[_Table] = []
        self._lists: list[int | None] = []
        self._mark = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element's start."""
        self._elements += 1
        if self._elements > MAX_ELEMENTS or len(self._open) > MAX_DEPTH:
            raise KnowledgeError(f"{self._label}: {_TOO_LARGE}")
        hidden = (
            name in _LEFT_OUT or "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))
        )
        if name not in _VOID:
            self._open.append((name, hidden))
            self._left_out += hidden
        if self._left_out or (hidden and name in _VOID):
            return
        if name == "br":
            self._text.append("\n")
            self._size = 0
        elif name in _BLOCKS:
            self._break()
            self._start_block(name, attributes)

    def _start_block(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            for table in self._tables:
                table.holds_tables = True
            self._tables.append(_Table())
        elif name == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif name in ("td", "th") and self._tables:
            rows = self._tables[-1].rows
            if not rows:
                rows.append([])
            rows[-1].append([])
        elif name in ("ol", "ul"):
            start = attributes.get("start", "1")
            first = int(start) if start.isdecimal() and len(start) < 6 else 1
            self._lists.append(first if name == "ol" else None)
        elif name == "li" and self._lists and (count := self._lists[-1]) is not None:
            self._mark = f"{count}. "
            self._lists[-1] = count + 1
        elif name == "pre":
            self._pre += 1

    def end(self, name: str) -> None:
        """Take an element's end."""
        if not self._open or name in _VOID:
            return
        if self._open[-1][0] != name and all(open_name != name for open_name, _ in self._open):
            return
        while True:
            ended, hidden = self._open.pop()
            self._end(ended, hidden)
            if ended == name:
                return

    def _end(self, ended: str, hidden: bool) -> None:
        if self._left_out:
            self._left_out -= hidden
            return
        if ended in _BLOCKS:
            self._break()
        if ended == "table" and self._tables:
            self._end_table(self._tables.pop())
        elif ended in ("ol", "ul") and self._lists:
            self._lists.pop()
            self._mark = ""
        elif ended == "pre" and self._pre:
            self._pre -= 1

    def data(self, text: str) -> None:
        """Take text: outside <pre>, the ends of source lines are no ends of lines."""
        if self._left_out:
            return
        self._size += len(text)
        if self._size > 10 * MAX_LINE_LENGTH:
            self._refuse_long()
        self._text.append(text if self._pre else text.replace("\n", "\r"))

    def close(self) -> None:
        """Take the end of the page."""

    def finish(self) -> None:
        """Make lines of what is left open at the page's end."""
        self._break()
        while self._tables:
            self._end_table(self._tables.pop())

    def _break(self) -> None:
        """End the block that is being read: its text goes to the table's cell, or to the lines."""
        text, self._text = _WRAP.sub("", "".join(self._text)).replace("\r", " "), []
        self._size = 0
        shown = [line for raw in text.split("\n") if (line := mend(raw))]
        if not shown:
            return
        shown[0], self._mark = self._mark + shown[0], ""
        if self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            self._tables[-1].rows[-1][-1] += shown
            return
        self._number += 1
        for line in shown:
            self._line(line, None)

    def _end_table(self, table: _Table) -> None:
        outer = next((t for t in reversed(self._tables) if t.rows and t.rows[-1]), None)
        layout = table.holds_tables or all(sum(map(bool, row)) <= 1 for row in table.rows)
        for row in table.rows:
            lines = [line for cell in row for line in cell]
            if not lines:
                continue
            if outer is not None:
                outer.rows[-1][-1] += lines if layout else [_row(row)]
                continue
            self._number += 1
            for line in lines if layout else [_row(row)]:
                self._line(line, None if layout else Part.TABLE)

    def _line(self, text: str, part: Part | None) -> None:
        self.lines.append(Line(self._number, text, part))
        if len(text) > MAX_LINE_LENGTH:
            self._refuse_long()
        if len(self.lines) > MAX_LINES:
            raise KnowledgeError(f"{self._label}:{self._number}: 网页超过 {MAX_LINES} 段；请拆成几个文件。")

    def _refuse_long(self) -> NoReturn:
        raise KnowledgeError(
            f"{self._label}:{max(1, self._number)}: 这一段超过 {MAX_LINE_LENGTH} 个字，不像公文；请分段后再试。"
        )
