"""Building the python-telegram-bot Application: which handler gets which update; no Updater."""

import logging
import os
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.assistant import Assistant
from bot.desk import Desk
from bot.settings import Settings
from bot.staff.deliveries import Deliveries
from bot.telegram.addressing import is_from_person
from bot.telegram.albums import Albums
from bot.telegram.buttons import Buttons
from bot.telegram.catalogue import Catalogue
from bot.telegram.clause_files import ClauseFiles
from bot.telegram.colleagues import Colleagues
from bot.telegram.commands import Commands
from bot.telegram.post import Post
from bot.telegram.questions import Questions
from bot.telegram.requests import UpdatesRequest, request_for_sending
from bot.telegram.tuning import Tuning

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
_FIRST = -1
_FILES = (filters.Document.ALL & ~filters.ANIMATION) | (
    filters.PHOTO & ~filters.CAPTION & filters.ChatType.PRIVATE
)


def build_application(
    token: str, settings: Settings, *, updates: UpdatesRequest, tuning: Tuning
) -> TelegramApplication:
    """Return an Application without Updater, handlers or job queue, that talks to the configured server."""
    # Opt in to what will be the library's only behaviour (durations as timedelta); it warns of the old one.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    builder = (
        ApplicationBuilder()
        .token(token)
        .updater(None)
        .job_queue(None)
        .concurrent_updates(False)
        .request(request_for_sending(tuning))
        .get_updates_request(updates)
    )
    if settings.telegram_api_url:
        root = settings.telegram_api_url.rstrip("/")
        builder = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot")
    return builder.build()


def add_handlers(
    application: TelegramApplication,
    assistant: Assistant,
    *,
    desk: Desk,
    post: Post,
    settings: Settings,
) -> None:
    """Lead every update to its handler."""
    albums, catalogue = Albums(), Catalogue(assistant)
    colleagues = Colleagues(Deliveries(assistant.handovers), post)
    questions = Questions(assistant, post, albums=albums, colleagues=colleagues)
    commands = Commands(assistant, post, catalogue=catalogue, settings=settings)
    clause_files = ClauseFiles(desk, post, settings=settings, albums=albums)
    others = {**clause_files.by_verb, **colleagues.by_verb}
    buttons = Buttons(assistant, post, questions=questions, catalogue=catalogue, others=others)
    application.add_handler(TypeHandler(Update, _let_people_pass), group=_FIRST)
    for name, command in commands.by_name.items():
        application.add_handler(CommandHandler(name, command))
    # What these don't take goes on to the questions: for everyone else it is as if they weren't there.
    admin = _FromAdmin(settings.admins)
    application.add_handler(CommandHandler("reload", clause_files.on_reload, filters=admin))
    application.add_handler(MessageHandler(admin & _FILES, clause_files.on_file))
    wanted = ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE & wanted, questions.on_message))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE & wanted, questions.on_edit))
    application.add_handler(CallbackQueryHandler(buttons.on_tap))


class _FromAdmin(filters.MessageFilter):
    """Lets pass what an admin wrote; the library's own filter by user takes no users for all users."""

    def __init__(self, admins: frozenset[int]) -> None:
        super().__init__("admin")
        self._admins = admins

    def filter(self, message: Message) -> bool:
        """Return whether the account that wrote it is an admin's."""
        return message.from_user is not None and message.from_user.id in self._admins


def quiet_libraries() -> None:
    """Keep token and messages out of the logs, whatever level is set for the rest.

    httpx and httpcore log the addresses they call, which hold the token. telegram logs what it was sent: all of it
    at DEBUG, what it can't read or handle at ERROR and CRITICAL. It has nothing to say that we don't log ourselves.
    """
    for name, level in (
        ("httpx", logging.WARNING),
        ("httpcore", logging.WARNING),
        ("telegram", logging.CRITICAL + 1),
    ):
        logging.getLogger(name).setLevel(level)


async def _let_people_pass(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Stop what no person wrote to a chat: other bots, channels, posts that a group repeats."""
    if update.callback_query is not None:
        return
    message = update.message or update.edited_message
    if message is None or not is_from_person(message):
        raise ApplicationHandlerStop
