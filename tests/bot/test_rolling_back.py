"""Rolling back, withdrawing, listing versions."""

import pytest

from bot.errors import BotError
from tests.bot.parking import ask, audit, live, publish


async def test_a_withdrawn_document_answers_no_more_and_can_come_back(desk, store, folder):
    await publish(desk, folder)
    assert (await desk.withdraw("parking", by="甲")).startswith("《停车管理办法》已撤下，不再回答问题；")
    assert await live(store[0]) == {}
    assert "还没有发布任何政策文件" in await ask(store, "停车费每小时多少钱")
    with pytest.raises(BotError, match="没有已发布的文件 parking"):
        await desk.withdraw("parking", by="甲")
    assert "作为第 2 版发布" in await desk.roll_back("parking", None, by="甲")
    assert [act for act, *_ in await audit(store[0])] == ["load", "publish", "withdraw", "rollback"]


@pytest.mark.parametrize(
    ("document", "version", "said"),
    [
        ("parking", None, "parking 没有更早的版本可以恢复"),
        ("parking", 1, "现在用的就是第 1 版的文本"),
        ("parking", 7, "parking 没有第 7 版"),
        ("unknown", None, "没有编号为 unknown 的文件"),
    ],
)
async def test_a_roll_back_to_nothing_is_refused(desk, store, document, version, said, folder):
    await publish(desk, folder)
    with pytest.raises(BotError, match=said):
        await desk.roll_back(document, version, by="甲")
    assert await live(store[0]) == {"parking": 1}


async def test_versions_are_listed_for_all_or_for_one(desk, rewrite, folder):
    await publish(desk, folder)
    rewrite(("5元", "6元"))
    await publish(desk, folder)
    assert [(o.published.version, o.published.live) for o in await desk.versions("parking")] == [
        (1, False),
        (2, True),
    ]
    assert len(await desk.versions()) == 2
    with pytest.raises(BotError, match="没有编号为 unknown 的文件"):
        await desk.versions("unknown")
