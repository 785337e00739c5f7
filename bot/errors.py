"""The root of what can stop the service, printed as it is; and what a log may say of any other error."""

import traceback
from collections.abc import Iterator


class BotError(Exception):
    """One plain sentence, in Chinese, that says what is wrong and what to do; never a secret."""


class DraftGone(BotError):
    """A draft that can't be published any more, now or later: unknown, already dealt with, or overtaken."""


def places(error: BaseException) -> str:
    """Return the types and places of an error and its causes, without messages: these may quote a question."""
    return "caused by\n".join(
        "".join(traceback.format_tb(link.__traceback__))
        + f"{type(link).__module__}.{type(link).__qualname__}\n"
        for link in _chain(error)
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__
