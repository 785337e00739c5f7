"""What staff and admins do by command: /console for a link into the console, /staff for who has a role."""

from collections.abc import Sequence

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.errors import BotError
from bot.staff.access import Access
from bot.staff.people import People, Role, id_of
from bot.telegram import texts
from bot.telegram.addressing import place_of
from bot.telegram.commands import Handler
from bot.telegram.markup import block, pieces, titled
from bot.telegram.post import Post
from bot.telegram.render import text_pieces

_ADMIN_WORDS = frozenset({"管理员", "admin"})


class StaffCommands:
    """Answers staff; `by_name` maps each command to its handler. What others send goes on to `otherwise`.

    Who has a role is read from the database at every command.
    """

    def __init__(self, people: People, access: Access, post: Post, *, url: str, otherwise: Handler) -> None:
        """Take the use cases, and the address of the web side."""
        self._people = people
        self._access = access
        self._post = post
        self._url = url
        self._otherwise = otherwise
        self.by_name: dict[str, Handler] = {"console": self.console, "staff": self.staff}

    async def console(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Send a link into the console; to somebody without a role their own number, to be told to an admin."""
        message = update.effective_message
        if message is None or message.from_user is None:
            return
        user_id = message.from_user.id
        if not place_of(message).private:
            await self._refuse_in_group(await self._people.role_of(user_id), update, context)
        elif await self._people.role_of(user_id) is None:
            await self._say(message, texts.no_role(user_id))
        else:
            token = await self._access.issue_link(user_id, by=f"Telegram {user_id}")
            await self._say(message, texts.console_link(f"{self._url}/staff/enter?link={token}"))

    async def staff(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """List, add or remove, for an admin."""
        message = update.effective_message
        if message is None or message.from_user is None:
            return
        role = await self._people.role_of(message.from_user.id)
        if role is not Role.ADMIN:
            await self._otherwise(update, context)
        elif not place_of(message).private:
            await self._refuse_in_group(role, update, context)
        else:
            await self._change(message, context.args or [], by=f"Telegram {message.from_user.id}")

    async def _change(self, message: Message, words: Sequence[str], *, by: str) -> None:
        try:
            said = await self._changed(words, by=by)
        except BotError as error:
            await self._say(message, str(error))
            return
        everyone = await self._people.everyone()
        blocks = [block(said)] if said else []
        listed = "\n".join(one.line for one in everyone)
        await self._post.show(
            place_of(message), pieces([*blocks, titled("👥 工作人员", listed), block(texts.STAFF_HELP)])
        )

    async def _changed(self, words: Sequence[str], *, by: str) -> str | None:
        """Do what the words say; return the sentence that says so, None where they only ask for the list."""
        match words:
            case []:
                return None
            case ["add", written, *rest]:
                role = Role.ADMIN if rest and rest[-1] in _ADMIN_WORDS else Role.STAFF
                name = " ".join(rest[:-1] if role is Role.ADMIN else rest)
                return await self._people.add(id_of(written), role, by=by, name=name)
            case ["remove", written]:
                return await self._people.remove(id_of(written), by=by)
            case _:
                raise BotError(texts.STAFF_HELP)

    async def _refuse_in_group(
        self, role: Role | None, update: Update, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        """Say to whom has a role that this is for private chats; for others it is as if it weren't there."""
        if role is None or update.effective_message is None:
            await self._otherwise(update, context)
        else:
            await self._say(update.effective_message, texts.STAFF_ONLY_IN_PRIVATE)

    async def _say(self, message: Message, text: str) -> None:
        await self._post.show(place_of(message), text_pieces(text))
