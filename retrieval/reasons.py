"""Why an entry answers a question: what of the question it holds and where, how it was read, what is asked alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.index import SearchIndex
from retrieval.question import Asked
from retrieval.silence import Evidence, confidence
from retrieval.tokens import joined, whole_text

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


def reasons(
    index: SearchIndex, asked: Asked, entry: int, *, evidence: Evidence, fields: Mapping[str, str]
) -> Reasons:
    """Return why an entry answers a question, or would, given the evidence for it and its `fields_of`."""
    question = asked.question
    added = index.shares(entry, question.query, asked.sentences)
    most = sorted(added, key=lambda token: (-added[token], token))[:MOST_TOKENS]
    nearest = index.phrases.nearest(asked.phrases, entry)
    return Reasons(
        score=float(asked.entries[entry]),
        evidence=evidence,
        shares=tuple(
            Share(token, added[token], tuple(name for name, text in fields.items() if token in text))
            for token in most
        ),
        phrase=whole_text(nearest.cut) if nearest else None,
        read_as=whole_text(joined(question.cut)) if question.corrected else None,
        synonyms=tuple((said, tuple(map(whole_text, printed))) for said, printed in question.synonyms),
    )


def fields_of(index: SearchIndex, entry: int) -> Mapping[str, str]:
    """Return an entry's texts by field, uncut."""
    own = index.tokens(entry)
    phrases = (phrase.cut for phrase in index.phrases.of(entry, entry + 1) if phrase.answered)
    return {
        "headings": whole_text(own.headings),
        "sentences": whole_text("\n".join(own.sentences)),
        "units": whole_text(own.units),
        "phrases": whole_text("\n".join(phrases)),
    }
