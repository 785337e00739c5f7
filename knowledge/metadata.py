"""What a document says of itself before its clauses and below them: title, issuer, number, issue date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import dropwhile, takewhile

from knowledge.dates import DATE, DATE_LINE, read_date
from knowledge.document import Line, Part, Problem
from knowledge.numbering import split_number

LONGEST_TITLE_LINE = 60
"""A longer line (in characters) is text, not part of a title."""

MOST_TITLE_LINES = 8
"""A title is broken into at most so many lines."""

MOST_HEAD_LINES = 300
"""Document number and dates are looked for in so many lines from the start."""

_YEAR = r"[〔\[［（(【] ?\d{4} ?[〕\]］）)】]"
_DOC_NUMBER = re.compile(rf"(?:[\u4e00-\u9fff]{{2,15}} ?{_YEAR} ?第?\d{{1,5}} ?号)")
_ORDER = re.compile(r"([\u4e00-\u9fff]{2,20}令) ?[（(]? ?(第 ?\d{1,4} ?号)[）)]?$")
_REGISTERED = re.compile(r"[A-Z]{2,8}\d{0,3}[-—–－]\d{4}[-—–－]\d{3,5}$")
_NOTICE = re.compile(
    r"(?:(?P<issuer>[^《》。：]{2,60}?)关于)?(?:印发|发布|公布|转发|下发)(?:《(?P<quoted>.{4,100}?)》|(?P<plain>[^《》。：]{4,90}?))的(?:通知|通告|公告)"
)
_BESIDE = re.compile(
    rf"[（(]?{_DOC_NUMBER.pattern}[）)]?$|[（(].{{2,120}}(?:通过|公布|印发|发布|修订|修正|施行)[^）)]{{0,10}}[）)]$"
)
_PUBLISHED = re.compile(r"[（(]此件.{2,14}[）)]$")
_MADE_PUBLIC = re.compile(rf"{DATE}(?:(?!{DATE})[^，。；]){{0,30}}?(?:公布|印发|发布)")
_HEADER = re.compile(r"[\u4e00-\u9fff ]{3,40}文件$")
_FACT = re.compile(
    r"(索引号|发文机关|发文字号|文号|成文日期|发文日期|发布日期|发布机构|公开方式|公开日期|主题分类|主题词|有效性|信息来源|来源|统一编号|规范性文件编号)[：:]"
)
_ADDRESSEE = re.compile(r"[^。；]{2,200}[：:]$")
_ADDRESSED = re.compile(r"^各|人民政府|政府|部门|单位|管委会|企业[：:]$|办公室|局[：:]")
_ANNEX_LINE = re.compile(r"附件 ?\d{0,2} ?[：:]?$")
_CLOSING = re.compile(r"特此(?:通知|公告|通告|函告)[。！]?$")
_FOOTER = re.compile(rf"抄送[：:]|.{{2,40}}{DATE} ?(?:印发|印)$")
_CONTACT = re.compile(r"[（(]?联系(?:人|电话|单位)[：:]")
_ORGAN = re.compile(
    r"(?:府|室|局|委|会|部|厅|院|中心|公司|行|处|所|办|社|组|机关|署|海关|校|站|队|集团|联|委员|支行)$"
)
_SEAL = re.compile(r"[（(](?:盖章|印章|公章|章|代章)[）)]$")
_SIGNED_LINE = re.compile(rf"(?P<who>[\u4e00-\u9fff、 ]{{3,60}}?) ?(?P<day>{DATE})$")
_NO_TITLE = re.compile(r"为|根据|按照|依据|现将|经[市省研]|各|目 ?录$|[（(]?联系")
_SENTENCE_END = "。；：！？"


@dataclass(slots=True)
class Facts:
    """What a stretch of lines says of the document; `parts` tells what each line is, by its place in the stretch.

    `issuer` signs it, `named_issuer` stands in its title.
    """

    title: str | None = None
    issuer: str | None = None
    named_issuer: str | None = None
    doc_number: str | None = None
    issued: date | None = None
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def notice_title(lines: Sequence[Line]) -> re.Match[str] | None:
    """Return issuer and title that a printing notice at the start of a document names (关于印发…的通知), or None."""
    head = "".join(line.text for line in takewhile(lambda line: split_number(line.text) is None, lines[:30]))
    match = _NOTICE.search(head[:3000])
    return match if match and match.start() < 300 else None


def named_title(notice: re.Match[str]) -> str:
    """Return the title of the document that a notice prints."""
    return (notice["quoted"] or notice["plain"]).strip()


def read_head(lines: Sequence[Line], notice: re.Match[str] | None, *, plan: int | None) -> Facts:
    """Read what stands before the first numbered block; `plan`: where the document that a notice prints begins."""
    facts = Facts(parts=[Part.NOTICE] * len(lines))
    signed = _read_signature(lines, facts, len(lines) if plan is None else plan)
    after = plan if plan is not None else signed
    while after < len(lines) and _stands_beside(lines[after].text):
        after += 1
    titles = list(takewhile(lambda line: _may_be_title(line.text), lines[after : after + MOST_TITLE_LINES]))
    title = "".join(line.text for line in titles)
    facts.parts[after : after + len(titles)] = [Part.TITLE] * len(titles)
    if not title and not notice:  # the signature stands below the title
        title = _title_above(lines, facts)
    for place in range(after + len(titles), len(lines)):
        if facts.parts[place] is Part.NOTICE and not _is_notice(lines[place].text):
            facts.parts[place] = Part.PREAMBLE
    if notice and (not title or _NOTICE.fullmatch(title)):
        title = named_title(notice)
    facts.title = title or None
    facts.named_issuer = _issuer_in(title, notice)
    _read_facts(lines, facts)
    return facts


def _title_above(lines: Sequence[Line], facts: Facts) -> str:
    """Return the title that stands above the signature, and mark its lines."""
    places = [place for place, part in enumerate(facts.parts) if part is Part.NOTICE]
    above = dropwhile(lambda place: _stands_beside(lines[place].text), places)
    titles = list(takewhile(lambda place: _may_be_title(lines[place].text), above))[:MOST_TITLE_LINES]
    for place in titles:
        facts.parts[place] = Part.TITLE
    return "".join(lines[place].text for place in titles)


def _read_signature(lines: Sequence[Line], facts: Facts, end: int) -> int:
    """Read the last signature before line `end` of a head; return where the text after it begins."""
    places = [place for place in range(end) if DATE_LINE.match(lines[place].text)]
    if not places:
        return 0
    place = places[-1]
    facts.issued = _dated(lines[place], facts)
    first = _signers(lines[:place], strictly=True)
    facts.parts[first : place + 1] = [Part.SIGNATURE] * (place + 1 - first)
    facts.issuer = _issuer(lines[first:place])
    return place + 1


def read_tail(lines: Sequence[Line]) -> tuple[int, Facts]:
    """Return where the signature at the end of a document begins (len(lines) for none), and what it says.

    It is a date on a line of its own with the issuers above it, perhaps 特此通知 above these, and （此件公开发布）
    or lines such as 抄送：… below.
    """
    facts = Facts()
    end = _above_footer(lines, _PUBLISHED, _FOOTER, _CONTACT)
    if not end or not (DATE_LINE.match(lines[end - 1].text) or _SIGNED_LINE.match(lines[end - 1].text)):
        end = _above_footer(
            lines, _PUBLISHED, _FOOTER
        )  # without a signature, whom to call is a clause's text
    start = end
    if end and DATE_LINE.match(lines[end - 1].text):
        start = _signers(lines[: end - 1])
        facts.issued = _dated(lines[end - 1], facts)
        facts.issuer = _issuer(lines[start : end - 1])
    elif end and (match := _SIGNED_LINE.match(lines[end - 1].text)) and _ORGAN.search(match["who"].strip()):
        start = end - 1
        facts.issued = _dated(lines[start], facts)
        facts.issuer = match["who"].strip()
    if start == end:
        facts.issued = next((read_date(line.text) for line in lines[end:] if "印" in line.text), None)
    facts.parts = [Part.SIGNATURE] * (end - start) + [Part.NOTICE] * (len(lines) - end)
    if start and _CLOSING.match(lines[start - 1].text):
        start -= 1
        facts.parts.insert(0, Part.NOTICE)
    return start, facts


def _above_footer(lines: Sequence[Line], *footers: re.Pattern[str]) -> int:
    """Return where the lines at the end that match one of `footers` begin."""
    end = len(lines)
    while end and any(footer.match(lines[end - 1].text) for footer in footers):
        end -= 1
    return end


def _dated(line: Line, facts: Facts) -> date | None:
    day = read_date(line.text)
    if day is None:
        told = f"“{line.text[-16:]}”这一天不存在，没有采用；请核对日期。"
        facts.problems.append(Problem(line.number, told))
    return day


def _signers(lines: Sequence[Line], *, strictly: bool = False) -> int:
    """Return where the issuers above a date begin: the line above it, and more lines that end as units do."""
    start = len(lines)
    if start and _names_a_body(lines[start - 1].text, strictly=strictly):
        start -= 1
        while start and _names_a_body(lines[start - 1].text, strictly=True):
            start -= 1
    return start


def _names_a_body(text: str, *, strictly: bool = False) -> bool:
    named = len(text) <= 40 and not any(mark in text for mark in _SENTENCE_END + "，《》")
    number = split_number(text)
    return named and number is None and (not strictly or _ORGAN.search(_SEAL.sub("", text)) is not None)


def _issuer(lines: Sequence[Line]) -> str | None:
    """Return the issuers of a signature, joined by 、 where there are several."""
    names = []
    for line in lines:
        words = _SEAL.sub("", line.text).split()
        apart = len(words) > 1 and all(len(word) > 2 and _ORGAN.search(word) for word in words)
        names += words if apart else ["".join(words)]
    return "、".join(names) or None


def _issuer_in(title: str, notice: re.Match[str] | None) -> str | None:
    """Return the issuer that a title begins with (某市财政局关于…的通知), or None."""
    named = notice["issuer"] if notice else title.partition("关于")[0] if "关于" in title[2:40] else None
    named = named.strip() if named else None
    return "、".join(named.split()) if named and (notice or _ORGAN.search(named)) else None


def _read_facts(lines: Sequence[Line], facts: Facts) -> None:
    """Read the document number, and what lines such as 成文日期：… say where no signature does."""
    for line in lines[:MOST_HEAD_LINES]:
        text = line.text
        if facts.doc_number is None and (match := _ORDER.match(text)):
            facts.doc_number = "".join((match[1] + match[2]).split())
        fact = _FACT.match(text)
        value = text[fact.end() :].strip() if fact else ""
        if fact and value:
            if fact[1] in ("成文日期", "发文日期") and facts.issued is None:
                facts.issued = read_date(value)
            if fact[1] in ("发文机关", "发布机构") and facts.issuer is None:
                facts.issuer = value
        elif facts.issued is None and re.match(rf"[（(].*{DATE}.*[）)]$", text):
            if match := _MADE_PUBLIC.search(text):
                facts.issued = read_date(match[0])
            elif re.fullmatch(rf"[（(]{DATE}[）)]", text):
                facts.issued = read_date(text)
        if facts.doc_number is None and len(text) <= 40 and "废止" not in text:
            match = _DOC_NUMBER.search(text)
            if match and not text[match.end() :].strip("）) "):
                facts.doc_number = "".join(match[0].split())


def _stands_beside(text: str) -> bool:
    """Return whether a line belongs to no title: document numbers, （此件公开发布）, 附件, a red header."""
    return any(
        pattern.match(text)
        for pattern in (_PUBLISHED, _BESIDE, _ANNEX_LINE, _ORDER, _REGISTERED, _HEADER, _FACT)
    )


def _is_notice(text: str) -> bool:
    if _stands_beside(text):
        return True
    return len(text) < 200 and _ADDRESSEE.match(text) is not None and _ADDRESSED.search(text) is not None


def _may_be_title(text: str) -> bool:
    if len(text) > LONGEST_TITLE_LINE or text[-1] in _SENTENCE_END + "，、:" or _NO_TITLE.match(text):
        return False
    return not any(mark in text for mark in "，。；") and not _stands_beside(text)
