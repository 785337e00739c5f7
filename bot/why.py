"""Why a question got its answer, in words: for the command line, and for staff who check answers."""

from collections.abc import Iterator

from bot.answer import Answer, Kind
from bot.compose import LONGEST_QUESTION
from bot.library import Library
from bot.smalltalk import without_talk
from retrieval.reasons import Reasons

FIELDS = {"headings": "标题", "sentences": "正文", "units": "责任单位", "phrases": "问法"}
"""What the parts of a clause that may hold a word are called."""


def why(question: str, answer: Answer, library: Library) -> Reasons | None:
    """Return why a question got its clause, or would have got the nearest; None where none is near.

    A follow-up is looked at by its own words, without what was shown before.
    """
    if answer.kind in (Kind.SMALLTALK, Kind.PERSON) or len(question) > LONGEST_QUESTION:
        return None
    words = without_talk(question)
    if answer.clause:
        located = library.locate(answer.clause.document, answer.clause.key, answer.clause.version)
        return library.searcher.reasons(words, located.number) if located else None
    nearest = library.searcher.nearest(words, library.allowed(answer.as_of))
    return None if nearest is None else library.searcher.reasons(words, nearest)


def explained(question: str, answer: Answer, library: Library) -> str:
    """Return the lines that say why, for a terminal."""
    found = why(question, answer, library)
    if found is None:
        return "没有哪一条和这个问题有共同的词。"
    return "\n".join(_lines(found, answer))


def _lines(found: Reasons, answer: Answer) -> Iterator[str]:
    which = answer.clause.label if answer.clause else "没有采用最接近的一条"
    yield f"为什么：{which}（得分 {found.score:.1f}，把握 {found.confidence:.0%}）"
    if found.read_as:
        yield f"  问题看作：{found.read_as}"
    if found.synonyms:
        pairs = (f"{said} → {'、'.join(printed)}" for said, printed in found.synonyms)
        yield f"  同义词：{'；'.join(pairs)}"
    shares = (
        f"{share.token} {share.score:.1f}（{'、'.join(FIELDS[name] for name in share.fields)}）"
        for share in found.shares
    )
    yield f"  起作用的词：{'；'.join(shares)}"
    if found.phrase:
        yield f"  最接近的问法：{found.phrase}"
