"""Clusters of questions: by property, and as a reader expects them."""

import random
import time
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from bot.staff.clusters import Asked, cluster

texts = st.text("甲乙丙丁戊己 ？", max_size=8)
questions = st.lists(st.builds(Asked, texts, st.integers(1, 5)), max_size=25)


def pairs(text: str) -> frozenset[str]:
    """Return the neighbouring characters of a text: tokens enough for a test."""
    return frozenset(a + b for a, b in pairwise(text))


@given(questions)
def test_every_text_is_in_one_cluster_with_all_times_that_it_was_asked(asked):
    clusters = cluster(asked, pairs)
    members = [one for each in clusters for one in (each.central, *each.others)]
    assert sorted(one.text for one in members) == sorted({one.text for one in asked})
    assert sum(one.count for one in members) == sum(one.count for one in asked)
    assert [each.count for each in clusters] == sorted((each.count for each in clusters), reverse=True)


@given(questions, st.randoms(use_true_random=False))
def test_the_order_in_which_questions_come_does_not_matter(asked, chance):
    shuffled = list(asked)
    chance.shuffle(shuffled)
    assert cluster(shuffled, pairs) == cluster(asked, pairs)


def test_what_shares_nothing_stands_alone_also_where_it_has_no_tokens_at_all():
    clusters = cluster([Asked("？"), Asked("！"), Asked("甲乙"), Asked("丙丁")], pairs)
    assert [each.count for each in clusters] == [1, 1, 1, 1]


def test_rare_words_hold_questions_together_and_common_ones_do_not(library):
    asked = [
        *("绿萝叶子发黄怎么办", "请问绿萝叶子发黄是不是水浇多了", "绿萝的叶子黄了怎么养"),
        *("湖州的公积金怎么办", "上海的税收怎么办", "杭州的人才房怎么办", "宁波的展会补贴怎么办"),
    ]
    first, *others = cluster(map(Asked, asked), library.searcher.about)
    assert {first.central.text, *(one.text for one in first.others)} == set(asked[:3])
    assert all(not each.others for each in others)


def test_the_central_question_is_the_one_that_the_others_are_like():
    (only,) = cluster(map(Asked, ["甲乙丙", "甲乙丙丁", "甲乙丙丁戊"]), pairs)
    assert only.central.text == "甲乙丙丁"


def test_thousands_of_questions_without_any_order_are_put_together_quickly():
    chance = random.Random(1)
    words = ["".join(pair) for pair in product("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未", repeat=2)]
    asked = [Asked("".join(chance.choices(words, k=5))) for _ in range(3_000)]
    begun = time.process_time()
    assert sum(each.count for each in cluster(asked, pairs)) == 3_000
    assert time.process_time() - begun < 5
