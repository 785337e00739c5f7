"""A document's outline; free text for hypothesis, put together from what official documents are made of."""

from hypothesis import strategies as st

from knowledge.document import Document

_FRAGMENTS = """
一、 二、 （一） （二） (三) 1． 2. 3、 10．5 （1） ① —— 第一章 第一节 第一条 第二十条 一、主要目标 （一）加强领导。
企业 鼓励各县（市、区）设立首贷服务中心 自2024年1月1日起施行 2021年8月19日 2023年2月30日
（2021—2023年） （此件公开发布）
嘉兴市人民政府关于印发《三年计划》的通知 嘉政办发〔2021〕35号 各县（市、区）人民政府： 。 ； ， ： ！ ？ “ ” （ ） 《 》
（责任单位：市科技局、市财政局） （牵头单位：甲局；责任单位：乙局）
（责任单位：甲局，市“小微企业计划”成员单位。列第一位的为牵头单位，下同）
第一部分 第二编 ㈠ 1） ⑴ • 目录 附件 附件：1．名单 抄送：各部门 特此通知。 某市财政局 二〇二一年八月十九日 某市文件
（甲局负责） （甲局牵头，乙局配合） 【责任单位：甲局】 责任单位：甲局 （以下均需各县（市、区）政府落实，不再列出）
本办法自2024年2月30日起施行，有效期三年。 原《甲办法》（某政发〔2019〕5号）同时废止。 关于印发《办法》的通知 办法
（责任单位： 责任单位： 等有关部门 按职责分工负责 列第一位的为牵头单位，下同
""".split()
_UNSEEN = [
    "\u200b",
    "\ufeff",
    "\u202e",
    "\x00",
    "\x0c",
    "\u2028",
    "\x85",
    "\ud800",
    "\u180e",
    "\u3000",
    "\t",
    "\r",
    "\r\n",
]

official_texts = st.lists(
    st.one_of(st.sampled_from(_FRAGMENTS), st.just("\n"), st.sampled_from(_UNSEEN), st.text(max_size=5)),
    max_size=40,
).map("".join)
"""Numbers, headings, sentences, brackets and dates in any order, with odd characters between."""

official_lines = st.lists(st.sampled_from(_FRAGMENTS), min_size=1, max_size=6).map("".join)
"""Single lines of the same, without white space."""

any_texts = st.one_of(st.text(st.characters(exclude_categories=())), official_texts)
"""Any string that Python can hold, lone surrogates included."""


def outline(document: Document) -> list[tuple[str, str | None, str]]:
    """Return path, heading and body of each clause."""
    return [(clause.path, clause.heading, clause.body) for clause in document.clauses]
