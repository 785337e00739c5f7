"""From a .docx file to its lines: paragraphs with their automatic numbers, table rows, text boxes."""

from io import BytesIO
from zipfile import ZipFile

from knowledge.archives import open_zip, read_member
from knowledge.decoding import MAX_LINE_LENGTH, MAX_LINES
from knowledge.document import Line, Part
from knowledge.errors import KnowledgeError
from knowledge.mending import mend
from knowledge.word_numbering import Numbers
from knowledge.word_styles import Styles, read_numbers, read_styles
from knowledge.xml_events import read_events

MAX_PART_BYTES = 30 * 1024 * 1024
"""A .docx whose text, unpacked, is larger is refused."""

MAX_STYLES_BYTES = 8 * 1024 * 1024
"""A .docx whose styles or lists, unpacked, are larger is refused."""

# Deleted and moved text, how it was set before a revision, what stands twice for older programs, readings
# above characters.
_LEFT_OUT = frozenset("del moveFrom pPrChange rPrChange tblPrChange Fallback rt rubyPr sectPr tblPr".split())
_OFF = ("0", "false", "off")


def word_lines(data: bytes, label: str) -> list[Line]:
    """Return the lines of a .docx; the number counts its paragraphs and table rows. Raises KnowledgeError."""
    archive = open_zip(BytesIO(data), label)
    body = _part(archive, "word/document.xml", label)
    if body is None:
        raise KnowledgeError(f"{label}:1: 名字以 .docx 结尾，内容却不是 Word 文件；请换成正确的文件。")
    styles = read_styles(_part(archive, "word/styles.xml", label, limit=MAX_STYLES_BYTES), label)
    numbers = read_numbers(_part(archive, "word/numbering.xml", label, limit=MAX_STYLES_BYTES), label)
    reader = _Body(styles, numbers, label)
    read_events(body, reader, label)
    if not reader.lines:
        raise KnowledgeError(f"{label}:1: 文件里没有文字；请放入正文后再试，图片里的字要先识别成文字。")
    return reader.lines


def _part(archive: ZipFile, name: str, label: str, *, limit: int = MAX_PART_BYTES) -> bytes | None:
    try:
        member = archive.getinfo(name)
    except KeyError:
        return None
    return read_member(archive, member, limit, label=label)


class _Paragraph:
    """A paragraph while it is read: its text so far, its list, its style."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.style: str | None = None
        self.list_id: str | None = None
        self.depth: int | None = None


class _Table:
    """A table while it is read. One with a single column is a frame: its paragraphs are ordinary ones."""

    def __init__(self) -> None:
        self.columns = 0
        self.cells: list[list[str]] = []

    @property
    def is_frame(self) -> bool:
        return self.columns == 1


class _Body:
    """Takes the events of word/document.xml and makes lines of them."""

    def __init__(self, styles: Styles, numbers: Numbers, label: str) -> None:
        self.lines: list[Line] = []
        self._styles, self._numbers, self._label = styles, numbers, label
        self._paragraphs: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._boxes: list[str] = []  # the lines of text boxes, until the paragraph that holds them is done
        self._number = 0
        self._left_out = 0
        self._open: list[str] = []
        self._hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element's start."""
        self._open.append(name)
        if name in _LEFT_OUT or self._left_out:
            self._left_out += 1
        elif name == "p":
            self._paragraphs.append(_Paragraph())
        elif name == "tbl":
            self._tables.append(_Table())
        elif self._tables and name in ("gridCol", "tr", "tc"):
            self._start_in_table(name)
        elif self._paragraphs:
            self._start_in_paragraph(name, attributes.get("val", ""))

    def _start_in_table(self, name: str) -> None:
        table = self._tables[-1]
        if name == "gridCol":
            table.columns += 1
        elif name == "tr":
            table.cells = []
        else:
            table.cells.append([])

    def _start_in_paragraph(self, name: str, value: str) -> None:
        paragraph = self._paragraphs[-1]
        if name == "pStyle":
            paragraph.style = value
        elif name == "numId" and "rPr" not in self._open[-4:]:
            paragraph.list_id = value
        elif name == "ilvl" and value.isdigit():
            paragraph.depth = int(value)
        elif name == "vanish" and self._open[-3:-1] == ["r", "rPr"]:
            self._hidden = value not in _OFF
        elif name == "r":
            self._hidden = False
        elif name in ("br", "cr"):
            self._add("\n")
        elif name in ("tab", "ptab") and self._open[-2] == "r":
            self._add(" ")
        elif name == "noBreakHyphen":
            self._add("-")

    def data(self, text: str) -> None:
        """Take text; only that of runs counts."""
        if self._paragraphs and not self._left_out and self._open[-1] == "t":
            self._add(text)

    def _add(self, text: str) -> None:
        if not self._hidden:
            self._paragraphs[-1].text.append(text)

    def end(self, name: str) -> None:
        """Take an element's end."""
        self._open.pop()
        if self._left_out:
            self._left_out -= 1
        elif name == "p" and self._paragraphs:
            self._end_paragraph()
        elif name == "tr" and self._tables:
            self._end_row(self._tables[-1])
        elif name == "tbl" and self._tables:
            self._tables.pop()
        elif name == "r":
            self._hidden = False

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        shown = [line for raw in "".join(paragraph.text).split("\n") if (line := mend(raw))]
        number = self._number_of(paragraph)
        if shown:
            shown[0] = number + shown[0]
        if self._paragraphs:
            self._boxes += shown
            return
        shown, self._boxes = shown + self._boxes, []
        table = next((table for table in reversed(self._tables) if not table.is_frame), None)
        if table is not None and table.cells:
            table.cells[-1] += shown
            return
        self._number += 1
        for text in shown:
            self._line(text, None)

    def _number_of(self, paragraph: _Paragraph) -> str:
        """Return the paragraph's automatic number; its own list goes before its style's."""
        list_id, depth = self._styles.list_of(paragraph.style)
        list_id = list_id if paragraph.list_id is None else paragraph.list_id
        depth = depth if paragraph.depth is None else paragraph.depth
        if list_id is None or list_id == "0" or not "".join(paragraph.text).strip():
            return ""
        return self._numbers.next(list_id, depth or 0)

    def _end_row(self, table: _Table) -> None:
        if table.is_frame:
            return
        cells, table.cells = [" ".join(cell) for cell in table.cells], []
        if any(cells):
            outer = next((outer for outer in reversed(self._tables[:-1]) if not outer.is_frame), None)
            if outer is not None and outer.cells:
                outer.cells[-1] += [cell for cell in cells if cell]
                return
            self._number += 1
            self._line(" | ".join(cells).strip(), Part.TABLE)

    def _line(self, text: str, part: Part | None) -> None:
        self.lines.append(Line(self._number, text, part))
        if len(text) > MAX_LINE_LENGTH:
            raise KnowledgeError(
                f"{self._label}:{self._number}: 这一段超过 {MAX_LINE_LENGTH} 个字，不像公文；请分段后再试。"
            )
        if len(self.lines) > MAX_LINES:
            raise KnowledgeError(f"{self._label}:{self._number}: 文件超过 {MAX_LINES} 段；请拆成几个文件。")
