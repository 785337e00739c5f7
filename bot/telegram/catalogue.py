"""Browsing: documents, their clauses, and the departments, page by page in one message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from telegram import InlineKeyboardMarkup

from bot.assistant import Assistant
from bot.library import Library
from bot.telegram import texts
from bot.telegram.keyboards import Row, Verb, button, markup, page_row
from bot.telegram.markup import Piece, block, pieces, titled
from bot.telegram.render import clause_pieces, department_pieces, text_pieces
from knowledge.document import Clause, Document

_PAGE = 8
_SHORT_NAME = 10
_MOST_LED = 8

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Page:
    """Something to show: the messages, and the buttons below."""

    pieces: tuple[Piece, ...]
    keyboard: InlineKeyboardMarkup | None = None


class Catalogue:
    """Makes the pages; what they list goes by short hashes, which stay when others come and go."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._indexed: Library | None = None
        self._clauses: dict[str, tuple[Document, Clause]] = {}

    def documents(self) -> Page:
        """Return the list of documents, or the clauses of the only one."""
        documents = [published.document for published in self._library.documents.values()]
        if not documents:
            return Page(text_pieces(texts.NO_CLAUSES))
        if len(documents) == 1:
            return self._clause_list(documents[0], 0)
        rows = [[button(f"《{each.title}》", Verb.DOCUMENT, _hash(each.id), 0)] for each in documents[:50]]
        return Page(text_pieces(texts.DOCUMENTS), markup(rows))

    def document(self, code: str, page: int) -> Page | None:
        """Return a page of a document's clauses; None for a document that isn't published (any more)."""
        for published in self._library.documents.values():
            if _hash(published.document.id) == code:
                return self._clause_list(published.document, page)
        return None

    def clause(self, code: str) -> Page | None:
        """Return one clause with the ways to its neighbours; None for one that isn't published (any more)."""
        found = self._index().get(code)
        return self._clause_page(*found) if found else None

    def clause_of(self, document_id: str, key: str) -> Page | None:
        """Return the same for a clause that an answer names."""
        found = self._library.clause(document_id, key)
        return self._clause_page(found[0].document, found[1]) if found else None

    def departments(self, page: int) -> Page:
        """Return a page of the departments that the documents name."""
        names = list(self._library.directory.entries)
        if not names:
            return Page(text_pieces(texts.NO_DEPARTMENTS))
        page, pages_, shown = _page(names, page)
        rows = list(_name_rows(shown, page))
        return Page(
            text_pieces(texts.DEPARTMENTS),
            markup([*rows, page_row(Verb.DEPARTMENTS, page=page, pages=pages_)]),
        )

    def department(self, code: str, page: int) -> Page | None:
        """Return one department; `page` is the one to go back to."""
        directory = self._library.directory
        for entry in directory.entries.values():
            if _hash(entry.name) == code:
                led = self._library.led.get(entry.name, ())
                shown = [_label(located.clause) for located in led[:_MOST_LED]]
                back = [button("‹ 返回部门列表", Verb.DEPARTMENTS, page)]
                return Page(department_pieces(entry, directory, leads=shown), markup([back]))
        return None

    @property
    def _library(self) -> Library:
        return self._assistant.library

    def _clause_list(self, document: Document, page: int) -> Page:
        page, pages_, clauses = _page(document.clauses, page)
        rows = [[button(_label(each), Verb.CLAUSE, _code(document, each))] for each in clauses]
        turn = page_row(Verb.DOCUMENT, _hash(document.id), page=page, pages=pages_)
        intro = f"共 {len(document.clauses)} 条，点开看原文和负责部门。"
        if pages_ > 1:
            intro += f"（第 {page + 1} 页，共 {pages_} 页）"
        return Page(pieces([titled(f"《{document.title}》"), block(intro)]), markup([*rows, turn]))

    def _clause_page(self, document: Document, clause: Clause) -> Page:
        library = self._library
        shown = clause_pieces(document, clause, directory=library.directory, today=self._assistant.today())
        before, after = library.neighbours(document.id, clause.key)
        # A clause of several messages can't be turned over in place: its neighbours come as new messages.
        verb = Verb.CLAUSE if len(shown) == 1 else Verb.CLAUSE_ANEW
        turn: Row = []
        if before is not None:
            turn.append(button("‹ 上一条", verb, _code(document, before)))
        if after is not None:
            turn.append(button("下一条 ›", verb, _code(document, after)))
        page = document.clauses.index(clause) // _PAGE
        return Page(shown, markup([turn, [button("☰ 目录", Verb.DOCUMENT, _hash(document.id), page)]]))

    def _index(self) -> dict[str, tuple[Document, Clause]]:
        """Return all clauses by their code, made anew when something was published."""
        library = self._library
        if self._indexed is not library:
            documents = [published.document for published in library.documents.values()]
            self._clauses = {
                _code(each, clause): (each, clause) for each in documents for clause in each.clauses
            }
            self._indexed = library
        return self._clauses


def _name_rows(names: Sequence[str], page: int) -> Iterator[Row]:
    """Yield the departments two a row, a long name alone."""
    row: Row = []
    for name in names:
        each = button(name, Verb.DEPARTMENT, _hash(name), page)
        if len(name) > _SHORT_NAME:
            yield row
            yield [each]
            row = []
        else:
            row.append(each)
            if len(row) == 2:
                yield row
                row = []
    yield row


def _page(items: Sequence[_T], page: int) -> tuple[int, int, Sequence[_T]]:
    pages_ = max(1, -(-len(items) // _PAGE))
    page = min(page, pages_ - 1)
    return page, pages_, items[page * _PAGE : (page + 1) * _PAGE]


def _label(clause: Clause) -> str:
    return f"{clause.path} {clause.title}"


def _code(document: Document, clause: Clause) -> str:
    return _hash(f"{document.id}\n{clause.key}")


def _hash(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:12]
