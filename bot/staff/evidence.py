"""What speaks for which clause, for staff to look at before they see what the bot said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from urllib.parse import quote, unquote

from bot.answer import clause_url, label_of
from bot.compose import LONGEST_QUESTION
from bot.lessons import clause_hash
from bot.library import Library
from bot.located import Located
from bot.names import normalised_names
from bot.smalltalk import without_talk
from bot.why import FIELDS
from retrieval.bm25 import best
from retrieval.normalise import normalise
from retrieval.reasons import Reasons
from retrieval.tokens import words_of

MOST_CANDIDATES = 5
MOST_FOUND = 8
LONGEST_SEARCHED = 100


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A live clause in a list: where it stands, and how its text (or the sentence that comes nearest) begins."""

    document: str
    key: str
    title: str
    label: str
    text: str

    @property
    def place(self) -> str:
        """Return what names the clause in a form."""
        return f"{quote(self.document, safe='')}/{quote(self.key, safe='')}"

    @property
    def url(self) -> str:
        """Return the address of the clause's page."""
        return clause_url(self.document, self.key)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that a question may mean: its score, the probability that it answers, the words it holds by field."""

    clause: ClauseLine
    score: float
    confidence: float
    held: Mapping[str, tuple[str, ...]]
    phrase: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A question as the index sees it: what its words are, which of them nothing published holds, how it was read."""

    words: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    read_as: str | None = None
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    candidates: tuple[Candidate, ...] = ()


def place_of(written: str) -> tuple[str, str] | None:
    """Return the document and the clause's key that `ClauseLine.place` names; None where it names none."""
    document, slash, key = written.partition("/")
    return (unquote(document), unquote(key)) if slash and document and key else None


def seen(question: str, library: Library) -> Seen:
    """Return how the live texts see a question by its own words, without what was shown before it."""
    if len(question) > LONGEST_QUESTION or not library.live:
        return Seen()
    asked = without_talk(question)
    searcher = library.searcher
    read = searcher.read(asked)
    words = tuple(dict.fromkeys(word for word in read.words if word in read.content))
    scores, _ = searcher.index.scores(read.query)
    allowed = library.allowed(None)
    ranked = best(scores if allowed is None else scores * allowed, MOST_CANDIDATES)
    found = [(number, searcher.reasons(asked, number)) for number, _ in ranked]
    return Seen(
        words=words,
        unknown=tuple(word for word in words if not searcher.index.entries.idf_of(word)),
        read_as=found[0][1].read_as if found else None,
        synonyms=found[0][1].synonyms if found else (),
        candidates=tuple(_candidate(library, asked, number, why) for number, why in found),
    )


def find_clauses(library: Library, words: str) -> list[ClauseLine]:
    """Return up to MOST_FOUND live clauses: those of this path or heading, then those with these words."""
    asked = words[:LONGEST_SEARCHED]
    found = dict.fromkeys(chain(_named(library, asked), _with_words(library, asked)))
    numbers = list(found)[:MOST_FOUND]
    return [_line(library, library.located(number), asked) for number in numbers]


def clause_line(library: Library, document: str, key: str) -> ClauseLine | None:
    """Return a live clause as a line of a list; None where there is no such clause."""
    located = library.locate(document, key)
    return _line(library, located, "") if located else None


def clause_texts(library: Library, document: str, key: str, text_hash: str) -> tuple[str | None, str | None]:
    """Return what a clause said when it had this hash, and what it says now; None for what isn't known any more."""
    versions = [s.published.version for s in library.standings if s.published.document.id == document]
    found = filter(None, (library.locate(document, key, version) for version in versions))
    bodies = {clause_hash(each.clause.heading, each.clause.body): each.clause.body for each in found}
    live = library.locate(document, key)
    return bodies.get(text_hash), live.clause.body if live else None


def _named(library: Library, words: str) -> Iterator[int]:
    name, allowed = normalise(words), library.allowed(None)
    some = (n for n in library.parts.names.candidates(name) if allowed is None or allowed[n])
    for number, _ in zip(some, range(MOST_FOUND), strict=False):
        located = library.located(number)
        if name in normalised_names(located.published.document, located.clause):
            yield number


def _with_words(library: Library, words: str) -> Iterator[int]:
    if not library.live:
        return
    scores, _ = library.searcher.index.scores(library.searcher.read(words).query)
    allowed = library.allowed(None)
    yield from (number for number, _ in best(scores if allowed is None else scores * allowed, MOST_FOUND))


def _candidate(library: Library, asked: str, number: int, why: Reasons) -> Candidate:
    read = library.searcher.read(asked)
    words = set(read.words) & read.content  # not chance pairs of characters, nor what frames the question
    words.update(word for _, cuts in read.synonyms for cut in cuts for word in words_of(cut))
    held: dict[str, list[str]] = {}
    for share in why.shares:
        if share.token in words:
            for name in share.fields:
                held.setdefault(FIELDS[name], []).append(share.token)
    return Candidate(
        clause=_line(library, library.located(number), asked),
        score=why.score,
        confidence=why.confidence,
        held={name: tuple(tokens) for name, tokens in held.items()},
        phrase=why.phrase,
    )


def _line(library: Library, located: Located, asked: str) -> ClauseLine:
    nearest = library.searcher.key_sentences(located.number, asked) if asked else ()
    text = located.sentences[nearest[0]] if nearest else located.clause.body
    document = located.published.document
    label = label_of(located.clause.path, located.clause.heading)
    return ClauseLine(document.id, located.clause.key, document.title, label, text)
