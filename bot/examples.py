"""Questions to begin with, made of what the published clauses themselves name; every channel offers them."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import cycle

from knowledge.document import Clause

MOST = 4
_TERM = re.compile(r"“([\u4e00-\u9fff]{3,4})”")
_TERM_FORMS = ("“{}”是什么？", "“{}”归哪个部门管？")


def example_questions(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """Return up to four questions: about terms that a clause puts in quotation marks, else about who leads."""
    every = list(clauses)
    led = [clause for clause in every if clause.heading and clause.units.lead]
    own = _own_terms(led, every)
    # The clauses with the most terms of their own name the most concrete things, such as kinds of loans.
    richest = sorted((c for c in led if own[c]), key=lambda clause: -len(own[clause]))[:MOST]
    about_terms = [
        form.format(own[clause][len(own[clause]) // 2])
        for form, clause in zip(cycle(_TERM_FORMS), richest, strict=False)
    ]
    others = [clause for clause in led if clause not in richest]
    about_units = [f"{clause.heading}由哪个部门牵头？" for clause in _spread(others, MOST - len(about_terms))]
    return (*about_terms, *about_units)


def _own_terms(clauses: list[Clause], every: list[Clause]) -> dict[Clause, list[str]]:
    """Return each clause's quoted terms that none of `every` other clause has, in its order."""
    terms = {clause: list(dict.fromkeys(_TERM.findall(clause.body))) for clause in clauses}
    counts = Counter(
        term
        for term in {term for found in terms.values() for term in found}
        for clause in every
        if term in clause.body
    )
    return {clause: [term for term in found if counts[term] == 1] for clause, found in terms.items()}


def _spread(clauses: list[Clause], count: int) -> list[Clause]:
    """Return up to `count` clauses from all over the list."""
    if len(clauses) <= count:
        return clauses
    return [clauses[int((turn + 0.5) * len(clauses) / count)] for turn in range(count)]
