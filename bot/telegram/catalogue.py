"""Browsing: documents, their clauses, and the departments, page by page in one message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from telegram import InlineKeyboardMarkup

from bot.answer import ClauseRef
from bot.assistant import Assistant
from bot.library import Library
from bot.telegram import texts
from bot.telegram.keyboards import Row, Verb, button, markup, page_row
from bot.telegram.markup import Piece, block, pieces, titled
from bot.telegram.render import clause_pieces, department_pieces, text_pieces
from knowledge.document import Clause, Published

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

    def documents(self) -> Page:
        """Return the list of documents, or the clauses of the only one."""
        live = self._library.live
        if not live:
            return Page(text_pieces(texts.NO_CLAUSES))
        if len(live) == 1:
            return self._clause_list(self._library.documents[live[0].document.id], 0)
        rows = [[button(f"《{each.document.title}》", Verb.DOCUMENT, _code(each), 0)] for each in live[:50]]
        return Page(text_pieces(texts.DOCUMENTS), markup(rows))

    def document(self, code: str, page: int) -> Page | None:
        """Return a page of a document's clauses; None for a document that isn't published (any more)."""
        published = self._published(code)
        return self._clause_list(published, page) if published else None

    def clause(self, code: str, clause_code: str) -> Page | None:
        """Return one clause with the ways to its neighbours; None for one that isn't published (any more)."""
        published = self._published(code)
        if published is None:
            return None
        found = next((each for each in published.document.clauses if _hash(each.key) == clause_code), None)
        return self._clause_page(published, found) if found else None

    def clause_of(self, clause: ClauseRef) -> Page | None:
        """Return the same for a clause that an answer names, in the version that it quotes."""
        found = self._library.clause(clause.document, clause.key, clause.version)
        return self._clause_page(*found) if found else None

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

    def _published(self, code: str) -> Published | None:
        """Return the version that a code names, with its clauses; no other document is unpacked for it."""
        for place, standing in enumerate(self._library.standings):
            if _code(standing.published) == code:
                return self._library.standing(place).published
        return None

    def _clause_list(self, published: Published, page: int) -> Page:
        document, code = published.document, _code(published)
        page, pages_, clauses = _page(document.clauses, page)
        rows = [[button(_label(each), Verb.CLAUSE, code, _hash(each.key))] for each in clauses]
        turn = page_row(Verb.DOCUMENT, code, page=page, pages=pages_)
        intro = f"共 {len(document.clauses)} 条，点开看原文和负责部门。"
        if pages_ > 1:
            intro += f"（第 {page + 1} 页，共 {pages_} 页）"
        return Page(pieces([titled(f"《{document.title}》"), block(intro)]), markup([*rows, turn]))

    def _clause_page(self, published: Published, clause: Clause) -> Page:
        library, document, code = self._library, published.document, _code(published)
        today = self._assistant.today()
        shown = clause_pieces(
            document,
            clause,
            directory=library.directory,
            today=today,
            live=published.live,
            paused=self._assistant.silences.covers(document.id, clause),
        )
        before, after = library.neighbours(document.id, clause.key, published.version)
        # A clause of several messages can't be turned over in place: its neighbours come as new messages.
        verb = Verb.CLAUSE if len(shown) == 1 else Verb.CLAUSE_ANEW
        turn: Row = []
        if before is not None:
            turn.append(button("‹ 上一条", verb, code, _hash(before.key)))
        if after is not None:
            turn.append(button("下一条 ›", verb, code, _hash(after.key)))
        page = document.clauses.index(clause) // _PAGE
        return Page(shown, markup([turn, [button("☰ 目录", Verb.DOCUMENT, code, page)]]))


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


def _code(published: Published) -> str:
    """Return what buttons call a document; one of an earlier version leads to that version."""
    code = _hash(published.document.id)
    return code if published.live else f"{code}_{published.version}"


def _hash(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:12]
