"""How people ask for a clause: the file `NAME.questions.tsv` beside a clause file."""

from knowledge.clause_files import ClauseFile
from knowledge.decoding import decode
from knowledge.document import Level, Phrasing, Problem
from knowledge.file_types import check_type
from knowledge.mending import mend

LONGEST_QUESTION = 500
"""A question of more characters is refused."""

_HEADERS = {"clause", "path", "clause_path", "条款", "条款编号", "编号"}


def read_phrasings(text: str) -> tuple[tuple[Phrasing, ...], tuple[Problem, ...]]:
    """Return the phrasings of a file's text, and what is wrong with it, each with its line.

    A line has three columns: the clause's path (无 for what the document doesn't answer), how the sentence that
    answers begins (may be empty), how people ask. Blank lines, those that begin with #, and a first line with the
    columns' names are passed over.
    """
    phrasings: list[Phrasing] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    first = True
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        columns = [mend(column) for column in raw.split("\t")]
        if not any(columns) or columns[0].startswith("#"):
            continue
        is_header, first = first and columns[0].lower() in _HEADERS, False
        if is_header:
            continue
        wrong = _wrong(columns)
        if wrong:
            problems.append(Problem(number, wrong, Level.ERROR))
            continue
        path, sentence, question = columns[:3]
        earlier = seen.setdefault((path, question), number)
        if earlier != number:
            message = f"与第 {earlier} 行是同一条款的同一种问法，只算一次；请删去一行。"
            problems.append(Problem(number, message))
            continue
        phrasings.append(Phrasing(path, sentence, question, number))
    return tuple(phrasings), tuple(problems)


def _wrong(columns: list[str]) -> str | None:
    if len(columns) < 3 or any(columns[3:]):
        return "应有三列，用制表符（Tab）隔开：条款编号、回答的那句话的开头、问法；请改正这一行。"
    if not columns[0]:
        return "没有写条款编号；请在第一列写上，如 二（三）9。"
    if not columns[2]:
        return "没有写问法；请在第三列写上人们怎么问。"
    if len(columns[2]) > LONGEST_QUESTION:
        return f"问法超过 {LONGEST_QUESTION} 个字；请写短些。"
    return None


def read_questions(file: ClauseFile) -> tuple[tuple[Phrasing, ...], tuple[Problem, ...]]:
    """Return what `read_phrasings` makes of the file beside a clause file; nothing where there is none.

    Raises KnowledgeError, naming that file, where it can't be read.
    """
    if file.questions is None:
        return (), ()
    data = file.questions.read_bytes()
    if not data.strip():
        return (), ()
    check_type(data, ".tsv", file.questions.label)
    return read_phrasings(decode(data, file.questions.label))
