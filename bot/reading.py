"""Reading clause files in worker processes, so that none of them can hold up, fill or end this one."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

from bot.errors import BotError
from bot.workers import READ_MEMORY, TookTooLong, in_order, run_apart, within_limits, worker_count, workers
from knowledge.clause_document import read_document
from knowledge.clause_files import ClauseFile
from knowledge.document import Document
from knowledge.errors import KnowledgeError

MOST_SENTENCES = 20
"""So many of the problems of all files together are told; the rest are counted."""

OnProgress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_TOO_MUCH = "{}: 内容太多或太复杂，读不完；请拆成几个文件，或另存为 .txt 后再试。"
_FEW_FILES = 8


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one file: its document and the digest of just what was read, or the sentence that refuses it."""

    document: Document | None = None
    refusal: str | None = None
    digest: str = ""


async def read_files(
    files: Sequence[ClauseFile], *, on_progress: OnProgress | None = None
) -> list[tuple[Document, str]]:
    """Return the documents of the files, in order, each with the digest of what was read.

    Raises BotError with a sentence a line, each naming file and line, where any of them can't be used.
    """
    results = await read_each(files, on_progress=on_progress)
    _refuse_if_wrong(files, results)
    return [(read.document, read.digest) for read in results if read.document]


async def read_each(files: Sequence[ClauseFile], *, on_progress: OnProgress | None = None) -> list[Read]:
    """Return what became of each of the files, in order."""
    results: list[Read] = []
    while len(results) < len(files):
        try:
            await _read_together(files, results, on_progress=on_progress)
        except BrokenProcessPool:
            # One of those that were being read has ended its process; the first may be it.
            results.append(await _read_apart(files[len(results)]))
    return results


async def _read_together(
    files: Sequence[ClauseFile], results: list[Read], *, on_progress: OnProgress | None
) -> None:
    """Read the files that have no result yet, and append theirs."""
    count = 1 if len(files) <= _FEW_FILES else worker_count()
    async with workers(count, memory=READ_MEMORY) as pool:
        async for read in in_order(pool, read_one, files[len(results) :], count=count):
            results.append(read)
            if on_progress:
                on_progress("读取文件", len(results), len(files))


async def _read_apart(file: ClauseFile) -> Read:
    """Read a file in a process of its own."""
    try:
        return await run_apart(read_one, file, memory=READ_MEMORY)
    except BrokenProcessPool:
        return Read(refusal=_TOO_MUCH.format(file.label))


def read_one(file: ClauseFile) -> Read:
    """Read one file, in a worker."""
    try:
        return within_limits(_read, file)
    except KnowledgeError as error:
        return Read(refusal=str(error))
    except (TookTooLong, MemoryError, RecursionError):
        return Read(refusal=_TOO_MUCH.format(file.label))


def _read(file: ClauseFile) -> Read:
    held = file.held()
    document = read_document(held)
    # Nobody is shown the pieces of what is refused, and handing 200,000 over takes longer than reading them.
    refused = any(document.errors())
    return Read(replace(document, pieces=()) if refused else document, digest=held.digest())


def _refuse_if_wrong(files: Sequence[ClauseFile], results: Sequence[Read]) -> None:
    wrong: list[str] = []
    for file, result in zip(files, results, strict=True):
        if result.refusal:
            wrong.append(result.refusal)
        if document := result.document:
            wrong += [problem.placed(file.label) for problem in document.errors()]
    if len(wrong) > MOST_SENTENCES:
        wrong[MOST_SENTENCES:] = [f"还有 {len(wrong) - MOST_SENTENCES} 处问题没有列出；请先改正上面这些。"]
    if wrong:
        raise BotError("\n".join(wrong))


def refuse_doubles(read: Sequence[tuple[ClauseFile, str]], unchanged: Mapping[str, ClauseFile]) -> None:
    """Raise BotError where several files are one document: those `read`, with its id, and the `unchanged` by id."""
    first = {document: file.label for document, file in unchanged.items()}
    for file, document in read:
        if document in first:
            raise BotError(
                f"{file.label}: 与 {first[document]} 是同一份文件（{document}）；请只留一个，或改名。"
            )
        first[document] = file.label
