"""What is switched off in the console, Telegram says too: asked, picked, or tapped for."""

from bot.staff.switches import Scope, Switches, Target
from tests.bot.telegram.running import everything_handled, running_bot

LOAN = "首贷服务中心在哪办"
CLAUSE = Target(Scope.CLAUSE, "jiaxing-xiaowei-2021-2023", "二（三）9")


async def test_a_silenced_clause_is_answered_by_whom_to_ask_and_its_text_stays_readable(
    server, user, assistant
):
    async with running_bot(server, assistant):
        await user.sends(LOAN)
        [first] = await server.wait_for_messages(user, 1)
        await Switches(assistant).switch_off(CLAUSE, "数字待核对", by="Telegram 12")
        await user.sends(LOAN)
        await user.sends("归谁管")
        await everything_handled(server)
        paused, *_ = server.messages(user)[1:]
        assert "这一条的回答正在核对，暂时不能提供。" in paused.text
        assert "12345" in paused.text
        assert "数字待核对" not in paused.text
        assert paused.buttons == []
        await user.taps(first, "📄 看全文")
        await everything_handled(server)
    text = server.messages(user)[-1].text
    assert "这一条的回答正在核对，暂停提供；下面是已发布的原文。" in text
    assert "首贷服务中心" in text


async def test_a_silenced_bot_says_so_and_still_greets(server, user, assistant):
    async with running_bot(server, assistant):
        await Switches(assistant).switch_off(Target(Scope.BOT), "待核对", by="Telegram 12")
        await user.sends("融资")
        await user.sends("你好")
        await everything_handled(server)
    paused, greeting = server.messages(user)
    assert paused.text.startswith("问答服务正在检查，暂时停止回答")
    assert paused.buttons == []
    assert greeting.text.startswith("您好！")
