"""The methods of the Bot API that send, change and answer."""

from collections.abc import Mapping
from dataclasses import replace

from tests.botapi.chats import Chat
from tests.botapi.errors import bad_request
from tests.botapi.html import parse_html
from tests.botapi.markup import Markup, checked_markup, is_inline
from tests.botapi.messages import Message, Version
from tests.botapi.params import Params, Upload
from tests.botapi.texts import (
    MAX_CAPTION,
    MAX_TEXT,
    Entity,
    FormattedText,
    check_source_size,
    cleaned,
    utf16_length,
)
from tests.botapi.topics import find_thread
from tests.botapi.world import MAX_DOWNLOAD, CallbackAnswer, World

_ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"}
    | {"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)
_MAX_CALLBACK_ANSWER = 200
_DELETABLE_SECONDS = 48 * 3600
_ENTITY_TYPES = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link"}
    | {"text_mention", "custom_emoji", "blockquote", "expandable_blockquote"}
)


async def get_me(world: World, _: Params) -> object:
    """The bot's own account."""
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
    }
    return world.bot.to_json() | abilities


async def send_message(world: World, params: Params) -> object:
    """Sends a text."""
    if not params.text("text"):
        raise bad_request("Message text is empty")
    content = _read_text(world, params, "text", "entities")
    if not content.text:
        raise bad_request("Text must be non-empty")
    if utf16_length(content.text) > MAX_TEXT:
        raise bad_request("Message is too long")
    html = params.text("text") if _is_html(params) else None
    return _send(world, params, content=content, html=html).to_json()


async def send_document(world: World, params: Params) -> object:
    """Sends a file: uploaded, attached, or one that is already here."""
    content = _read_text(world, params, "caption", "caption_entities")
    if utf16_length(content.text) > MAX_CAPTION:
        raise bad_request("Message caption is too long")
    upload = _find_upload(world, params)
    details = {"file_name": upload.name, "mime_type": upload.mime_type}
    html = params.text("caption") if content.text and _is_html(params) else None
    attachment = {"document": world.keep_file(upload) | details}
    message = _send(world, params, content=content, html=html, attachment=attachment)
    message.document = upload
    return message.to_json()


async def edit_message_text(world: World, params: Params) -> object:
    """Changes the text, and with it the buttons, of one of the bot's messages."""
    if not params.text("text"):
        raise bad_request("Message text is empty")
    content = _read_text(world, params, "text", "entities")
    markup = _read_markup(params, only_inline=True)
    message = _find_own_message(world, params)
    if message.attachment:
        raise bad_request("There is no text in the message to edit")
    if not content.text:
        raise bad_request("Text must be non-empty")
    if utf16_length(content.text) > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    html = params.text("text") if _is_html(params) else None
    return _edit(world, message, Version(content.text, content.entities, markup, world.clock(), html))


async def edit_message_reply_markup(world: World, params: Params) -> object:
    """Changes the buttons under one of the bot's messages."""
    markup = _read_markup(params, only_inline=True)
    message = _find_own_message(world, params)
    return _edit(world, message, replace(message.history[-1], markup=markup, time=world.clock()))


