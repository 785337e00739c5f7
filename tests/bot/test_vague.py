"""What is too vague is offered topics to tap; what is near to an uncovered question is named."""

import pytest

from bot.compose import compose
from tests.conftest import TODAY


@pytest.mark.parametrize(
    "question",
    [
        "政策",
        "补贴",
        "怎么办",
        "什么时候截止",
        "我想打听一下",
        "我是做小生意的，想咨询一下",
        "开厂的，有什么优惠",
        "帮忙查查我能享受些什么",
        "刚刚说的那些，有效期到什么时候",
    ],
)
def test_a_question_without_a_topic_is_offered_the_topics(library, question):
    answer, _ = compose(question, library, TODAY)
    assert answer.text.startswith("您想了解哪方面的内容？")
    assert [choice.path for choice in answer.choices] == [None] * 5


@pytest.mark.parametrize("question", ["我是开店的，首贷服务中心在哪", "我们做外贸的，出口网上展怎么参加"])
def test_who_asks_does_not_hide_what_is_asked(library, question):
    assert compose(question, library, TODAY)[0].clause is not None
