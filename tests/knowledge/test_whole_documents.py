"""Whole documents as cities publish them (in words of our own), split: clauses, units, validity."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.clause_document import read_document
from knowledge.clause_files import ClauseFile
from knowledge.document import Document, Part, Units, Validity
from tests.knowledge.official import outline

FILES = Path(__file__).parent.parent / "data" / "clause_files"
COUNTIES = "各县（市、区）政府"

STATUTE: list[tuple[str, str | None, str]] = [
    (
        "第一章第一条",
        None,
        "为规范小微企业园建设和管理，促进小微企业集聚发展，根据《中华人民共和国中小企业促进法》和省有关规定，"
        "结合本市实际，制定本办法。",
    ),
    (
        "第一章第二条",
        None,
        "本办法所称小微企业园，是指统一规划、集中建设、产权清晰，入驻企业不少于20家的园区。\n"
        "园区申报期限至每年6月30日。",
    ),
    (
        "第一章第三条",
        None,
        "市经济和信息化局负责全市小微企业园的统筹协调。\n"
        "市自然资源和规划局、市财政局按照职责分工，做好相关工作。",
    ),
    (
        "第二章第一节第四条",
        None,
        "申报小微企业园应当具备下列条件：\n（一）建筑面积不少于1.5万平方米；\n（二）主导产业突出，具体包括：\n"
        "1．制造业；\n2．生产性服务业。\n（三）有专门的运营机构。\n申报材料应当真实。",
    ),
    ("第二章第一节第五条", None, "税收优惠执行至2027年12月31日，按照本办法第四条规定的条件办理。"),
    (
        "第二章第二节第六条",
        None,
        "市经济和信息化局应当自受理之日起20个工作日内作出决定，并向社会公示，公示期不少于5日。",
    ),
    ("第三章第七条", None, "本办法由市经济和信息化局负责解释。"),
    (
        "第三章第八条",
        None,
        "本办法自2024年4月1日起施行，有效期三年。"
        "原《某市小微企业园管理暂行办法》（某政办发〔2019〕35号）同时废止。",
    ),
]


@pytest.fixture
def split(request: pytest.FixtureRequest) -> Document:
    """Return the document that the test names, split."""
    return read_document(ClauseFile(FILES / request.param))


def parts(document: Document, part: Part) -> list[str]:
    """Return the lines that are `part`."""
    return [piece.text for piece in document.pieces if piece.part is part]


@pytest.mark.parametrize("split", ["banfa.txt"], indirect=True)
def test_a_statute_with_contents_chapters_and_a_page_number(split: Document) -> None:
    assert outline(split) == STATUTE
    assert split.clauses[4].sections == ("申报与认定", "申报")
    assert (split.title, split.issuer, split.issued) == (
        "某市小微企业园管理办法",
        "某市人民政府",
        date(2024, 3, 1),
    )
    assert split.validity == Validity(date(2024, 4, 1), date(2027, 3, 31))
    assert split.replaces == ("某市小微企业园管理暂行办法", "某政办发〔2019〕35号")
    assert parts(split, Part.FURNITURE) == [
        "目 录",
        "第一章 总则",
        "第二章 申报与认定",
        "第三章 附则",
        "— 1 —",
    ]
    assert split.problems == ()


@pytest.mark.parametrize("split", ["jihua.txt"], indirect=True)
def test_a_notice_whose_annexes_are_the_plan_and_a_table(split: Document) -> None:
    assert [(c.path, c.heading) for c in split.clauses] == [
        ("一", "总体目标"),
        ("二（一）1", "加快5G网络建设"),
        ("二（一）2", "布局算力设施"),
        ("二（二）3", "做强集成电路产业"),
        ("二（二）4", "建设软件园"),
        ("三（一）", "加强组织领导"),
        ("三（二）", "加大资金支持"),
    ]
    bodies = [clause.body for clause in split.clauses]
    assert (
        bodies[0]
        == "到2024年，全市数字经济核心产业增加值达到800亿元，累计建成未来工厂30家，数字化车间200个。"
    )
    assert (
        bodies[1] == "推进基站共建共享（市通信发展办牵头）。开放公共机构站址，降低建设成本"
    )  # the bracket closes it
    assert (
        bodies[3]
        == "对新引进项目，按设备投资额的10%给予补助，最高不超过1000万元。具体包括：\n①设计企业；\n②封测企业。"
    )
    assert bodies[6] == "优先保障重点项目，政策资金及时兑付。"
    assert [clause.units for clause in split.clauses] == [
        Units(),
        Units(("市通信发展办", "市经信局", "市机关事务中心", COUNTIES), "市通信发展办"),
        Units(("市发展改革委", "市经信局")),
        Units(("市经信局",)),
        *[Units()] * 3,
    ]
    assert split.title == "某市数字经济三年行动计划（2022—2024年）"
    assert (split.issuer, split.doc_number) == ("某市人民政府办公室", "某政办发〔2022〕12号")
    assert split.validity == Validity(date(2022, 5, 9), date(2024, 12, 31))
    assert parts(split, Part.ANNEX)[:2] == ["附件2", "重点任务分工表"]
    assert split.problems == ()


@pytest.mark.parametrize("split", ["cuoshi.md"], indirect=True)
def test_measures_with_units_on_headings_on_lines_of_their_own_and_for_all_that_follow(
    split: Document,
) -> None:
    assert [(c.path, c.heading) for c in split.clauses] == [
        ("一1", "落实税费优惠"),
        ("一2", "降低用能成本"),
        ("二1", "扩大信贷投放"),
        ("二3", "支持上市融资"),
        ("三1", None),
        ("三2", None),
        ("三3", None),
    ]
    assert [clause.units for clause in split.clauses] == [
        Units(("市财政局", "市税务局", COUNTIES), "市财政局"),
        Units(("市发展改革委", "国网某市供电公司"), "市发展改革委"),
        *[Units(("人行某市分行", "市金融办"), "人行某市分行")] * 2,
        Units(("市政务服务办", "市市场监管局", COUNTIES), "市政务服务办"),
        *[Units((COUNTIES,))] * 2,
    ]
    assert split.clauses[2].body == "每年新增民营企业贷款100亿元以上。"
    assert split.clauses[4].body == "推行“一件事”改革。"
    assert split.issuer == "某市发展和改革委员会、某市财政局"
    assert split.validity == Validity(date(2024, 7, 20), date(2026, 12, 31))
    assert split.replaces == ()
    assert [(problem.line, "缺了编号" in problem.message) for problem in split.problems] == [(16, True)]
