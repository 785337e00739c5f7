"""The project's own labelled questions: odd numbers are for tuning, even ones are kept from it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "questions"


@dataclass(frozen=True)
class Labelled:
    """A question, its kind, the clauses that answer it (best first; none: not covered), lead and phrase."""

    id: str
    query: str
    kind: str
    clauses: tuple[str, ...] = ()
    lead: str | None = None
    phrase: str | None = None

    @property
    def is_for_tuning(self) -> bool:
        """Return whether the question may be looked at while tuning."""
        return int(self.id.rpartition("-")[2]) % 2 == 1


def labelled(name: str) -> Iterator[Labelled]:
    """Yield the questions of a set, `covered` or `uncovered`."""
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Labelled(**{**row, "clauses": tuple(row.get("clauses", ()))})
