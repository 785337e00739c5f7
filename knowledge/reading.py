"""From a clause file to its lines, whatever its format."""

import re
from collections import deque

from knowledge.clause_files import ClauseFile
from knowledge.decoding import decode
from knowledge.document import Line, Part
from knowledge.file_types import check_type
from knowledge.furniture import MAX_PAGES, mark_furniture
from knowledge.mending import mend

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKDOWN_HEADING = re.compile(r"^#{1,6} ")
_MARKDOWN_ROW = re.compile(r"\|(.+)\|")
_MARKDOWN_RULE = re.compile(r"[\s|:-]+")
_MARKDOWN_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_lines(file: ClauseFile) -> tuple[Line, ...]:
    """Return the lines of a clause file that hold text, with their part where the format tells it.

    What a line's number counts, from 1: .txt and .md, the lines of the file; .docx, its paragraphs and table
    rows; .pdf, the printed lines of all pages; .html, its blocks. Lines are trimmed and mended; lines that a
    format breaks in mid-sentence stay as they are. Raises KnowledgeError, with one sentence that names the
    file and what to do, where it can't be read.
    """
    data = file.read_bytes()
    check_type(data, file.suffix, file.label)
    # The libraries are imported where a file needs them: together they take longer than a question.
    if file.suffix == ".docx":
        from knowledge.word_file import word_lines

        return mark_furniture([word_lines(data, file.label)])
    if file.suffix == ".pdf":
        from knowledge.pdf_file import pdf_pages

        return mark_furniture(pdf_pages(data, file.label))
    if file.suffix in (".html", ".htm"):
        from knowledge.html_file import html_lines

        return mark_furniture([html_lines(data, file.label)])
    text = decode(data, file.label)
    return mark_furniture(_text_pages(text, markdown=file.suffix == ".md"))


def lines_of(text: str) -> list[Line]:
    """Return the lines that hold text; invisible characters and Markdown's # are dropped, runs of spaces become one."""
    lines = []
    for number, raw in enumerate(_LINE_END.split(text), 1):
        visible = _MARKDOWN_HEADING.sub("", mend(raw))
        if visible:
            lines.append(Line(number, visible))
    return lines


def _text_pages(text: str, *, markdown: bool) -> list[list[Line]]:
    """Return the lines by page: a form feed, which stands before a page's first line, begins one."""
    lines = lines_of(text)
    if markdown:
        lines = [shown for line in lines if (shown := _markdown(line)) is not None]
    if "\f" not in text:
        return [lines]
    breaks = deque(number for number, raw in enumerate(_LINE_END.split(text), 1) if "\f" in raw)
    pages: list[list[Line]] = [[]]
    for line in lines:
        while breaks and breaks[0] <= line.number:
            breaks.popleft()
            pages.append([])
        pages[-1].append(line)
    pages = [page for page in pages if page]
    return pages if len(pages) <= MAX_PAGES else [lines]


def _markdown(line: Line) -> Line | None:
    """Return a line of Markdown as it is shown; None where nothing is, as for the rule below a table's head."""
    text = _MARKDOWN_ESCAPE.sub(r"\1", line.text.replace("**", "")).strip()
    row = _MARKDOWN_ROW.fullmatch(line.text)
    if row is None:
        return Line(line.number, text) if text else None
    if _MARKDOWN_RULE.fullmatch(row[1]):
        return None
    cells = [cell.strip() for cell in text.strip("|").split("|")]
    return Line(line.number, " | ".join(cells).strip(), Part.TABLE) if any(cells) else None
