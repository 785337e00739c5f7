"""Where a conversation stands in the documents: the clause talked about, its topic, and what belongs to it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bot.context import Context, Turn
from bot.followups import Purpose, number_of, read_follow_up
from bot.library import Library
from bot.located import Located
from knowledge.document import Clause
from retrieval.bm25 import Mask, best
from retrieval.normalise import normalise
from retrieval.search import KEY_SENTENCES_LIMIT, Verdict

SHARED_FROM = 0.6
"""A topic is one that was talked about when earlier words hold this share of its content."""

SHARED_WEIGHT = 4.0
"""A sentence shares a topic when the idf of the words and pairs that both hold comes to this (one or two rare ones), or
to half of that of the topic."""

STANDS_OUT = 1.4
"""A sentence stands out that scores so many times the next."""

CLOSE_LITERAL, CLOSE = 0.3, 0.6
"""Clauses that may be meant beside the best score at least this share of it: where they hold the words, or don't."""

_CLOSE_ENOUGH = 10
_FIGURE = re.compile(r"\d")
_COUNTED = re.compile(
    r"(?:多少|几)(?:万|亿|百|千|个(?=[点人月百]))?([户家人件场批次点平亩名条个单])|(?:多少|几)(?:万|亿)?(钱|块|元|比例|成)"
)
_UNITS_OF = {
    "点": "%|个百分点",
    "成": "%",
    "比例": "%",
    "钱": "元",
    "块": "元",
    "家": "家|户",
    "户": "户|家",
    "人": "人|名",
    "名": "人|名",
    "平": "平方米|平方",
    "个": "",
    "单": "批次|件|次",
}
_GOALS = "目标"
_LAST_NUMBER = re.compile(r"第?([一二三四五六七八九十百]+|\d+)[条）)]?\Z")
_PLAIN = re.compile(r"(?:\d|条)\Z")


