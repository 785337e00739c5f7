"""What monitoring reads: every count and measure in Prometheus' text format, each process by itself."""

import math

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.assistant import Assistant, Channel, Person
from bot.metrics import Metrics
from tests.conftest import TODAY


async def samples(metrics: Metrics) -> dict[str, float]:
    """Return all samples by name and labels, as `name{label=value}`."""
    text = (await metrics.exposition()).decode()
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


async def test_questions_are_counted_by_channel_and_kind_with_the_time_of_their_answers(
    engine, library, identity
):
    metrics = Metrics()
    assistant = Assistant(engine, library, identity, today=lambda: TODAY, answered=metrics.answered)
    person = Person(Channel.WEB, "somebody")
    for question in ("首贷服务中心在哪办", "品字标归谁管", "谢谢"):
        await assistant.ask(question, person)
    found = await samples(metrics)
    assert found["policybot_questions_total{channel=web,kind=answer}"] == 2
    assert found["policybot_questions_total{channel=web,kind=smalltalk}"] == 1
    assert found["policybot_answer_seconds_count"] == 3
    assert 0 < found["policybot_answer_seconds_sum"] < 30


async def test_sends_are_counted_by_outcome_and_memory_is_measured():
    metrics = Metrics()
    for outcome in ("sent", "sent", "unreachable"):
        metrics.sent(outcome)
    found = await samples(metrics)
    assert found["policybot_sends_total{outcome=sent}"] == 2
    assert found["policybot_sends_total{outcome=unreachable}"] == 1
    assert found["process_resident_memory_bytes"] > 10_000_000


async def test_what_is_published_is_shown_as_it_is_when_asked():
    published = [3, 1]
    metrics = Metrics()
    metrics.show_published(lambda: published[0], lambda: published[1])
    assert (await samples(metrics))["policybot_publication"] == 3
    published[:] = 4, 2
    found = await samples(metrics)
    assert (found["policybot_publication"], found["policybot_documents"]) == (4, 2)


async def test_the_inbox_is_read_when_asked_and_unknown_while_it_cannot_be(caplog):
    answers: list[tuple[int, float] | Exception] = [(7, 1.5), OSError("gone"), (0, 0.0)]

    async def read() -> tuple[int, float]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    metrics = Metrics()
    metrics.show_inbox(read)
    found = await samples(metrics)
    assert (found["policybot_inbox_depth"], found["policybot_inbox_age_seconds"]) == (7, 1.5)
    found = await samples(metrics)
    assert math.isnan(found["policybot_inbox_depth"])
    assert math.isnan(found["policybot_inbox_age_seconds"])
    assert "the inbox could not be measured: OSError" in caplog.text
    assert (await samples(metrics))["policybot_inbox_depth"] == 0


async def test_two_in_one_process_count_apart():
    one, other = Metrics(), Metrics()
    one.sent("sent")
    assert "policybot_sends_total{outcome=sent}" in await samples(one)
    assert "policybot_sends_total{outcome=sent}" not in await samples(other)


@pytest.mark.parametrize("label", ["\n", '"', "问"])
async def test_a_label_of_any_text_leaves_the_format_whole(label):
    metrics = Metrics()
    metrics.sent(label)
    assert any(name.startswith("policybot_sends_total") for name in await samples(metrics))
