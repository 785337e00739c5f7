"""Reading the XML parts of a .docx as a stream of events: nothing grows with the file, no entity is expanded."""

import re
import time
from collections.abc import Callable
from typing import Protocol

from lxml import etree

from knowledge.archives import DAMAGED
from knowledge.errors import KnowledgeError

MAX_ELEMENTS = 800_000
"""A part with more elements is refused."""

MAX_DEPTH = 500
"""A part whose elements lie deeper in each other is refused."""

SECONDS = 8.0
"""Reading a file is given up after so much time of the processor (a busy machine makes no file unreadable)."""

_LONG_TAG = re.compile(rb"<[^<>]{1000000}")  # its attributes would be kept all at once
_CHUNK = 1 << 16
_TOO_LARGE = "文件结构过于庞大，没有读完；请拆成几个文件。"


class Handler(Protocol):
    """What is told of an element's start, its text, and its end; names without their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element, with its attributes."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take a stretch of text."""


class _Target:
    """Passes lxml's events on, and stops at what an official document never has."""

    def __init__(self, handler: Handler, label: str) -> None:
        self._handler = handler
        self._label = label
        self._elements = self._depth = 0
        self.data = handler.data

    def doctype(self, *_: object) -> None:
        raise KnowledgeError(
            f"{self._label}: 文件里有 XML 实体声明，没有读取；请在 Word 里另存为 .docx 后再试。"
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MAX_ELEMENTS or self._depth > MAX_DEPTH:
            raise KnowledgeError(f"{self._label}: {_TOO_LARGE}")
        self._handler.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self._depth -= 1
        self._handler.end(_local(name))

    def close(self) -> None:
        return None


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def feed_within(feed: Callable[[bytes], None], data: bytes, *, refusal: str) -> None:
    """Feed a parser piece by piece; raises KnowledgeError(`refusal`) where it takes too long, or a tag is endless."""
    if _LONG_TAG.search(data):
        raise KnowledgeError(refusal)
    deadline = time.thread_time() + SECONDS
    for start in range(0, len(data), _CHUNK):
        if time.thread_time() > deadline:
            raise KnowledgeError(refusal)
        feed(data[start : start + _CHUNK])


def read_events(part: bytes, handler: Handler, label: str) -> None:
    """Tell `handler` all events of an XML part; raises KnowledgeError where it is damaged or declares entities."""
    parser = etree.XMLParser(
        target=_Target(handler, label), resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        feed_within(parser.feed, part, refusal=f"{label}: {_TOO_LARGE}")
        parser.close()
    except etree.LxmlError as error:
        raise KnowledgeError(f"{label}: {DAMAGED}") from error
