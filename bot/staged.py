"""A document of a draft, and what is to be said of it beside the version that is live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.difference import Difference, compare
from bot.loading import live_outlines
from knowledge.clause_files import ClauseFile
from knowledge.document import Document, Phrasing
from knowledge.store.editions import Stored
from knowledge.store.versions import Outline


@dataclass(frozen=True, slots=True)
class Staged:
    """A document of a draft: its text, how it differs from version `live` (None: a new document), its file.

    `phrasings_before` is how many phrasings the live version has, `carried` whether they were taken over from it,
    `for_review` those whose clause has changed; `taught` is how many that staff have taught would go to review;
    `earlier` is the version that had this very text before another
    took its place.
    """

    document: Document
    file: str
    live: int | None
    difference: Difference
    file_hash: str = ""
    phrasings_before: int = 0
    carried: bool = False
    taught: int = 0
    earlier: int | None = None
    same_title: tuple[str, ...] = ()
    for_review: tuple[Phrasing, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """All versions, as documents are compared with them: the live ones by id; the ids that a title is live under;
    the earlier versions by id and hash of the text."""

    live: Mapping[str, Outline]
    titled: Mapping[str, Sequence[str]]
    replaced: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, outlines: Sequence[Outline]) -> "Known":
        """Return what is known from the outlines of all versions."""
        live = live_outlines(outlines)
        titled: dict[str, list[str]] = {}
        for name, one in live.items():
            titled.setdefault(one.published.document.title, []).append(name)
        replaced = {
            (one.published.document.id, one.published.document.text_hash): one.published.version
            for one in outlines
            if not one.published.live
        }
        return cls(live, titled, replaced)


def compared(document: Document, file: ClauseFile, *, before: Stored | None, known: Known) -> Staged:
    """Return a document as it is staged; `before` is the live version, where there is one."""
    old = before.edition.document if before else None
    difference = compare(document, old)
    # A phrasing's path may now be another clause's: whatever has come, gone, moved or changed is to be looked at.
    ends = [end for change in difference.changes for end in (change.before, change.after) if end]
    touched = {name for clause in ends for name in (clause.path, clause.key)}
    others = [name for name in known.titled.get(document.title, ()) if name != document.id]
    return Staged(
        document=document,
        file=file.label,
        live=known.live[document.id].published.version if old else None,
        difference=difference,
        phrasings_before=len(old.phrasings) if old else 0,
        carried=file.questions is None and bool(document.phrasings),
        earlier=known.replaced.get((document.id, document.text_hash)) if old else None,
        same_title=() if old else tuple(others),
        for_review=tuple(p for p in document.phrasings if old and p.path in touched),
    )