@dataclass(frozen=True)
class Bearings:
    """A conversation seen in a library."""

    context: Context
    library: Library

    def locate(self, turn: Turn | None, as_of: date | None) -> Located | None:
        """Return the clause that a turn showed, as it is live now or was on the day; None where it is gone."""
        if turn is None or turn.clause is None:
            return None
        document, version, key = turn.clause
        located = self.library.locate(document, key, version)
        if as_of is not None:
            return located if located and located.standing.rules_on(as_of) else None
        if located is None or located.published.live:
            return located
        live = self.library.locate(document, key)
        return live if live and live.clause.heading == located.clause.heading else None

    def topic_of(self, turn: Turn) -> str:
        """Return what a turn was about, in the asker's words where there are any, else its clause's title."""
        turns = self.context.turns
        for number in range(turns.index(turn), len(turns)):
            each = turns[number]
            follow = read_follow_up(each.question)
            if each.clause is None or follow.purpose is Purpose.NUMBER:
                break
            if self.content(follow.topic):
                return follow.words
        located = self.locate(turn, turn.as_of)
        return located.clause.title if located else ""

    def content(self, text: str) -> frozenset[str]:
        """Return the tokens of what a text is about."""
        return self.library.searcher.read(text).content

    def names_something(self, text: str) -> bool:
        """Return whether a text has any word that the documents, or those who ask for them, use."""
        return any(
            len(token) > 1 and token in self.library.searcher.index.entries for token in self.content(text)
        )

    def is_known(self, text: str) -> bool:
        """Return whether the documents, or those who ask for them, use every word of a text's content."""
        entries = self.library.searcher.index.entries
        words = self.library.searcher.words(text)
        return all(word in entries for word in words if word in self.content(text))

    def recalled(self, topic: str) -> Turn | None:
        """Return the newest turn that talked about a topic: whose own words and sentences hold most of it."""
        wanted = self.content(topic)
        if not wanted:
            return None
        for turn in self.context.answered:
            said = self.library.searcher.read(turn.question + " " + " ".join(turn.sentences))
            if len(wanted & set(said.query)) >= SHARED_FROM * len(wanted):
                return turn
        return None

    def key_sentences(self, located: Located, topic: str) -> list[str]:
        """Return the sentences of a clause that answer a topic best."""
        numbers = self.library.searcher.key_sentences(located.number, topic)
        return [located.sentences[number] for number in numbers]

    def unseen(self, located: Located, topic: str) -> list[str]:
        """Return up to two sentences of a clause that have not been shown, those nearest to the topic first."""
        published = located.published
        seen = self.context.sentences_of((published.document.id, published.version, located.clause.key))
        scores = self._sentence_scores(located, topic)
        order = sorted(range(len(scores)), key=lambda number: (-scores[number], number))
        found: list[str] = []
        for sentence in (located.sentences[number] for number in order):
            fits = sum(map(len, (*found, sentence))) <= KEY_SENTENCES_LIMIT
            if sentence not in seen and sentence not in found and fits and len(found) < 2:
                found.append(sentence)
        return found

    def figures(self, located: Located, topic: str, asked: str = "") -> list[str]:
        """Return the sentence of a clause with figures that shares most with a topic; none where none does.

        `asked` is the question: where it says what is counted (几个点, 多少户), only such figures count.
        """
        figure = _figure_asked(asked)
        held_by = [number for number, sentence in enumerate(located.sentences) if _shows(sentence, figure)]
        if figure is not _FIGURE and len(held_by) == 1:
            return [located.sentences[held_by[0]]]
        content, index = self.content(topic), self.library.searcher.index.sentences
        weights = {token: index.idf_of(token) for token in content if len(token) > 1}
        enough = min(SHARED_WEIGHT, sum(weights.values()) / 2) or SHARED_WEIGHT
        scores = self._sentence_scores(located, topic)
        for number in sorted(held_by, key=lambda number: (-scores[number], number)):
            sentence = located.sentences[number]
            if sum(weights.get(token, 0.0) for token in self.library.searcher.read(sentence).query) >= enough:
                return [sentence]
        return []

    def nearest_figure(
        self, clauses: Iterable[Located], text: str, asked: str = ""
    ) -> tuple[Located, list[str]] | None:
        """Return the clause and its sentence with figures that is nearest to a text; None where none has to do with it.

        `asked` is as with `figures`.
        """
        figure = _figure_asked(asked)
        found = [
            (score, each, sentence)
            for each in clauses
            for score, sentence in zip(self._sentence_scores(each, text), each.sentences, strict=True)
            if _shows(sentence, figure)
        ]
        if not found:
            return None
        found.sort(key=lambda each: -each[0])
        score, located, sentence = found[0]
        index, held = self.library.searcher.index.sentences, set(self.library.searcher.read(sentence).query)
        shared = sum(index.idf_of(token) for token in self.content(text) if len(token) > 1 and token in held)
        stands_out = len(found) > 1 and score >= STANDS_OUT * found[1][0] > 0
        return (located, [sentence]) if shared >= SHARED_WEIGHT / 2 or stands_out else None

    def likeliest(self, topic: str, allowed: Mask | None) -> Located | None:
        """Return the clause that most of a topic's words are about; None where no text and no question has them all."""
        entries = self.library.searcher.search(topic, allowed=allowed).entries
        return self.library.located(entries[0]) if entries and self.is_known(topic) else None

    def nearest(self, clauses: Sequence[Located], text: str) -> Located | None:
        """Return the clause among some that a text finds, however unsure; None where it says nothing of any."""
        mask = np.zeros(len(self.library.clauses), dtype=np.bool_)
        mask[[each.number for each in clauses]] = True
        finding = self.library.searcher.search(text, allowed=mask)
        sure = finding.entries and finding.verdict is not Verdict.SILENT
        return self.library.located(finding.entries[0]) if sure else None

    def _sentence_scores(self, located: Located, topic: str) -> list[float]:
        index = self.library.searcher.index
        return index.of_entry(located.number, index.scores(self.library.searcher.read(topic).query)[1])

    def siblings(self, located: Located) -> Sequence[Located]:
        """Return all clauses of the version that a clause stands in."""
        first = located.number - next(
            n
            for n, clause in enumerate(located.published.document.clauses)
            if clause.key == located.clause.key
        )
        count = len(located.published.document.clauses)
        return [self.library.located(number) for number in range(first, first + count)]

    def best_among(self, topic: str, clauses: Iterable[Located]) -> Located | None:
        """Return the clause among some that a topic finds for sure; None where it finds none of them so."""
        mask = np.zeros(len(self.library.clauses), dtype=np.bool_)
        mask[[each.number for each in clauses]] = True
        if not mask.any():
            return None
        finding = self.library.searcher.search(topic, allowed=mask)
        return self.library.located(finding.entries[0]) if finding.verdict is Verdict.ASSERT else None

    def meant(self, topic: str, current: Located | None, allowed: Mask | None) -> Located | None:
        """Return the clause that a few words mean after another one was shown; None where that isn't sure.

        Clauses that hold the words come before those that only resemble them; among those that are close the
        current one is preferred, then those below its heading.
        """
        finding = self.library.searcher.search(topic, allowed=allowed)
        runs = [normalise(run) for run in topic.split()]
        close = self._close(topic, allowed, CLOSE_LITERAL)
        pool = [each for each in close if _holds(each.clause, runs)]
        if not pool and finding.verdict is Verdict.ASSERT:
            pool = self._close(topic, allowed, CLOSE)
        if not pool:
            return None
        if current and any(each.number == current.number for each in pool):
            return current
        beside = [each for each in pool if current and _same_part(each, current)]
        return (beside or pool)[0]

    def _close(self, topic: str, allowed: Mask | None, share: float) -> list[Located]:
        scores = self.library.searcher.index.scores(self.library.searcher.read(topic).query)[0]
        ranked = best(scores if allowed is None else scores * allowed, _CLOSE_ENOUGH)
        return [self.library.located(number) for number, score in ranked if score >= share * ranked[0][1]]

    def numbered(self, number: int, clauses: Sequence[Located], near: Located | None) -> Located | None:
        """Return the clause with this printed number: one below the current one's headings, else plainly numbered."""
        found = [each for each in clauses if last_number(each.clause.path) == number]
        above = near.clause.sections if near else ()

        def rank(each: Located) -> tuple[int, bool]:
            shared = sum(1 for a, b in zip(each.clause.sections, above, strict=False) if a == b)
            return -shared, not _PLAIN.search(each.clause.path)

        return min(found, key=rank, default=None)


