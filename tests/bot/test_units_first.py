"""Who asks for the department reads it before the quotation, in every channel."""

from bot.compose import compose
from bot.telegram.render import answer_pieces
from tests.conftest import TODAY


def test_text_json_and_telegram_name_the_department_before_the_quotation_and_once(library):
    asked, guessed, plain = (
        compose(question, library, TODAY)[0]
        for question in ("出口网上展由哪个单位牵头", "出口网上展是税务局管的吧", "出口网上展")
    )
    assert [answer.to_json()["units_first"] for answer in (asked, guessed, plain)] == [True, True, False]
    for answer, lead in ((asked, "牵头单位：市商务局"), (guessed, "不是市税务局，牵头的是市商务局。")):
        for shown in (answer.text, "".join(piece.plain for piece in answer_pieces(answer))):
            assert shown.index(lead) < shown.index("网上展")
            assert shown.count("市商务局") == 1
    assert plain.text.index("网上展") < plain.text.index("牵头单位：市商务局")
