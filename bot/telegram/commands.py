"""The commands of the menu: /start /help /clauses /departments /settings /forget /privacy."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import ContextTypes

from bot.assistant import Assistant, Person
from bot.settings import Settings
from bot.staff.people import People
from bot.telegram import texts
from bot.telegram.addressing import person_of, place_of
from bot.telegram.catalogue import Catalogue, Page
from bot.telegram.keyboards import example_keyboard, forget_keyboard, settings_keyboard
from bot.telegram.markup import block, pieces, titled
from bot.telegram.post import Post
from bot.telegram.render import text_pieces
from knowledge.document import Status

Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


class Commands:
    """Answers commands; `by_name` maps each to its handler."""

    def __init__(
        self,
        assistant: Assistant,
        post: Post,
        *,
        catalogue: Catalogue,
        settings: Settings,
        people: People,
    ) -> None:
        self._assistant = assistant
        self._retention_days = settings.retention_days
        self._people = people
        self._post = post
        self._catalogue = catalogue
        self.by_name: dict[str, Handler] = {
            "start": self.start,
            "help": self.help,
            "clauses": self.clauses,
            "departments": self.departments,
            "settings": self.settings,
            "forget": self.forget,
            "privacy": self.privacy,
        }

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet, and offer questions to try."""
        today = self._assistant.today()
        live = [each for each in self._assistant.library.standings if each.published.live]
        titles = [
            (each.published.document.title, each.validity.status(today) is Status.EXPIRED) for each in live
        ]
        examples = self._assistant.library.examples
        await self._reply(
            update, Page(text_pieces(texts.start(titles, examples)), example_keyboard(examples))
        )

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Explain how to ask; to an admin in private also how to load."""
        blocks = [
            titled("怎么提问"),
            block(texts.help_text(context.bot.username, self._assistant.library.examples)),
        ]
        message = update.effective_message
        if message is not None and await self._people.is_admin(message.chat.id):
            blocks.append(block(texts.ADMIN_HELP))
        await self._reply(update, Page(pieces(blocks)))

    async def clauses(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """List what is published."""
        await self._reply(update, self._catalogue.documents())

    async def departments(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """List the departments."""
        await self._reply(update, self._catalogue.departments(0))

    async def settings(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the settings."""
        message = update.effective_message
        if message is not None:
            person = person_of(message.from_user, message.chat)
            await self._reply(update, await settings_page(self._assistant, person))

    async def forget(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask whether to erase what was asked; the button below does it."""
        await self._reply(update, forget_page())

    async def privacy(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what is kept."""
        await self._reply(
            update, Page(pieces([titled("🔒 隐私"), block(texts.privacy(self._retention_days))]))
        )

    async def _reply(self, update: Update, page: Page) -> None:
        message = update.effective_message
        if message is not None:
            await self._post.show(place_of(message), page.pieces, keyboard=page.keyboard)


def forget_page() -> Page:
    """Return the question before anything is erased."""
    return Page(pieces([titled("🗑 清除提问记录"), block(texts.FORGET)]), forget_keyboard())


async def settings_page(assistant: Assistant, person: Person) -> Page:
    """Return a person's settings as they are."""
    length = await assistant.answer_length(person)
    return Page(pieces([titled("⚙️ 设置"), block(texts.SETTINGS)]), settings_keyboard(length))
