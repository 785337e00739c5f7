"""Lines of web pages: what a browser shows, block by block; and pages that are refused."""

import pytest

from knowledge.document import Part
from knowledge.errors import KnowledgeError
from knowledge.html_file import html_lines


def texts(page: str) -> list[str]:
    return [line.text for line in html_lines(page.encode(), "x.html")]


def refusal(page: str) -> str:
    with pytest.raises(KnowledgeError) as caught:
        html_lines(page.encode(), "x.html")
    return str(caught.value)


def test_blocks_and_breaks_make_lines_and_the_ends_of_source_lines_do_not() -> None:
    page = """<!DOCTYPE html><html><head><title>不是正文</title></head><body><h1>标题</h1>
    <p>一、主要
       目标&nbsp;&#19968;<b>大</b>批<br>第二行</p><div>甲<p>乙</p>丙</div>5 &lt; 6
    and seven<pre>丁
戊</pre></body></html>"""
    lines = html_lines(page.encode(), "x.html")
    assert [line.text for line in lines] == [
        "标题", "一、主要目标 一大批", "第二行", "甲", "乙", "丙", "5 < 6 and seven", "丁", "戊",
    ]  # fmt: skip
    assert [line.number for line in lines] == [1, 2, 2, 3, 4, 5, 6, 7, 7]


def test_what_a_browser_does_not_show_is_left_out() -> None:
    assert texts(
        "<script>var a='<p>'</script><style>p{}</style><nav>首页<ul><li>新闻</ul></nav><p hidden>甲</p>"
        "<div style='color:red; display : none'>乙<p>丙</p></div><!-- 丁 --><noscript>戊</noscript><p>正文"
    ) == ["正文"]


def test_a_table_of_figures_is_a_table_and_one_for_layout_is_not() -> None:
    lines = html_lines(
        "<table><tr><td><p>一、甲</p><p>二、乙</p><table><tr><th>名称<th>数量<tr><td>企业<td>6</table></td></tr></table>"
        "<table><tr><th>名称<th>数量<tr><td>企业<br>园区<td></table>".encode(),
        "x.html",
    )
    assert [line.text for line in lines] == [
        "一、甲", "二、乙", "名称 | 数量", "企业 | 6", "名称 | 数量", "企业 园区 |",
    ]  # fmt: skip
    assert [line.part for line in lines][-2:] == [Part.TABLE, Part.TABLE]
    assert lines[0].part is None


def test_numbers_that_a_browser_counts_are_printed() -> None:
    assert texts("<ol start=3><li>甲<ul><li>乙</ul><li><p>丙</p></ol><li>丁") == [
        "3. 甲",
        "乙",
        "4. 丙",
        "丁",
    ]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("utf-8", "utf-8"),
        ("gb2312", "utf-8"),
        ("big5", "big5"),
        ("", "gbk"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares_or_has(declared: str, encoding: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><p>培育小微企'
    assert [line.text for line in html_lines(page.encode(encoding), "x.html")] == ["培育小微企"]


def test_pages_that_are_empty_deep_or_endless_are_refused() -> None:
    assert "没有文字" in refusal("<html><body><img src=a.png></body></html>")
    assert "过于庞大" in refusal("<div>" * 2000 + "甲")
    assert "过于庞大" in refusal("<p " + "a=1 " * 300_000 + ">甲")
    assert "超过 100000 个字" in refusal("<p>" + "字" * 100_001)
    assert "超过 100000 个字" in refusal("<p>" + ("字\n " * 60_000 + "<i></i>") * 20)


def test_an_image_written_into_a_page_is_no_hindrance() -> None:
    assert texts(f'<p>甲<img src="data:image/png;base64,{"A" * 200_000}">乙</p>') == ["甲乙"]


def test_an_external_entity_is_not_fetched() -> None:
    page = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/hostname">]><p>甲&a;乙</p>'
    assert "".join(texts(page)).replace("]>", "") == "甲&a;乙"
