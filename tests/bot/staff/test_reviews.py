"""The desk: its queues, verdicts, who comes second, what is taught and taken back; on both databases."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from bot.assistant import Channel, Person
from bot.errors import BotError
from bot.service import refresh
from bot.staff.evidence import find_clauses, place_of, seen
from bot.staff.queues import PAGE, Queue, Queues
from bot.staff.reviews import Decision, Gone, Judged, Reviews, Verdict
from bot.staff.store.tables import HandoverRow, ReviewRow
from bot.staff.wishes import Place
from bot.store import QuestionRow
from tests.bot.parking import audit

ASKER = Person(Channel.WEB, "an asker")
RIGHT, UNCOVERED = Verdict.RIGHT, Verdict.UNCOVERED


@pytest.fixture
def queues(service) -> Queues:
    return Queues(service.assistant.engine)


@pytest.fixture
def reviews(service, teaching) -> Reviews:
    return Reviews(service.assistant, teaching, service.settings)


@pytest.fixture
def ask(service):
    async def asked(question: str, person: Person = ASKER) -> int:
        return (await service.assistant.ask(question, person)).question_id

    return asked


async def store_rows(service, **values) -> None:
    """Store questions as they are after some time; each value is a list, or the same for all."""
    count = max(len(value) for value in values.values() if isinstance(value, list))
    kept = {"notices": [], "sentences": [], "choices": [], "related": [], "as_of": None}
    now = datetime.now(UTC)
    common = {"conversation": "c", "channel": "web", "asked_at": now, "answer": kept, "confidence": 0.0}
    rows = [
        {**common, **{name: v[n] if isinstance(v, list) else v for name, v in values.items()}}
        for n in range(count)
    ]
    async with service.assistant.engine.begin() as connection:
        await connection.execute(insert(QuestionRow), rows)


async def lines(queues: Queues, queue: Queue) -> list[str]:
    return [line.text for line in (await queues.page(queue))[0]]


async def decide(reviews: Reviews, number: int, verdict: Verdict, by: str = "甲", **more):
    item = await reviews.item(number)
    decision = Decision(verdict, more.pop("round", item.review.round), **more)
    return await reviews.decide(item, decision, by=by)


async def test_each_queue_holds_what_belongs_there_newest_first(service, queues, ask):
    await store_rows(
        service,
        text=["没答上一", "没答上二", "拿不准", "有把握", "谢谢", "请选一个"],
        kind=["none", "none", "answer", "answer", "smalltalk", "choices"],
        confidence=[0.0, 0.0, 0.69, 0.7, 1.0, 0.1],
    )
    down, up = await ask("停车费每小时多少钱"), await ask("对停车费有异议怎么办")
    await service.assistant.vote(down, ASKER, helpful=False)
    await service.assistant.vote(up, ASKER, helpful=True)
    assert await lines(queues, Queue.UNANSWERED) == ["没答上二", "没答上一"]
    assert (await lines(queues, Queue.DOUBTFUL))[-1] == "拿不准"
    assert await lines(queues, Queue.DOWN) == ["停车费每小时多少钱"]
    assert (await lines(queues, Queue.RECENT))[-5:] == [
        "请选一个",
        "有把握",
        "拿不准",
        "没答上二",
        "没答上一",
    ]
    counts = {tab.queue: tab.shown for tab in await queues.tabs()}
    assert (counts[Queue.UNANSWERED], counts[Queue.DOWN], counts[Queue.RECENT]) == ("2", "1", "")


async def test_what_is_judged_leaves_the_queues_but_stays_among_the_recent(queues, reviews, ask):
    number = await ask("月球上停车呢")
    await decide(reviews, number, UNCOVERED)
    assert await lines(queues, Queue.UNANSWERED) == []
    (recent,) = (await queues.page(Queue.RECENT))[0]
    assert recent.verdict == "uncovered"


async def test_a_queue_has_pages_and_its_count_has_an_end(service, queues):
    await store_rows(service, text=[f"问题{n}" for n in range(PAGE + 75)], kind="none")
    first, older = await queues.page(Queue.UNANSWERED)
    second, _ = await queues.page(Queue.UNANSWERED, before=older)
    assert (len(first), len(second), second[0].text) == (PAGE, PAGE, "问题74")
    assert next(tab.shown for tab in await queues.tabs()) == "99+"
    assert await queues.page(Queue.UNANSWERED, before=first[0].id + 10**17) == (first, older)


async def test_the_same_words_with_the_same_outcome_are_one_line(service, queues):
    await store_rows(service, text=["宠物店补贴", "别的", "宠物店补贴 ", "寵物店補貼"], kind="none")
    folded, _ = await queues.page(Queue.UNANSWERED)
    assert [(line.text, line.count) for line in folded] == [("寵物店補貼", 3), ("别的", 1)]


async def test_a_verdict_goes_for_the_same_words_with_the_same_answer_until_it_is_taken_back(
    service, queues, reviews, ask
):
    await store_rows(service, text=["猫粮", "猫粮", "狗粮", "猫粮"], kind=["none", "none", "none", "choices"])
    other = await ask("猫粮")
    await decide(reviews, other, RIGHT)
    assert [(line.text, line.count) for line in (await queues.page(Queue.UNANSWERED))[0]] == [("狗粮", 1)]
    assert (await reviews.item(1)).review.is_open
    # A verdict that stands on one of them goes on covering the others.
    await decide(reviews, 1, UNCOVERED)
    await reviews.undo(1, seen=1, taught=None, by="甲")
    assert [line.count for line in (await queues.page(Queue.UNANSWERED))[0]] == [1, 1]
    await reviews.undo(other, seen=1, taught=None, by="甲")
    assert [line.count for line in (await queues.page(Queue.UNANSWERED))[0]] == [3, 1]
    assert await lines(queues, Queue.RECENT) == ["猫粮", "猫粮", "狗粮"]


async def test_the_next_and_the_one_before_are_those_of_the_same_queue(service, queues, reviews):
    await store_rows(service, text=list("甲乙丙丁"), kind=["none", "choices", "none", "none"])
    newest, middle, oldest = (line.id for line in (await queues.page(Queue.UNANSWERED))[0])
    assert await queues.beside(Queue.UNANSWERED, middle) == (oldest, newest)
    await decide(reviews, newest, UNCOVERED)
    assert await queues.beside(Queue.UNANSWERED, middle) == (oldest, None)
    assert await queues.beside(Queue.UNANSWERED, newest) == (middle, None)


async def test_who_waits_for_a_person_comes_before_who_has_one(service, queues, ask):
    number, now = await ask("对停车费有异议怎么办"), datetime.now(UTC)
    states = [("a", "taken"), ("b", "waiting"), ("c", "closed")]
    moments = dict.fromkeys(("asked_at", "last_at", "taken_at", "closed_at"), now)
    common = {"channel": "web", "question_id": number, **moments}
    async with service.assistant.engine.begin() as connection:
        for conversation, state in states:
            row = {**common, "conversation": conversation, "state": state, "taken_name": "小李"}
            await connection.execute(insert(HandoverRow), row)
    first, second = await queues.asking()
    assert (first.waiting, second.waiting, second.name) == (True, False, "小李")
    assert first.text == "对停车费有异议怎么办"


async def test_an_item_shows_the_evidence_and_what_was_said(reviews, ask):
    number = await ask("停车费每小时多少钱")
    item = await reviews.item(number)
    assert item.seen.candidates[0].clause.key == "一"
    assert "小时" in item.seen.candidates[0].held["正文"]
    assert item.said is not None
    assert item.said.clause is not None
    assert item.now is None
    assert item.review.is_open


async def test_words_that_no_document_has_are_named(service):
    found = seen("宠物医院停车费", service.assistant.library)
    assert "停车费" in found.words
    assert set(found.unknown) == set(found.words) - {"停车费"}
    assert seen("", service.assistant.library).candidates == ()


async def test_clauses_are_found_by_words_and_by_path(service):
    library = service.assistant.library
    assert [one.key for one in find_clauses(library, "投诉")][:1] == ["二"]
    assert [one.key for one in find_clauses(library, "一")][:1] == ["一"]
    assert find_clauses(library, "zzz") == []
    (first, *_) = find_clauses(library, "异议")
    assert place_of(first.place) == ("parking", "二")
    assert place_of("nothing") is None


async def test_a_right_answer_becomes_a_phrasing_of_its_clause_and_is_noted_without_words(
    service, reviews, teaching, ask
):
    number = await ask("停车费每小时多少钱")
    round_, taught = await decide(reviews, number, RIGHT, teach="停一个钟头的车要几块钱", public=True)
    (kept,) = (await teaching.phrasings()).items
    assert (round_, kept.id, kept.clause, kept.public) == (1, taught, "一", True)
    assert kept.sentence == "停车费每小时5元，夜间免费。"
    assert {act for act, by, *_ in await audit(service.assistant.engine) if by == "甲"} >= {
        "verdict",
        "teach",
    }
    await refresh(service.assistant, service.settings)
    assert (await service.ask("停一个钟头的车要几块钱")).clause.key == "一"


async def test_the_right_clause_and_none_at_all_are_taught_too(service, reviews, teaching, ask):
    wrong, none = await ask("停车费每小时多少钱"), await ask("停车费能开发票吗")
    place = Place("parking", "二")
    await decide(reviews, wrong, Verdict.CORRECTED, place=place, teach="嫌停车贵去哪里说理")
    await decide(reviews, none, UNCOVERED, teach="停车费发票从哪里开")
    assert {one.clause for one in (await teaching.phrasings()).items} == {"二", "无"}
    assert (await reviews.item(wrong)).review.clause.key == "二"


async def test_a_verdict_without_wording_teaches_nothing(reviews, teaching, ask):
    assert await decide(reviews, await ask("停车费每小时多少钱"), RIGHT) == (1, None)
    assert (await teaching.phrasings()).total == 0


async def test_who_comes_second_is_told_who_decided_what_and_overwrites_nothing(reviews, teaching, ask):
    number = await ask("停车费每小时多少钱")
    await decide(reviews, number, RIGHT, by="甲", round=0)
    with pytest.raises(Judged) as told:
        await decide(reviews, number, UNCOVERED, by="乙", round=0, teach="停车费发票从哪里开")
    assert (told.value.review.by, told.value.review.verdict) == ("甲", "right")
    assert (await reviews.item(number)).review.verdict == "right"
    assert (await teaching.phrasings()).total == 0
    await decide(reviews, number, UNCOVERED, by="乙")
    assert ((await reviews.item(number)).review.by, (await reviews.item(number)).review.round) == ("乙", 2)


async def test_of_several_at_once_one_verdict_is_kept(service, reviews, teaching, ask):
    number = await ask("停车费每小时多少钱")
    item = await reviews.item(number)
    results = await asyncio.gather(
        *(
            reviews.decide(item, Decision(RIGHT, 0, teach=f"{name}问停车一小时的价钱"), by=name)
            for name in "甲乙丙"
        ),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Judged", "Judged", "tuple"]
    # What the others taught meanwhile is withdrawn with their verdicts.
    (kept,) = (await teaching.phrasings(state="live")).items
    assert kept.by == (await reviews.item(number)).review.by


async def test_what_cannot_be_taught_keeps_no_verdict(reviews, ask):
    number, place = await ask("停车费每小时多少钱"), Place("parking", "九")
    for decision, sentence in [
        ({"verdict": RIGHT, "teach": "我的电话13812345678要停车"}, "电话"),
        ({"verdict": Verdict.CORRECTED}, "请先选出正确的条款"),
        ({"verdict": Verdict.CORRECTED, "place": place}, "不在现行文件里"),
    ]:
        with pytest.raises(BotError, match=sentence):
            await decide(reviews, number, decision.pop("verdict"), **decision)
    assert (await reviews.item(number)).review.is_open


async def test_taking_a_verdict_back_opens_it_again_and_withdraws_what_it_taught(
    queues, reviews, teaching, ask
):
    number = await ask("月球上停车呢")
    round_, taught = await decide(reviews, number, UNCOVERED, teach="月球停车要钱吗")
    await reviews.undo(number, seen=round_, taught=taught, by="甲")
    assert await lines(queues, Queue.UNANSWERED) == ["月球上停车呢"]
    assert [one.state for one in (await teaching.phrasings()).items] == ["withdrawn"]
    with pytest.raises(BotError, match="后来又改过"):
        await reviews.undo(number, seen=round_, taught=taught, by="甲")
    # Who still looks at it as it was before all that is told too.
    with pytest.raises(Judged):
        await decide(reviews, number, UNCOVERED, round=0)


async def test_an_erased_question_is_gone_with_its_verdict(service, reviews, ask):
    number = await ask("停车费每小时多少钱")
    item = await reviews.item(number)
    await decide(reviews, number, RIGHT)
    await service.assistant.forget(ASKER)
    async with service.assistant.engine.connect() as connection:
        assert (await connection.execute(select(ReviewRow))).all() == []
    with pytest.raises(Gone):
        await reviews.item(number)
    with pytest.raises(Gone):
        await reviews.decide(item, Decision(UNCOVERED, 0), by="乙")
    with pytest.raises(Gone):
        await reviews.item(10**18)
