"""The methods by which a bot says what it is: commands, name, descriptions."""

import re
from collections.abc import Awaitable, Callable

from tests.botapi.errors import bad_request
from tests.botapi.params import Params
from tests.botapi.world import World

MAX_COMMANDS = 100
MAX_COMMAND = 32
MAX_COMMAND_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_PLAIN_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})

Method = Callable[[World, Params], Awaitable[object]]


async def set_my_commands(world: World, params: Params) -> object:
    """Sets the commands of one scope and language; others stay as they are."""
    commands = params.json("commands", "commands")
    if commands is None:
        commands = []
    if not isinstance(commands, list):
        raise bad_request("Expected an Array of BotCommand")
    key = _scope(world, params), _language(params)
    checked = [_checked_command(command) for command in commands]
    if len(checked) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    if checked:
        world.profile.commands[key] = checked
    else:
        world.profile.commands.pop(key, None)
    return True


async def get_my_commands(world: World, params: Params) -> object:
    """The commands of exactly this scope and language."""
    return world.profile.commands.get((_scope(world, params), _language(params)), [])


async def delete_my_commands(world: World, params: Params) -> object:
    """Takes the commands of this scope and language away."""
    world.profile.commands.pop((_scope(world, params), _language(params)), None)
    return True


def profile_text_methods(field: str, parameter: str, *, longest: int) -> tuple[Method, Method]:
    """The pair that gets and sets one text about the bot; a longer text than allowed is refused.

    How Telegram words that refusal is not documented; the code here is made up in its style.
    """

    async def get(world: World, params: Params) -> object:
        texts: dict[str, str] = getattr(world.profile, field)
        return {parameter: texts.get(_language(params)) or texts.get("", "")}

    async def put(world: World, params: Params) -> object:
        text, language = params.text(parameter).strip(), _language(params)
        if len(text) > longest:
            raise bad_request(f"BOT_{parameter.upper()}_TOO_LONG")
        if parameter == "name" and not text and not language:
            raise bad_request("BOT_NAME_EMPTY")
        texts: dict[str, str] = getattr(world.profile, field)
        texts[language] = text
        return True

    return get, put


def _language(params: Params) -> str:
    # Two letters or nothing: "zh-hans", as a person's language_code may be, is refused here.
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("Invalid language code specified")
    return language


def _scope(world: World, params: Params) -> str:
    scope = params.json("scope", "BotCommandScope")
    if scope is None:
        return "default"
    problem = "Can't parse BotCommandScope: "
    if not isinstance(scope, dict):
        raise bad_request(f"{problem}BotCommandScope must be an Object")
    kind = scope.get("type")
    if kind in _PLAIN_SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise bad_request(f"{problem}Unsupported type specified")
    chat = world.find_chat(str(scope.get("chat_id", "")))
    if kind != "chat_member":
        return f"{kind} {chat.id}"
    if int(scope.get("user_id", 0)) <= 0:
        raise bad_request(f"{problem}Invalid user_id specified")
    return f"{kind} {chat.id} {scope['user_id']}"


def _checked_command(item: object) -> dict[str, str]:
    problem = "Can't parse BotCommand: "
    if not isinstance(item, dict):
        raise bad_request(f"{problem}expected an Object")
    for name in ("command", "description"):
        if not isinstance(item.get(name), str):
            raise bad_request(f'{problem}Can\'t find field "{name}"')
    command, description = item["command"].strip().removeprefix("/"), item["description"].strip()
    if not command:
        raise bad_request("Command must be non-empty")
    if len(command) > MAX_COMMAND:
        raise bad_request(f"Command length must not exceed {MAX_COMMAND}")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION:
        raise bad_request(f"Command description length must not exceed {MAX_COMMAND_DESCRIPTION}")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}
