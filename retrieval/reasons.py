"""Why an entry answers a question: what of the question it holds and where, how it was read, what is asked alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from retrieval.index import SearchIndex
from retrieval.phrases import Phrase
from retrieval.question import Question
from retrieval.silence import Evidence, confidence
from retrieval.tokens import joined, tokens_of, whole_text

MOST_TOKENS = 12
"""So many of the tokens that added most are named."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a token added to an entry's score, and where the entry holds it: headings, sentences, units, phrases."""

    token: str
    score: float
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """What speaks for an entry: its score, the tokens that added most, the nearest phrase (None: none is near).

    `evidence` is what the confidence comes from.

    `read_as` is the question as it was put right, None where nothing was; `synonyms` are the documents' terms by
    what was said.
    """

    score: float
    evidence: Evidence
    shares: tuple[Share, ...]
    phrase: str | None
    read_as: str | None
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def confidence(self) -> float:
        """Return the probability (0 to 1) that the entry answers."""
        return confidence(self.evidence)

    def to_plain(self) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "score": round(self.score, 2),
            "confidence": round(self.confidence, 3),
            "coverage": round(self.evidence.coverage, 3),
            "leaning": None if self.evidence.leaning is None else round(self.evidence.leaning, 3),
            "tokens": [[share.token, round(share.score, 2), list(share.fields)] for share in self.shares],
            "phrase": self.phrase,
            "read_as": self.read_as,
            "synonyms": [[said, list(printed)] for said, printed in self.synonyms],
        }


def reasons(index: SearchIndex, question: Question, entry: int, evidence: Evidence) -> Reasons:
    """Return why an entry answers a question, or would, given the evidence for it."""
    scores, _ = index.scores(question.query)
    added = index.shares(entry, question.query)
    most = sorted(added, key=lambda token: (-added[token], token))[:MOST_TOKENS]
    fields = _fields(index, entry)
    nearest = index.phrases.nearest(index.phrases.scores(question.query), entry)
    return Reasons(
        score=float(scores[entry]),
        evidence=evidence,
        shares=tuple(
            Share(token, added[token], tuple(name for name, held in fields.items() if token in held))
            for token in most
        ),
        phrase=whole_text(nearest.cut) if nearest else None,
        read_as=whole_text(joined(question.cut)) if question.corrected else None,
        synonyms=tuple((said, tuple(map(whole_text, printed))) for said, printed in question.synonyms),
    )


def _fields(index: SearchIndex, entry: int) -> dict[str, frozenset[str]]:
    own = index.tokens(entry)
    phrases: Iterable[Phrase] = index.phrases.of(entry, entry + 1)
    texts = {
        "headings": [own.headings],
        "sentences": own.sentences,
        "units": [own.units],
        "phrases": [phrase.cut for phrase in phrases if phrase.answered],
    }
    return {name: frozenset(t for cut in cuts for t in tokens_of(cut)) for name, cuts in texts.items()}
