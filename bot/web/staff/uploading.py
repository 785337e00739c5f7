"""Taking in files that an admin sends: streamed into a folder of their own, bounded, refused early."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import BodyPartReader, MultipartReader, web

from bot.errors import BotError
from bot.uploads import MOST_BYTES, SUFFIXES, harmless_name, new_folder, remove_folder, remove_leftovers
from bot.web.bodies import Refusal
from bot.web.staff.guard import FORM_FIELD, check_form, text_of_form
from knowledge.clause_files import QUESTIONS
from knowledge.errors import reason

SLOWEST_UPLOAD = 300.0
"""Seconds until the files have to be there: 20 MB over a slow line."""

_ROUND_IT = 64 * 1024  # bytes of the form around the files
_CHUNK = 64 * 1024
_MOST_FILES = 200
_LONGEST_TOKEN = 200

_TOO_BIG = "这些文件一共超过 20 MB，收不了；请去掉图片，或分几次上传。"
_NO_FILE = "请先选文件，再点“上传并检查”。"
_TOO_MANY = f"一次最多上传 {_MOST_FILES} 个文件；请打成一个 .zip 再上传。"
_WRONG_KIND = (
    "“{}”用不了；请上传 .docx、.pdf、.txt、.md 或 .html 文件，也可以打成一个 .zip"
    "（旧版 .doc 请先另存为 .docx）。"
)
_PHRASINGS_ALONE = "问法文件（.questions.tsv）要和它的政策文件一起上传。"
_TWICE = "有两个文件都叫“{}”；请改名后再上传。"


@asynccontextmanager
async def received(request: web.Request, data: Path) -> AsyncIterator[list[Path]]:
    """Yield the files of an upload's form, whose first field is its token; raises Refusal or BotError.

    They are removed again where anything goes wrong, later too; else they are the caller's to remove.
    """
    if (request.content_length or 0) > MOST_BYTES + _ROUND_IT:
        raise Refusal(413, _TOO_BIG)
    if request.content_type != "multipart/form-data":
        check_form(request, text_of_form(await request.post(), FORM_FIELD))
        raise BotError(_NO_FILE)
    folder = None
    try:
        async with asyncio.timeout(SLOWEST_UPLOAD):
            form = await request.multipart()
            await _check_token(request, form)
            await asyncio.to_thread(remove_leftovers, data)
            folder = await asyncio.to_thread(new_folder, data)
            paths = await _written(form, folder)
        _check(paths)
        yield paths
    except BaseException as error:  # a cut connection and a stop of the service too leave nothing behind
        if folder:
            await asyncio.to_thread(remove_folder, folder)
        if isinstance(error, TimeoutError):
            raise Refusal(408, "文件没有及时送达，请再试一次。") from error
        if isinstance(error, OSError) and not isinstance(error, ConnectionError):
            raise BotError(f"文件存不下来（{reason(error)}）；请检查服务器的磁盘和目录权限。") from error
        if isinstance(error, ValueError):  # no multipart after all
            raise Refusal(400, "上传的内容不完整，请再试一次。") from error
        raise


async def _check_token(request: web.Request, form: MultipartReader) -> None:
    part = await form.next()
    token = ""
    if isinstance(part, BodyPartReader) and part.name == FORM_FIELD:
        token = (await part.read_chunk(_CHUNK))[:_LONGEST_TOKEN].decode("utf-8", "replace")
    check_form(request, token)


async def _written(form: MultipartReader, folder: Path) -> list[Path]:
    paths: list[Path] = []
    left = MOST_BYTES
    async for part in form:
        if not isinstance(part, BodyPartReader) or not part.filename:
            continue
        path = folder / harmless_name(part.filename, part.headers.get("Content-Type", ""))
        if not path.name.endswith((*SUFFIXES, QUESTIONS)):
            raise BotError(_WRONG_KIND.format(path.name))
        if path in paths:
            raise BotError(_TWICE.format(path.name))
        if len(paths) == _MOST_FILES:
            raise BotError(_TOO_MANY)
        left -= await _write(part, path, left)
        paths.append(path)
    return paths


async def _write(part: BodyPartReader, path: Path, most: int) -> int:
    """Write a file as it comes, and return how many bytes it has; raises Refusal where there are too many."""
    size = 0
    file = await asyncio.to_thread(path.open, "wb")
    try:
        while chunk := await part.read_chunk(_CHUNK):
            size += len(chunk)
            if size > most:
                raise Refusal(413, _TOO_BIG)
            await asyncio.to_thread(file.write, chunk)
    finally:
        await asyncio.to_thread(file.close)
    return size


def _check(paths: list[Path]) -> None:
    if not paths:
        raise BotError(_NO_FILE)
    if all(path.name.endswith(QUESTIONS) for path in paths):
        raise BotError(_PHRASINGS_ALONE)
