"""What somebody wants to teach, and whether it can be: every refusal is one sentence that says what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import BotError
from bot.learning import said_in_file
from bot.lessons import clause_hash, compared
from bot.library import Library
from bot.masking import CARD, EMAIL, IDENTITY, PHONE, masked
from knowledge.document import UNCOVERED
from knowledge.mending import mend
from knowledge.phrasings import LONGEST_QUESTION
from knowledge.sentences import split_sentences
from knowledge.store.editions import Text
from retrieval.tokens import is_word

LONGEST_TERM = 30
"""Characters of a synonym, on either side."""

MOST_PRINTED = 10
"""So many terms of the documents may stand for one that people say."""


@dataclass(frozen=True, slots=True)
class Place:
    """A clause of a document by its key; UNCOVERED: none of its clauses answers."""

    document: str
    clause: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A question to teach, worded by whoever teaches it, and the clause that answers it (or several).

    `sentence` is how the sentence of the first one that answers begins, or empty; `public`: may be shown.
    """

    question: str
    places: tuple[Place, ...]
    sentence: str = ""
    public: bool = False


class Known(BotError):
    """It is taught already, or the document's file has it: nothing is left to do."""


def worded(text: str, library: Library) -> str:
    """Return a question as it is kept; raises BotError where it is empty, too long, or holds personal data."""
    question = mend(text)
    if not any(map(is_word, library.searcher.cut(question).split("\t"))):
        raise BotError("问法里没有文字；请写上人们会怎么问。")
    if (
        max(len(question), len(compared(question))) > LONGEST_QUESTION
    ):  # one sign may stand for several characters
        raise BotError(f"问法超过 {LONGEST_QUESTION} 个字；请写短些。")
    if masked(question) != question or any(mark in question for mark in (PHONE, IDENTITY, CARD, EMAIL)):
        raise BotError("问法里有电话、证件号、卡号或邮箱（或它们的遮盖标记）；请改写成谁都会这样问的话。")
    return question


def fitting(place: Place, sentence: str, text: Text | None) -> tuple[str, str, str]:
    """Return a place's clause key, its text's hash, and the beginning of the sentence as it is kept.

    Raises BotError where the document isn't live (`text` is None), has no such clause, or no such sentence in it.
    """
    if text is None:
        raise BotError(f"没有已发布的文件 {place.document}；请核对文件编号。")
    if place.clause == UNCOVERED:
        return UNCOVERED, text.text_hash, ""
    clause = next((each for each in text.clauses if each.key == place.clause), None)
    if clause is None:
        raise BotError(f"《{text.title}》里没有“{place.clause}”这一条；请核对条款编号。")
    start = mend(sentence)
    if start and not any(each.startswith(start) for each in split_sentences(clause.body)):
        raise BotError(f"“{clause.key}”里没有以“{start[:40]}”开头的句子；请照原文写这句话的开头，或留空。")
    return clause.key, clause_hash(clause.heading, clause.body), start


def refuse_if_in_file(question: str, place: Place, library: Library) -> None:
    """Raise BotError where the document's own file has the question: Known where for this very clause."""
    own = said_in_file(library, place.document, question)
    if place.clause in own:
        raise Known("文件附带的问法里已经有这一句，不用再教。")
    if own:
        where = "、".join(sorted(own)).replace(UNCOVERED, "“无”（文件没有规定）")
        raise BotError(f"文件附带的问法里，这一句属于{where}，以文件为准；请改问法文件再重新载入。")


def refuse_if_taught(place: Place, others: Sequence[Place]) -> None:
    """Raise BotError where a question is taught already (`others`): Known where to this very clause."""
    if place in others:
        raise Known("这一句已经教过，不用再教。")
    for other in others:
        if other.document == place.document or UNCOVERED not in (other.clause, place.clause):
            raise BotError(f"这一句已经教给 {other.document} 的“{other.clause}”；要改的话，请先撤回那一条。")


def synonym(said: str, printed: str, library: Library) -> tuple[str, tuple[str, ...]]:
    """Return a synonym as it is kept: what people say, and the documents' terms (given with 、 between them).

    Raises BotError where either is empty or too long, or a term has a word that no published text has.
    """
    lay = mend(said)
    terms = tuple(
        dict.fromkeys(filter(None, map(mend, printed.replace("，", "、").replace(",", "、").split("、"))))
    )
    if not lay or not terms:
        raise BotError("同义词要写两边：人们怎么说、文件里怎么写；请补上。")
    if max(map(len, (lay, *terms))) > LONGEST_TERM or len(terms) > MOST_PRINTED:
        raise BotError(f"同义词每个最多 {LONGEST_TERM} 个字，文件里的说法最多 {MOST_PRINTED} 个；请写短些。")
    if "、" in lay or "=" in lay + printed or masked(lay) != lay or not library.searcher.words(lay):
        raise BotError("“人们怎么说”只写一个词，不要标点和号码；请改正。")
    unknown = [term for term in terms if term == lay or not _is_printed(term, library)]
    if unknown:
        raise BotError(f"已发布的文件里没有“{'、'.join(unknown)}”这样的说法；请写文件里用的词。")
    return lay, terms


def _is_printed(term: str, library: Library) -> bool:
    """Return whether published texts have a term, or each of its words."""
    words = [word for word in library.searcher.cut(term).split("\t") if is_word(word)]
    return bool(words) and (library.mentions(term) or all(map(library.mentions, words)))
