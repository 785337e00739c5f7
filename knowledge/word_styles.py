"""The lists and styles of a .docx, read from word/numbering.xml and word/styles.xml."""

from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.word_numbering import ListUse, NumberedList, NumberLevel, Numbers
from knowledge.xml_events import read_events


@dataclass(slots=True)
class _Style:
    based_on: str | None = None
    list_id: str | None = None
    depth: int | None = None


@dataclass(slots=True)
class Styles:
    """The paragraph styles by id, as far as they number paragraphs."""

    by_id: dict[str, _Style] = field(default_factory=dict)
    default: str | None = None

    def list_of(self, style_id: str | None) -> tuple[str | None, int | None]:
        """Return the list and the depth that a style gives its paragraphs, its own or an ancestor's."""
        list_id: str | None = None
        depth: int | None = None
        seen: set[str] = set()
        name = style_id if style_id is not None else self.default
        while name is not None and name in self.by_id and name not in seen:
            seen.add(name)
            style = self.by_id[name]
            list_id = style.list_id if list_id is None else list_id
            depth = style.depth if depth is None else depth
            name = style.based_on
        return list_id, depth


class _StyleReader:
    def __init__(self) -> None:
        self.styles = Styles()
        self._style: _Style | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "style":
            self._style = _Style()
            self.styles.by_id[attributes.get("styleId", "")] = self._style
            if attributes.get("type") == "paragraph" and attributes.get("default") in ("1", "true", "on"):
                self.styles.default = attributes.get("styleId")
        elif self._style is not None:
            if name == "basedOn":
                self._style.based_on = value
            elif name == "numId":
                self._style.list_id = value
            elif name == "ilvl" and value.isdigit():
                self._style.depth = int(value)

    def end(self, name: str) -> None:
        if name == "style":
            self._style = None

    def data(self, text: str) -> None:
        """Styles have no text."""


class _NumberReader:
    def __init__(self) -> None:
        self.numbers = Numbers()
        self._list: NumberedList | None = None
        self._use: ListUse | None = None
        self._depth: int | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "abstractNum":
            self._list = NumberedList()
            self.numbers.abstract[attributes.get("abstractNumId", "")] = self._list
        elif name == "num":
            self._list, self._use = None, ListUse("")
            self.numbers.uses[attributes.get("numId", "")] = self._use
        elif name == "abstractNumId" and self._use is not None:
            self._use.abstract = value
        elif name in ("lvl", "lvlOverride"):
            depth = attributes.get("ilvl", "")
            self._depth = int(depth) if depth.isdigit() and len(depth) < 3 else None
            self._change()
        elif name == "startOverride" and self._use is not None and self._depth is not None:
            self._use.starts[self._depth] = _whole(value, 1)
        elif name == "styleLink" and self._list is not None:
            self._list.is_style = value
        elif name == "numStyleLink" and self._list is not None:
            self._list.of_style = value
        else:
            self._start_in_level(name, value)

    def _start_in_level(self, name: str, value: str) -> None:
        if name == "start":
            self._change(start=_whole(value, 1))
        elif name == "numFmt":
            self._change(format=value)
        elif name == "lvlText":
            self._change(pattern=value)
        elif name == "suff":
            self._change(suffix=value)
        elif name == "isLgl":
            self._change(arabic=value not in ("0", "false", "off"))

    def _change(self, **changes: Any) -> None:
        """Set values of the level that is being read, in the abstract list or in what a use changes of it."""
        if self._depth is None:
            return
        if self._list is not None:
            levels = self._list.levels
        elif self._use is not None and changes:
            levels = self._use.levels
        else:
            return
        levels[self._depth] = replace(levels.get(self._depth, NumberLevel()), **changes)

    def end(self, name: str) -> None:
        if name == "abstractNum":
            self._list = None
        elif name == "num":
            self._use = None

    def data(self, text: str) -> None:
        """Lists have no text."""


def _whole(value: str, otherwise: int) -> int:
    return int(value) if value.isdecimal() and value.isascii() and len(value) < 6 else otherwise


def read_styles(part: bytes | None, label: str) -> Styles:
    """Return the styles of word/styles.xml, none where there is no such part. Raises KnowledgeError."""
    reader = _StyleReader()
    if part is not None:
        read_events(part, reader, label)
    return reader.styles


def read_numbers(part: bytes | None, label: str) -> Numbers:
    """Return the lists of word/numbering.xml, none where there is no such part. Raises KnowledgeError."""
    reader = _NumberReader()
    if part is not None:
        read_events(part, reader, label)
    return reader.numbers
