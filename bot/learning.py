"""Laying what staff have taught over a library: only the clauses that it is taught to are indexed again."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import replace

from bot.lessons import Lesson, Lessons, clause_hash, compared, joined
from bot.library import Library
from bot.parts import counted, sentence_place
from knowledge.document import UNCOVERED
from retrieval.phrases import UNCOVERED as NOT_ANSWERED
from retrieval.phrases import Phrase


def taught(library: Library, lessons: Lessons) -> Library:
    """Return a library with these lessons instead of those that it has.

    A lesson counts where its clause is live and says what it said when it was taught, and the document's own
    file doesn't have the same question. The documents, and what is kept at hand of them, are the same objects.
    """
    found = dict(_phrases(library, lessons.phrasings))
    parts, counting = library.parts, [phrase for phrase in found.values() if phrase]
    index = parts.index
    if counting:
        index = index.with_phrases(counting, counted=counted(parts.standings, parts.starts))
    shown: dict[tuple[str, str], list[str]] = {}
    for lesson in found:
        if lesson.public:
            shown.setdefault((lesson.document, lesson.clause), []).append(lesson.question)
    new = copy(library)
    new.searcher = library.searcher.over(index, joined(library.synonyms, lessons.synonyms))
    new.lessons = replace(lessons, shown={place: tuple(questions) for place, questions in shown.items()})
    new.revision = lessons.revision
    return new


def said_in_file(library: Library, document: str, question: str) -> frozenset[str]:
    """Return the keys of the clauses that a live document's own file has a question for; UNCOVERED where for none."""
    phrases = library.parts.index.phrases.asked(compared(question))
    found = ((phrase, library.located(phrase.entry)) for phrase in phrases)
    return frozenset(
        located.clause.key if phrase.answered else UNCOVERED
        for phrase, located in found
        if located.published.live and located.published.document.id == document
    )


def _phrases(library: Library, lessons: Iterable[Lesson]) -> Iterator[tuple[Lesson, Phrase | None]]:
    """Yield the lessons whose clause is there and says what it did, with what is indexed of each.

    That is nothing where the document's file says the same already; where it says another, it wins.
    """
    index = library.parts.index
    firsts = {
        standing.published.document.id: (start, standing.published.document.text_hash)
        for standing, start in zip(library.standings, library.parts.starts.tolist(), strict=False)
        if standing.published.live
    }
    for lesson in lessons:
        if lesson.clause == UNCOVERED:
            first, text_hash = firsts.get(lesson.document, (0, ""))
            place = (first, NOT_ANSWERED) if text_hash == lesson.text_hash else None
        else:
            place = _place(library, lesson)
        if place is None:
            continue
        begin, end = index.group_of(place[0])
        own = [p for p in index.phrases.asked(compared(lesson.question)) if begin <= p.entry < end]
        if not own:
            # Most are taught already: cutting them again would take most of the time.
            cuts = library.searcher.index.phrases.asked(compared(lesson.question))
            yield lesson, Phrase(*place, cuts[0].cut if cuts else library.searcher.cut(lesson.question))
        elif any(p.entry == place[0] and p.answered for p in own):
            yield lesson, None


def _place(library: Library, lesson: Lesson) -> tuple[int, int] | None:
    """Return the numbers of the entry and of the sentence that a lesson is for; None where its text isn't live."""
    located = library.locate(lesson.document, lesson.clause)
    if located is None or clause_hash(located.clause.heading, located.clause.body) != lesson.text_hash:
        return None
    return located.number, sentence_place(located.sentences, lesson.sentence)
