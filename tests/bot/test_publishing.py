"""Staging, publishing, giving up: what becomes live, what is told, what is audited."""

import asyncio

import pytest

from bot.errors import BotError
from tests.bot.parking import PARKING, QUESTIONS, ask, audit, live, publish, staged


async def test_a_load_touches_nothing_until_it_is_published(desk, store, rewrite, folder):
    draft = await staged(desk, folder)
    assert draft.summary.splitlines() == [
        "《停车管理办法》：新文件，共 2 条",
        "  期限：未写明",
        "  写明责任单位的有 1 条",
    ]
    assert await live(store[0]) == {}
    assert await desk.publish(draft.id, by="乙") == "已发布《停车管理办法》第 1 版。"
    rewrite(("5元", "6元"))
    await staged(desk, folder)
    assert await live(store[0]) == {"parking": 1}
    assert "每小时5元" in await ask(store, "停车费每小时多少钱")
    assert await audit(store[0]) == [
        ("load", "甲", None, None),
        ("publish", "乙", "parking", 1),
        ("load", "甲", None, None),
    ]


async def test_the_same_document_loaded_again_says_so_and_does_nothing(desk, store, folder):
    await publish(desk, folder)
    before = await audit(store[0])
    for _ in range(2):
        draft = await staged(desk, folder)
        assert (draft.id, draft.changes) == ("", False)
        assert draft.summary == "《停车管理办法》：与已发布的第 1 版相同，不用发布。"
        (folder / "parking.txt").write_text(
            PARKING + "\n \n", encoding="utf-8"
        )  # another file, the same text
    assert await audit(store[0]) == before


async def test_a_change_is_shown_published_and_rolled_back(desk, store, rewrite, folder):
    await publish(desk, folder)
    rewrite(("5元", "6元"), ("、市公安局", ""), ("二、投诉办理", "二、新增车位。增加车位。\n三、投诉办理"))
    draft = await staged(desk, folder)
    assert draft.summary.splitlines() == [
        "《停车管理办法》：与第 1 版相比有改动，共 3 条",
        "  期限：未写明",
        "  修改 一 停车收费：…停车费每小时【删：5】【增：6】元，夜间免费。…；责任单位去掉市公安局",
        "  新增 二 新增车位",
        "  改号 三 投诉办理（原 二）",
    ]
    assert "停车费每小时~~5~~**6**元，夜间免费。" in draft.report
    assert await desk.publish(draft.id, by="甲") == "已发布《停车管理办法》第 2 版。"
    assert "每小时6元" in await ask(store, "停车费每小时多少钱")
    said = await desk.roll_back("parking", None, by="乙")
    assert said == "《停车管理办法》已恢复为第 1 版的文本，作为第 3 版发布。"
    assert "每小时5元" in await ask(store, "停车费每小时多少钱")
    assert await live(store[0]) == {"parking": 3}
    assert (await audit(store[0]))[-1] == ("rollback", "乙", "parking", 3)


async def test_a_rehearsal_tells_which_answers_change_and_whether_for_the_better(
    desk, store, rewrite, folder
):
    rewrite(questions=QUESTIONS)
    await publish(desk, folder)
    await ask(store, "停车费每小时几元")
    await ask(store, "你好")
    rewrite(("夜间免费", "夜间减半"), ("二、投诉办理", "二、投诉渠道"))
    draft = await staged(desk, folder)
    assert "近期真实问题 1 个" in draft.summary
    assert "标注问题 2 个（答对：原来 " in draft.summary
    assert "停车费每小时几元（《停车管理办法》一，引用或部门不同）" in draft.summary
    assert "夜间减半" in draft.report.partition("停车费每小时几元")[2]
    assert "请核对问法：停车一小时多少钱（一，问法文件第 1 行）" in draft.report
    assert "有 2 条问法对应的条款改了，请核对" in draft.summary


async def test_phrasings_that_go_are_told(desk, rewrite, folder):
    rewrite(questions=QUESTIONS)
    await publish(desk, folder)
    rewrite(questions="")
    draft = await staged(desk, folder)
    assert "问法：原来 2 条，现在 0 条" in draft.summary
    assert "条款没有改动，改的是标题、日期、问法或其他内容" in draft.summary


async def test_a_phrasing_without_its_clause_is_told_with_its_file_and_line(desk, rewrite, folder):
    rewrite(questions=QUESTIONS + "九\t\t没有的\n一\t没有这句\t也没有\n")
    draft = await staged(desk, folder)
    assert "parking.questions.tsv 第 3 行：文件里没有“九”这一条" in draft.summary
    assert "parking.questions.tsv 第 4 行：“一”里没有以“没有这句”开头的句子" in draft.summary


async def test_a_draft_given_up_is_gone(desk, store, folder):
    draft = await staged(desk, folder)
    assert await desk.discard(draft.id, by="乙") == "已放弃，已发布的内容不变。"
    for act in (desk.publish, desk.discard):
        with pytest.raises(BotError, match=r"^这份预览已经发布过、放弃了或过期了；请重新载入文件。$"):
            await act(draft.id, by="甲")
    assert await live(store[0]) == {}


