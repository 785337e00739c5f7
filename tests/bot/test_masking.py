"""Personal data is found by its form, and only that is replaced."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import CARD, EMAIL, IDENTITY, PHONE, masked

_FULL_WIDTH = str.maketrans("0123456789@-", "０１２３４５６７８９＠－")


@pytest.mark.parametrize(
    "number",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "138 123 45678",
        "1381 234 5678",
        "1 3 8 1 2 3 4 5 6 7 8",
        "+8613812345678",
        "+86 138 1234 5678",
        "(+86)13812345678",
        "0086-138-1234-5678",
        "8613812345678",
        "0573-82345678",
        "0573 8234 5678",
        "（0573）82345678",
        "057382345678",
        "+86 573 82345678",
        "010-62345678",
        "0573—8234567",
    ],
)
def test_a_telephone_number_is_masked_however_it_is_written(number):
    assert masked(f"我的电话是{number}，首贷在哪办") == f"我的电话是{PHONE}，首贷在哪办"
    assert masked(number.translate(_FULL_WIDTH)) == PHONE


@pytest.mark.parametrize(
    "number",
    [
        "330402198501011234",
        "33040219850101123X",
        "33040219850101123x",
        "330402 19850101 1234",
        "330402 1985 0101 1234",
        "330402-19850101-123X",
        "330402850101123",
    ],
)
def test_an_id_number_is_masked(number):
    assert masked(f"身份证{number}能办吗") == f"身份证{IDENTITY}能办吗"
    assert masked(number.translate(_FULL_WIDTH)) == IDENTITY


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "5500-0055-5555-5559",
        "378282246310005",
        "3782 822463 10005",
        "6222021234567890123",
        "6222 0212 3456 7890 123",
        "622202 1234567890123",
    ],
)
def test_a_bank_card_number_is_masked(number):
    assert masked(f"卡号{number}。") == f"卡号{CARD}。"
    assert masked(number.translate(_FULL_WIDTH)) == CARD


def test_what_is_behind_a_card_number_stays():
    assert masked("4111 1111 1111 1111 123") == f"{CARD} 123"


@pytest.mark.parametrize("address", ["li.si+a@example.com.cn", "13812345678@163.com", "ａ＠ｑｑ．ｃｏｍ"])
def test_a_mail_address_is_masked(address):
    assert masked(f"发到{address}吧") == f"发到{EMAIL}吧"


def test_several_are_masked_each_as_what_it_is():
    text = "张三13812345678 330402198501011234，卡4111111111111111,邮箱a@b.cn/13912345678"
    assert masked(text) == f"张三{PHONE} {IDENTITY}，卡{CARD},邮箱{EMAIL}/{PHONE}"


@pytest.mark.parametrize(
    "text",
    [
        "贷款1000000元，年营收13800000000元，还有 15000000000 元和13812345678万元",
        "4111111111111111元",
        "2021—2023年，2021-08-19，2021-08-19 2023-12-31，1985-01-01",
        "嘉政办发〔2021〕35号和浙政办发〔2020〕100号",
        "拨打12345或12366，96871也行，400-800-1234",
        "91330400MA2B8XYZ1X",
        "913304001465123456",
        "330402198513011234",
        "二（三）9，第12条，0.5%，1,380,000,000",
        "微信@我，@policybot 首贷",
        "订单20210819123045",
        "〔电话〕",
        "",
    ],
)
def test_what_is_no_personal_data_stays(text):
    assert masked(text) == text


_LIKE_NUMBERS = st.text("0123456789 -.+()（）Xx@０９＠元万亿%a", max_size=80)


@given(st.one_of(st.text(max_size=200), _LIKE_NUMBERS))
def test_masking_anything_twice_is_masking_it_once(text):
    assert masked(masked(text)) == masked(text)


@given(st.text(st.characters(exclude_categories=("Nd",), exclude_characters="@＠"), max_size=200))
def test_a_text_without_digits_and_at_signs_stays(text):
    assert masked(text) == text


@given(
    st.integers(3, 9), st.text("0123456789", min_size=9, max_size=9), st.text("首贷在哪办，？ab", max_size=20)
)
def test_no_mobile_number_is_left_in_a_question(second, rest, around):
    number = f"1{second}{rest}"
    assert number not in masked(f"{around}{number}{around}")


@pytest.mark.parametrize(
    "text", ["1" * 60_000, "a." * 30_000, "1 3 " * 15_000, "a@" * 30_000, "+86(" * 15_000]
)
def test_a_long_message_takes_no_longer_than_others(text):
    start = time.perf_counter()
    masked(text)
    assert time.perf_counter() - start < 1
