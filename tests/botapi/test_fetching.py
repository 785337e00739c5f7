"""Long polling, the webhook's settings and what a bot says of itself, as Telegram handles them."""

import asyncio

import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Conflict, NetworkError

from tests.botapi import BotApiServer, Fault, Person


@pytest.fixture
def user(server: BotApiServer) -> Person:
    return server.user(1001, "小王")


async def test_updates_stay_until_an_offset_confirms_them(
    server: BotApiServer, bot: Bot, user: Person
) -> None:
    for text in ("一", "二", "三"):
        await user.sends(text)
    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first] == ["一", "二"]
    assert first[1].update_id == first[0].update_id + 1
    assert len(await bot.get_updates()) == 3
    rest = await bot.get_updates(offset=first[1].update_id + 1)
    assert [update.message.text for update in rest] == ["三"]
    assert len(server.updates.confirmed) == 2
    assert server.updates.dropped == []


async def test_a_lost_answer_to_get_updates_loses_no_update(
    bot: Bot, server: BotApiServer, user: Person
) -> None:
    await user.sends("一")
    server.faults.next("getUpdates", Fault.take_and_drop())
    with pytest.raises(NetworkError):
        await bot.get_updates()
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_ends_with_the_next_update_or_empty_at_its_timeout(
    server: BotApiServer, bot: Bot, user: Person
) -> None:
    assert await bot.get_updates(timeout=1) == ()
    polling = asyncio.create_task(bot.get_updates(timeout=50))
    await server.wait_until(lambda: server.updates.polling)
    await user.sends("来了")
    assert [update.message.text for update in await polling] == ["来了"]


async def test_a_second_poller_ends_the_first_with_409(server: BotApiServer, bot: Bot, user: Person) -> None:
    async with Bot(server.token, base_url=f"{server.url}/bot") as other:
        first = asyncio.create_task(bot.get_updates(timeout=50))
        await server.wait_until(lambda: server.updates.polling)
        second = asyncio.create_task(other.get_updates(timeout=50))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await server.wait_until(lambda: server.updates.polling)
        await user.sends("给第二个")
        assert len(await second) == 1


async def test_a_webhook_ends_polling_until_it_is_deleted(
    server: BotApiServer, bot: Bot, user: Person
) -> None:
    await user.sends("一")
    confirmed = (await bot.get_updates())[-1].update_id + 1
    polling = asyncio.create_task(bot.get_updates(offset=confirmed, timeout=50))
    await server.wait_until(lambda: server.updates.polling)
    await bot.set_webhook("https://example.com/hook", secret_token="a_secret-1", max_connections=5)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await polling
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await user.sends("二")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == ("https://example.com/hook", 1, 5)
    assert server.webhook.secret_token == "a_secret-1"
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
    assert server.updates.dropped == []


async def test_dropped_updates_are_remembered(server: BotApiServer, bot: Bot, user: Person) -> None:
    await user.sends("一")
    await bot.delete_webhook(drop_pending_updates=True)
    assert len(server.updates.dropped) == 1
    await user.sends("二")
    await user.sends("三")
    assert len(await bot.get_updates(offset=-1)) == 1
    assert len(server.updates.dropped) == 2


@pytest.mark.parametrize(
    ("url", "secret", "refusal"),
    [
        ("http://example.com/", None, "An HTTPS URL must be provided for webhook"),
        ("https://example.com:8080/", None, "Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://", None, "invalid webhook URL specified"),
        ("https://example.com/", "空", "secret token contains unallowed characters"),
        ("https://example.com/", "x" * 257, "secret token is too long"),
    ],
)
async def test_a_webhook_that_telegram_would_not_take_is_refused(
    bot: Bot, url: str, secret: str | None, refusal: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await bot.set_webhook(url, secret_token=secret)


async def test_only_the_kinds_asked_for_arrive(server: BotApiServer, bot: Bot, user: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await user.sends("不要")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    await user.sends("要")
    assert len(await bot.get_updates()) == 1


async def test_commands_are_kept_by_scope_and_language(bot: Bot, server: BotApiServer, user: Person) -> None:
    await user.sends("/start")
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("start", "开始")])
    await bot.set_my_commands([("help", "帮助")], scope=private, language_code="zh")
    await bot.set_my_commands([("reload", "更新")], scope=BotCommandScopeChat(user.id))
    assert await bot.get_my_commands() == (BotCommand("start", "开始"),)
    assert await bot.get_my_commands(scope=private) == ()
    assert await bot.get_my_commands(scope=private, language_code="zh") == (BotCommand("help", "帮助"),)
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    assert len(server.profile.commands) == 2


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [
        ("帮助", "帮助", "BOT_COMMAND_INVALID"),
        ("Help", "帮助", "BOT_COMMAND_INVALID"),
        ("x" * 33, "帮助", "Command length must not exceed 32"),
        ("help", "", "Command description must be non-empty"),
        ("help", "长" * 257, "Command description length must not exceed 256"),
    ],
)
async def test_a_command_that_telegram_would_not_take_is_refused(
    bot: Bot, command: str, description: str, refusal: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await bot.set_my_commands([(command, description)])


async def test_too_many_commands_wrong_languages_and_unknown_scopes_are_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)BOT_COMMANDS_TOO_MUCH"):
        await bot.set_my_commands([(f"c{number}", "命令") for number in range(101)])
    with pytest.raises(BadRequest, match="Invalid language code specified"):
        await bot.set_my_commands([("help", "帮助")], language_code="zh-hans")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([("help", "帮助")], scope=BotCommandScopeChat(404))


async def test_name_and_descriptions_have_their_lengths(bot: Bot, server: BotApiServer) -> None:
    await bot.set_my_description("说" * 512)
    await bot.set_my_short_description("短" * 120, language_code="zh")
    await bot.set_my_name("名" * 64)
    assert (await bot.get_my_description()).description == "说" * 512
    assert (await bot.get_my_short_description("zh")).short_description == "短" * 120
    assert (await bot.get_my_name()).name == "名" * 64
    with pytest.raises(BadRequest, match=r"(?i)BOT_DESCRIPTION_TOO_LONG"):
        await bot.set_my_description("说" * 513)
    with pytest.raises(BadRequest, match=r"(?i)BOT_SHORT_DESCRIPTION_TOO_LONG"):
        await bot.set_my_short_description("短" * 121)
    with pytest.raises(BadRequest, match=r"(?i)BOT_NAME_TOO_LONG"):
        await bot.set_my_name("名" * 65)
