"""From a .pdf file with a text layer to the printed lines of its pages, in bounded time."""

import logging
import struct
import time
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from knowledge.archives import DAMAGED
from knowledge.decoding import MAX_LINE_LENGTH, MAX_LINES
from knowledge.document import Line
from knowledge.errors import KnowledgeError
from knowledge.furniture import MAX_PAGES, mark_furniture
from knowledge.mending import mend
from knowledge.radicals import unify_radicals
from knowledge.xml_events import SECONDS

MAX_OBJECTS = 200_000
"""A file of more objects is refused: a page has about ten."""

_LIMITS = Configuration(
    maximum_declared_stream_length=20_000_000,
    array_based_stream_maximum_output_length=10_000_000,
    lzw_maximum_output_length=10_000_000,
    run_length_maximum_output_length=10_000_000,
    zlib_maximum_output_length=10_000_000,
    zlib_maximum_recovery_input_length=1_000_000,
    stream_decoding_work_maximum_length=50_000_000,
    stream_parsing_work_maximum_count=600_000,
    page_tree_maximum_entries=20_000,
    page_tree_maximum_page_entries=200_000,
)
_TOO_LONG = "页面太多或过于复杂，没有读完；请另存为 .docx，或拆成几个文件。"
_NO_TEXT = "里面只有图片，没有文字；请先做文字识别（OCR），或改用 Word 原件。"
_ENCRYPTED = "文件有密码，读不出来；请去掉密码后再试。"
# What a parser raises on input that it didn't expect.
_ODD = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, EOFError, OSError,
    NotImplementedError, zlib.error, struct.error,
)  # fmt: skip


class _OutOfTime(Exception):
    """The time for reading is over."""


def pdf_pages(data: bytes, label: str) -> list[list[Line]]:
    """Return the lines of each page that has any, numbered on over all pages. Raises KnowledgeError."""
    if b"%%EOF" not in data[-2048:]:
        raise KnowledgeError(f"{label}: 文件不完整（没有结尾）；请重新下载或导出后再试。")
    if data.count(b" obj") > MAX_OBJECTS:
        raise KnowledgeError(f"{label}: {_TOO_LONG}")
    deadline = time.thread_time() + SECONDS
    try:
        with _silence(), apply_configuration(_LIMITS):
            pages = list(_pages(data, label, deadline))
    except (_OutOfTime, LimitReachedError, RecursionError) as error:
        raise KnowledgeError(f"{label}: {_TOO_LONG}") from error
    except (DependencyError, FileNotDecryptedError) as error:
        raise KnowledgeError(f"{label}: {_ENCRYPTED}") from error
    except (PyPdfError, *_ODD) as error:
        raise KnowledgeError(f"{label}: {DAMAGED}") from error
    if all(line.part is not None for line in mark_furniture(pages)):
        raise KnowledgeError(f"{label}:1: {_NO_TEXT}")
    return pages


def _pages(data: bytes, label: str, deadline: float) -> Iterator[list[Line]]:
    reader = PdfReader(BytesIO(data), root_object_recovery_limit=1_000, xref_stream_maximum_entries=200_000)
    if reader.is_encrypted and not reader.decrypt(""):
        raise KnowledgeError(f"{label}: {_ENCRYPTED}")
    if len(reader.pages) > MAX_PAGES:
        raise KnowledgeError(f"{label}: 文件超过 {MAX_PAGES} 页；请拆成几个文件。")
    number = 0
    for page in reader.pages:
        lines = []
        for raw in _text(page, deadline).splitlines():
            text = mend(unify_radicals(raw))
            if text:
                number += 1
                lines.append(Line(number, text))
            if len(text) > MAX_LINE_LENGTH:
                raise KnowledgeError(
                    f"{label}:{number}: 这一行超过 {MAX_LINE_LENGTH} 个字，不像公文；请按段落分行后再试。"
                )
        if number > MAX_LINES:
            raise KnowledgeError(f"{label}:{number}: 文件超过 {MAX_LINES} 行；请拆成几个文件。")
        if lines:
            yield lines


def _text(page: PageObject, deadline: float) -> str:
    def check(*_: Any) -> None:
        if time.thread_time() > deadline:
            raise _OutOfTime

    check()
    return page.extract_text(visitor_operand_before=check)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep pypdf from telling on standard error how it mends what it reads."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)  # the loggers of its modules take over the level, not `disabled`
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
