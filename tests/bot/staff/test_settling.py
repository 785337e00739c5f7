"""What is taught follows its clause: into review with another text, back with the same, gone with nothing."""

from bot.loading import picture_file, read_kept
from tests.bot.parking import publish, staged
from tests.bot.staff.conftest import service_on, wish
from tests.bot.staff.test_teaching import ODD, refusal


async def states(teaching) -> list[str]:
    return [each.state for each in (await teaching.phrasings()).items][::-1]


async def test_a_changed_clause_sends_what_is_taught_to_it_to_review_until_a_clerk_confirms(
    service, teaching, desk, folder, rewrite
):
    number = await teaching.teach(wish(ODD, sentence="对停车费"), by="甲")
    await teaching.teach(wish("哪里贴罚单", "一"), by="甲")
    rewrite(("可以向市交通局投诉", "请向市公安局投诉"), ("对停车费有异议的", "有异议的"))
    await publish(desk, folder)
    assert await states(teaching) == ["review", "live"]
    assert (await service.ask(ODD)).clause is None
    await teaching.confirm(number, by="乙")
    assert await states(teaching) == ["live", "live"]
    assert (await service.ask(ODD)).clause.path == "二"
    assert (await teaching.phrasings(words=ODD)).items[0].sentence == ""  # that the new text hasn't got


async def test_what_nothing_answered_is_looked_at_again_with_any_other_text(
    service, teaching, desk, folder, rewrite
):
    await teaching.teach(wish("停车每月多少钱", "无"), by="甲")
    rewrite(("夜间免费", "每月100元"))
    await publish(desk, folder)
    assert await states(teaching) == ["review"]
    assert (await service.ask("停车每月多少钱")).clause.path == "一"


async def test_rolling_back_to_the_text_that_it_was_taught_to_brings_it_back(
    service, teaching, desk, folder, rewrite
):
    number = await teaching.teach(wish(ODD), by="甲")
    rewrite(("二、投诉办理。对停车费有异议的，可以向市交通局投诉。\n", ""))
    await publish(desk, folder)
    assert await states(teaching) == ["review"]
    assert (await service.ask(ODD)).clause is None
    assert "没有“二”这一条" in await refusal(teaching.confirm(number, by="甲"))
    await desk.roll_back("parking", 1, by="甲")
    assert await states(teaching) == ["live"]
    assert (await service.ask(ODD)).clause.path == "二"


async def test_a_withdrawn_document_takes_what_is_taught_with_it(service, teaching, desk):
    number = await teaching.teach(wish(ODD), by="甲")
    await desk.withdraw("parking", by="甲")
    assert await states(teaching) == ["review"]
    assert "没有已发布的文件 parking" in await refusal(teaching.confirm(number, by="甲"))
    assert (await service.ask(ODD)).clause is None
    await desk.roll_back("parking", None, by="甲")
    assert await states(teaching) == ["live"]


async def test_what_was_withdrawn_stays_so_whatever_is_published(teaching, desk, folder, rewrite):
    number = await teaching.teach(wish(ODD), by="甲")
    await teaching.withdraw(number, by="甲")
    rewrite(("向市交通局投诉", "向市公安局投诉"))
    await publish(desk, folder)
    await desk.roll_back("parking", 1, by="甲")
    assert await states(teaching) == ["withdrawn"]


async def test_a_preview_says_how_much_that_is_taught_would_go_to_review(teaching, desk, folder, rewrite):
    await teaching.teach_all([wish(ODD), wish("哪里贴罚单", "一"), wish("停车每月多少钱", "无")], by="甲")
    rewrite(("向市交通局投诉", "向市公安局投诉"))
    draft = await staged(desk, folder)
    assert "员工教的问法有 2 条要重新核对，核对前不起作用" in draft.summary
    assert "- 员工教的问法有 2 条要重新核对" in draft.report
    assert await states(teaching) == ["live"] * 3


async def test_a_files_own_question_wins_over_the_same_that_was_taught_before(
    service, teaching, desk, folder, rewrite
):
    await teaching.teach(wish(ODD, "一"), by="甲")
    assert (await service.ask(ODD)).clause.path == "一"
    rewrite(questions=f"二\t\t{ODD}\n")
    await publish(desk, folder)
    assert (await service.ask(ODD)).clause.path == "二"


async def test_what_is_kept_for_the_next_start_has_nothing_taught_in_it(service, teaching, store):
    engine, settings = store
    file = picture_file(engine, read_kept(settings.policies, cache=settings.data / "cache"))
    before = file.read_bytes()
    await teaching.teach(wish(ODD), by="甲")
    again = await service_on(store)
    assert (await again.ask(ODD)).clause.path == "二"
    assert file.read_bytes() == before