async def delete_message(world: World, params: Params) -> object:
    """Deletes a message: the bot's own, or in a private chat anyone's, for two days."""
    chat = world.find_chat(params.text("chat_id"))
    chat.check_writable()
    message = chat.message(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    own = message.sender is world.bot
    if not own and chat.kind != "private" and chat.bot_status != "administrator":
        raise bad_request("Message can't be deleted")
    if chat.bot_status != "administrator" and world.clock() - message.history[0].time > _DELETABLE_SECONDS:
        raise bad_request("Message can't be deleted for everyone")
    message.deleted = True
    world.changes.announce()
    return True


async def answer_callback_query(world: World, params: Params) -> object:
    """Answers a tap, once and in time."""
    text = params.text("text")
    if utf16_length(text) > _MAX_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or query.expired or query.answer is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    query.answer = CallbackAnswer(
        text, params.boolean("show_alert"), params.text("url"), params.integer("cache_time", least=0)
    )
    world.changes.announce()
    return True


async def send_chat_action(world: World, params: Params) -> object:
    """Shows that the bot is at work."""
    if params.text("action") not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    world.find_chat(params.text("chat_id")).check_writable()
    return True


async def get_chat(world: World, params: Params) -> object:
    """What is known of a chat."""
    chat = world.find_chat(params.text("chat_id"))
    required = {"accent_color_id": 0, "max_reaction_count": 11}
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return chat.to_json() | required | {"accepted_gift_types": dict.fromkeys(gifts, False)}


async def get_chat_member(world: World, params: Params) -> object:
    """Who somebody is in a chat."""
    members = world.find_chat(params.text("chat_id")).members
    user_id = params.text("user_id")
    if not user_id.isdecimal() or int(user_id) not in members:
        raise bad_request("member list is inaccessible")
    return members[int(user_id)]


async def get_file(world: World, params: Params) -> object:
    """Where a file can be fetched, up to 20 MB."""
    file_id = params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    size = len(world.files[file_id].content)
    if size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    unique = f"unique-{file_id}"
    return {
        "file_id": file_id,
        "file_unique_id": unique,
        "file_size": size,
        "file_path": f"documents/{file_id}",
    }


def _is_html(params: Params) -> bool:
    return params.text("parse_mode").lower() == "html"


def _read_text(world: World, params: Params, name: str, entities_name: str) -> FormattedText:
    source = params.text(name)
    check_source_size(source)
    mode = params.text("parse_mode").lower()
    if source and mode not in {"", "none", "html"}:
        # Markdown exists at Telegram; nothing here is written in it, so it counts as a mistake.
        raise bad_request("Unsupported parse_mode")
    if _is_html(params):
        content = parse_html(source)
    else:
        content = FormattedText(source, _read_entities(params, entities_name, utf16_length(source)))
    known = tuple(one for one in content.entities if one.user_id is None or one.user_id in world.users)
    return cleaned(FormattedText(content.text, known))


def _read_entities(params: Params, name: str, length: int) -> tuple[Entity, ...]:
    read = []
    for item in params.json(name, "entities") or []:
        offset, size = int(item["offset"]), int(item["length"])
        if offset < 0 or offset + size > length:
            raise bad_request(f"Receive an entity with incorrect offset {offset}")
        if item["type"] in _ENTITY_TYPES:
            user = item.get("user", {}).get("id")
            named = {key: item.get(key) for key in ("url", "language", "custom_emoji_id")}
            read.append(Entity(item["type"], offset, size, user_id=user, **named))
    return tuple(read)


def _read_markup(params: Params, *, only_inline: bool = False) -> Markup | None:
    return checked_markup(params.json("reply_markup", "reply keyboard markup"), only_inline=only_inline)


def _send(
    world: World,
    params: Params,
    *,
    content: FormattedText,
    html: str | None,
    attachment: Mapping[str, object] | None = None,
) -> Message:
    markup = _read_markup(params)
    chat = world.find_chat(params.text("chat_id"))
    chat.check_writable()
    thread = find_thread(params, chat)
    reply_to = _find_replied(world, params, chat)
    if reply_to is None and thread is not None:
        reply_to = chat.topics[thread].opening
    world.flood.admit(chat.id, private=chat.kind == "private")
    return world.post(
        chat,
        world.bot,
        content=content,
        markup=markup,
        html=html,
        reply_to=reply_to,
        attachment=attachment,
        thread=thread,
    )


def _find_replied(world: World, params: Params, chat: Chat) -> Message | None:
    reply = params.json("reply_parameters", "reply parameters")
    if reply is None:
        reply = {
            "message_id": params.integer("reply_to_message_id"),
            "allow_sending_without_reply": params.boolean("allow_sending_without_reply"),
        }
    message_id = int(reply.get("message_id") or 0)
    if message_id <= 0:
        return None
    source = world.find_chat(str(reply["chat_id"])) if reply.get("chat_id") else chat
    message = source.message(message_id)
    if message is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _find_own_message(world: World, params: Params) -> Message:
    chat = world.find_chat(params.text("chat_id"))
    message = chat.message(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender is not world.bot or not is_inline(message.markup):
        raise bad_request("Message can't be edited")
    return message


def _edit(world: World, message: Message, version: Version) -> object:
    if version.same_content(message.history[-1]):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    world.rewrite(message, version)
    return message.to_json()


def _find_upload(world: World, params: Params) -> Upload:
    named = params.text("document")
    upload = params.files.get(named.removeprefix("attach://") if named else "document")
    upload = upload or world.files.get(named)
    if upload is None:
        raise bad_request("there is no document in the request")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return upload
