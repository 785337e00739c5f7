"""Topics of a forum, and reactions: what a group of staff is worked with."""

from tests.botapi.chats import Chat, Topic, User
from tests.botapi.errors import bad_request
from tests.botapi.messages import Message
from tests.botapi.params import Params
from tests.botapi.texts import FormattedText, utf16_length
from tests.botapi.world import World

_MAX_NAME = 128
_REACTIONS = frozenset("👍 👎 ❤ 🔥 👏 😁 🤔 😢 🎉 🙏 👌 💯 ⚡ 🤝 ✍ 👀 🫡".split())


async def create_forum_topic(world: World, params: Params) -> object:
    """Begins a topic: a service message, whose id is the thread's."""
    chat = _find_forum(world, params)
    name = params.text("name")
    if not name or utf16_length(name) > _MAX_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "topic title is too long")
    opening = open_topic(world, chat, name, world.bot)
    return {"message_thread_id": opening.id, "name": name, "icon_color": 7322096}


async def close_forum_topic(world: World, params: Params) -> object:
    """Closes a topic: nobody but administrators writes there any more."""
    chat = _find_forum(world, params)
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = True
    world.changes.announce()
    return True


async def set_message_reaction(world: World, params: Params) -> object:
    """Puts the bot's reaction below a message, in place of the one before."""
    chat = world.find_chat(params.text("chat_id"))
    chat.check_writable()
    message = chat.message(params.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    reactions = params.json("reaction", "reaction") or []
    emoji = [one.get("emoji", "") for one in reactions]
    if not chat.reactions or len(emoji) > 1 or not set(emoji) <= _REACTIONS:
        raise bad_request("REACTION_INVALID")
    message.reaction = emoji[0] if emoji else ""
    world.changes.announce()
    return True


def open_topic(world: World, chat: Chat, name: str, by: User) -> Message:
    """A new topic's first message, whose id is the thread's."""
    created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    opening = world.post(chat, by, content=FormattedText(""), attachment=created)
    opening.thread = opening.id
    chat.topics[opening.id] = Topic(name, opening)
    return opening


def find_thread(params: Params, chat: Chat) -> int | None:
    """The topic that a message goes to, None without one; raises ApiError where there is none or it is closed."""
    thread = params.integer("message_thread_id")
    if not thread:
        return None
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")
    return thread


def _find_forum(world: World, params: Params) -> Chat:
    chat = world.find_chat(params.text("chat_id"))
    chat.check_writable()
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.bot_status != "administrator":
        raise bad_request("not enough rights to create a topic")
    return chat
