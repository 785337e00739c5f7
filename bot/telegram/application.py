"""Building the python-telegram-bot Application: which handler gets which update; no Updater."""

import logging
import os
from typing import Any

from telegram import Update
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
from bot.settings import Settings
from bot.staff.console import Console
from bot.telegram.addressing import is_from_person
from bot.telegram.albums import Albums
from bot.telegram.buttons import Buttons
from bot.telegram.catalogue import Catalogue
from bot.telegram.clause_files import ClauseFiles
from bot.telegram.commands import Commands
from bot.telegram.post import Post
from bot.telegram.questions import Questions
from bot.telegram.requests import UpdatesRequest, request_for_sending
from bot.telegram.staff import StaffCommands
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
    console: Console,
    post: Post,
    settings: Settings,
) -> None:
    """Lead every update to its handler; what only some may do goes on to the questions where others try it."""
    albums, catalogue, people = Albums(), Catalogue(assistant), console.people
    questions = Questions(assistant, post, albums=albums)
    commands = Commands(assistant, post, catalogue=catalogue, settings=settings, people=people)
    otherwise = questions.on_message
    clause_files = ClauseFiles(
        console.desk, post, settings=settings, albums=albums, people=people, otherwise=otherwise
    )
    staff = StaffCommands(people, console.access, post, url=console.url, otherwise=otherwise)
    buttons = Buttons(assistant, post, questions=questions, catalogue=catalogue, others=clause_files.by_verb)
    application.add_handler(TypeHandler(Update, _let_people_pass), group=_FIRST)
    named = {**commands.by_name, **staff.by_name, "reload": clause_files.on_reload}
    for name, command in named.items():
        application.add_handler(CommandHandler(name, command))
    application.add_handler(MessageHandler(_FILES, clause_files.on_file))
    wanted = ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE & wanted, questions.on_message))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE & wanted, questions.on_edit))
    application.add_handler(CallbackQueryHandler(buttons.on_tap))


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