async def test_a_draft_is_published_once_by_whoever_comes_first(desk, store, folder):
    draft = await staged(desk, folder)
    results = await asyncio.gather(
        *(desk.publish(draft.id, by=name) for name in "甲乙丙"), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["DraftGone", "DraftGone", "str"]
    assert await live(store[0]) == {"parking": 1}


async def test_a_draft_overtaken_by_another_publication_is_refused_and_stays(desk, store, rewrite, folder):
    first = await staged(desk, folder)
    rewrite(("5元", "6元"))
    second = await staged(desk, folder)
    await desk.publish(second.id, by="乙")
    with pytest.raises(BotError, match=r"parking 已有变动（有了新版本，或已撤下），没有发布；请重新载入文件"):
        await desk.publish(first.id, by="甲")
    assert await live(store[0]) == {"parking": 1}
    assert "每小时6元" in await ask(store, "停车费每小时多少钱")


async def test_all_documents_of_a_load_are_published_or_none(desk, store, folder):
    (folder / "bus.txt").write_text("公交办法\n一、票价。票价2元。\n", encoding="utf-8")
    (folder / "wrong.txt").write_text("通知\n没有编号。\n", encoding="utf-8")
    with pytest.raises(BotError, match=r"wrong\.txt:1: 没有找到编号的条款"):
        await staged(desk, folder)
    assert await audit(store[0]) == []
    (folder / "wrong.txt").unlink()
    assert await publish(desk, folder) == "已发布 2 份文件：《公交办法》第 1 版、《停车管理办法》第 1 版。"


async def test_a_second_file_of_a_live_document_is_refused(desk, store, folder):
    await publish(desk, folder)
    (folder / "parking.md").write_text(PARKING.replace("5元", "6元"), encoding="utf-8")
    with pytest.raises(BotError, match=r"parking\.md: 与 .*parking\.txt 是同一份文件（parking）"):
        await staged(desk, folder)
    assert await live(store[0]) == {"parking": 1}


async def test_a_text_that_was_replaced_once_is_told(desk, rewrite, folder):
    await publish(desk, folder)
    rewrite(("5元", "6元"))
    await publish(desk, folder)
    await desk.roll_back("parking", None, by="甲")
    draft = await staged(desk, folder)
    assert draft.doubtful
    assert "注意：这是第 2 版的文本，后来换成了别的；再发布就又用回它。" in draft.summary


async def test_a_phrasing_whose_number_is_another_clauses_now_is_for_review(desk, rewrite, folder):
    rewrite(questions=QUESTIONS)
    await publish(desk, folder)
    rewrite(("一、停车", "一、新增车位。增加车位。\n二、停车"), ("二、投诉", "三、投诉"))
    draft = await staged(desk, folder)
    assert "请核对问法：停车一小时多少钱（一，" in draft.report
    assert "请核对问法：停车费收贵了找谁（二，" in draft.report


async def test_every_wrong_file_is_named_in_a_line_of_its_own(desk, folder):
    for number in range(30):
        (folder / f"wrong{number:02}.txt").write_text("通知\n没有编号。\n", encoding="utf-8")
    with pytest.raises(BotError) as refused:
        await staged(desk, folder)
    lines = str(refused.value).splitlines()
    assert len(lines) == 21
    assert lines[0].startswith(f"{folder / 'wrong00.txt'}:1: ")
    assert lines[-1] == "还有 10 处问题没有列出；请先改正上面这些。"


async def test_a_document_whose_file_is_gone_is_told_and_stays_live(desk, store, folder):
    (folder / "bus.txt").write_text("公交办法\n一、票价。票价2元。\n", encoding="utf-8")
    await publish(desk, folder)
    (folder / "bus.txt").unlink()
    draft = await staged(desk, folder)
    assert "文件夹里没有已发布的《公交办法》（bus）；它们仍在回答问题" in draft.summary
    assert not draft.changes
    assert await live(store[0]) == {"bus": 1, "parking": 1}
    one = await staged(desk, folder / "parking.txt")
    assert "公交" not in one.summary


async def test_files_are_staged_in_a_worker_process_too(desk, store, folder):
    """The worker opens the database by itself."""
    draft = await desk.stage_policies(by="甲")
    assert draft.changes
    assert await desk.publish(draft.id, by="甲") == "已发布《停车管理办法》第 1 版。"
    (folder / "parking.txt").write_text("", encoding="utf-8")
    with pytest.raises(BotError, match=r"parking\.txt:1: 文件是空的"):
        await desk.stage_policies(by="甲")


async def test_names_and_texts_come_out_harmless(desk, folder):
    (folder / "parking.txt").write_text(PARKING.replace("夜间", "\x1b[31m夜\u202e间"), encoding="utf-8")
    draft = await staged(desk, folder)
    assert not {"\x1b", "\u202e"} & set(draft.summary + draft.report)