def asks_figure(question: str) -> bool:
    """Return whether a question asks how many of something."""
    return bool(_COUNTED.search(question))


def _figure_asked(question: str) -> re.Pattern[str]:
    """Return what finds the figures that a question asks for: those of what it says is counted, else any."""
    counted = _COUNTED.search(question)
    units = _UNITS_OF.get(counted[1] or counted[2], counted[1] or counted[2]) if counted else ""
    return (
        re.compile(rf"\d[\d.]*[多余]?[十百千万亿]*\w{{0,3}}?[（(]?\w?[）)]?(?:{units})") if units else _FIGURE
    )


def _shows(sentence: str, figure: re.Pattern[str]) -> bool:
    """Return whether a sentence holds such a figure, and is short enough to be shown."""
    return len(sentence) <= KEY_SENTENCES_LIMIT and bool(figure.search(sentence))


def is_goal(clause: Clause) -> bool:
    """Return whether a clause stands below a heading about goals."""
    return any(heading.endswith(_GOALS) for heading in (*clause.sections, clause.heading or ""))


def last_number(path: str) -> int | None:
    """Return the number of the lowest block in a printed path: 9 in 二（三）9, 3 in 二（三）, 12 in 第十二条."""
    found = _LAST_NUMBER.search(path)
    return number_of(found[1]) if found else None


def _holds(clause: Clause, runs: Sequence[str]) -> bool:
    text = normalise(f"{clause.heading or ''} {clause.body}")
    return bool(runs) and all(len(run) > 1 and run in text for run in runs)


def _same_part(one: Located, other: Located) -> bool:
    same = one.published.document.id == other.published.document.id
    return same and one.clause.sections[:1] == other.clause.sections[:1]
