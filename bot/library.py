"""An immutable picture of everything published, swapped whole when something is published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.examples import example_questions
from knowledge.departments import Directory
from knowledge.document import Clause, Published
from knowledge.sentences import split_sentences
from retrieval.entries import cut_entry
from retrieval.normalise import normalise
from retrieval.search import Entry, EntryTokens, Searcher
from retrieval.tokens import Tokenizer


@dataclass(frozen=True)
class Located:
    """A clause with the document that it stands in, and its sentences."""

    published: Published
    clause: Clause

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the clause can be asked for by, the shortest first; the last is no other clause's."""
        clause, document = self.clause, self.published.document
        label = f"{clause.path} {clause.title}"
        full = f"《{document.title}》{label}"
        return clause.title, label, full, f"{full}（{document.id}，{clause.key}）"

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Return the sentences of the clause's body, each a span of it."""
        return split_sentences(self.clause.body)


@dataclass(frozen=True)
class Topic:
    """A heading with numbered parts: what it is called, and the clauses below it."""

    heading: str
    clauses: tuple[Located, ...]


def clause_tokens(tokenizer: Tokenizer, clause: Clause) -> EntryTokens:
    """Return the tokens that a clause is found by."""
    headings = [*clause.sections, *([clause.heading] if clause.heading else [])]
    sentences = split_sentences(clause.body)
    return cut_entry(
        tokenizer, headings=headings, body=clause.body, units=clause.units.names, sentences=sentences
    )


class Library:
    """The published documents, what finds their clauses, and who the departments are."""

    def __init__(
        self,
        published: Sequence[Published],
        tokens: Iterable[EntryTokens],
        *,
        tokenizer: Tokenizer,
        directory: Directory,
    ) -> None:
        """Build the index; `tokens` are those of every clause of every document, in order."""
        self.directory = directory
        self.documents: Mapping[str, Published] = {p.document.id: p for p in published}
        self.clauses = tuple(Located(p, clause) for p in published for clause in p.document.clauses)
        self._numbers = {(c.published.document.id, c.clause.key): n for n, c in enumerate(self.clauses)}
        entries = [
            Entry(entry_tokens, tuple(len(sentence) for sentence in located.sentences))
            for located, entry_tokens in zip(self.clauses, tokens, strict=True)
        ]
        self.searcher = Searcher(entries, tokenizer)
        self.topics = tuple(topic for p in published for topic in self._topics_of(p))
        self._named = self._names()
        self._topics: dict[str, Topic] = {}
        for topic in self.topics:  # one name in several documents is one topic
            same = self._topics.get(normalise(topic.heading))
            clauses = (*same.clauses, *topic.clauses) if same else topic.clauses
            self._topics[normalise(topic.heading)] = Topic(topic.heading, clauses)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Return up to four questions to begin with; none where nothing names anything to ask about."""
        return example_questions(located.clause for located in self.clauses)

    @cached_property
    def led(self) -> Mapping[str, tuple[Located, ...]]:
        """Return the clauses that each unit leads, by its printed name, in print order."""
        led: dict[str, list[Located]] = {}
        for located in self.clauses:
            if located.clause.units.lead:
                led.setdefault(located.clause.units.lead, []).append(located)
        return {name: tuple(clauses) for name, clauses in led.items()}

    def locate(self, document_id: str, key: str) -> Located | None:
        """Return the clause with this key in this document; None where there is none."""
        number = self._numbers.get((document_id, key))
        return None if number is None else self.clauses[number]

    def clause(self, document_id: str, key: str) -> tuple[Published, Clause] | None:
        """Return the document and the clause with this key; None where there is none."""
        located = self.locate(document_id, key)
        return (located.published, located.clause) if located else None

    def neighbours(self, document_id: str, key: str) -> tuple[Clause | None, Clause | None]:
        """Return the clauses before and after this one in its document; None at either end."""
        clauses = self.documents[document_id].document.clauses
        place = next(n for n, clause in enumerate(clauses) if clause.key == key)
        before = clauses[place - 1] if place else None
        return before, clauses[place + 1] if place + 1 < len(clauses) else None

    def number_of(self, located: Located) -> int:
        """Return a clause's position among all clauses, which is its number in the searcher."""
        return self._numbers[located.published.document.id, located.clause.key]

    def named(self, question: str) -> tuple[Located, ...]:
        """Return the clauses whose heading, path, or path and heading `question` is, word for word."""
        return self._named.get(normalise(question), ())

    def topic(self, question: str) -> Topic | None:
        """Return the topic whose heading `question` is, word for word; None where there is none."""
        return self._topics.get(normalise(question))

    def mentions(self, name: str) -> bool:
        """Return whether any published document speaks of `name`."""
        return any(name in piece.text for p in self.documents.values() for piece in p.document.pieces)

    def _topics_of(self, published: Published) -> list[Topic]:
        """Return the innermost headings that have clauses below them, in print order."""
        below: dict[str, list[Located]] = {}
        for clause in published.document.clauses:
            if clause.sections:
                below.setdefault(clause.sections[-1], []).append(Located(published, clause))
        return [Topic(heading, tuple(clauses)) for heading, clauses in below.items()]

    def _names(self) -> dict[str, tuple[Located, ...]]:
        names: dict[str, tuple[Located, ...]] = {}
        for located in self.clauses:
            for name in {normalise(name) for name in (*located.names, located.clause.path)}:
                names[name] = (*names.get(name, ()), located)
        return names
