"""How long a document holds and what it replaces: sentences such as 本办法自2024年1月1日起施行，有效期三年。"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.dates import DATE, days_on, months_on, read_date, years_on
from knowledge.document import Problem, Validity
from knowledge.numbering import numeral

MOST_WARNINGS = 20
"""More dates that don't exist are not listed."""

LONGEST_SENTENCE = 400
"""A longer sentence (in characters) says nothing of a document's force."""

_WORDS = re.compile("施行|实施|执行|生效|有效期|试行|废止|失效|有效至|期限")
_SELF = re.compile(
    r"本(?:[\u4e00-\u9fff“”]{0,12}?)(?:办法|意见|通知|计划|政策|措施|方案|规定|细则|条例|规划|文件|规程|规则|通告|公告|决定|制度|标准"
    r"|指南|行动|若干|目录|规范)"
)
_YEARS = r"([一二两三四五六七八九十]{1,3}|\d{1,2}) ?个?年"
_VERB = "(?:正式|开始|试)?(?:施行|实施|执行|生效|试行)(?=$|[，,）)至])"
_FROM_DAY = re.compile(
    rf"(?:自|从|于)?({DATE}) ?(?:(?:起|开始|之日起)(?:[，,]?{_VERB}|[至到])|{_VERB})|期限?(?:为|是|自)?({DATE}) ?[至到]"
)
_FROM_ISSUE = re.compile(
    rf"自?(?:本\S{{1,6}}?)?(?:发布|公布|印发|下发|发文|颁布|签发|发布公告|印发发布)之日(?:起)?"
    r"(?:满?(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3}) ?个?(?P<unit>日|天|月)(?:后|之后|起)?)?起?[，,]?"
    rf"{_VERB}"
)
_TO_DAY = re.compile(
    rf"(?:有效期(?:限)?|试行期|执行期(?:限)?|实施期(?:限)?|施行期(?:限)?|政策期限|期限|执行|实施|施行|有效|试行|暂定)(?:暂定)?(?:为|是)?"
    rf"(?:自?{DATE} ?(?:起|开始)?)?[，,]?[截]?[至到止](?P<day>{DATE}|\d{{4}} ?年 ?(?:12 ?月)?底|\d{{4}} ?年末)(?:止)?"
    rf"|(?:自|从){DATE} ?(?:起|开始)?(?:{_VERB})?[，,]?[至到](?P<until>{DATE}|\d{{4}} ?年 ?(?:12 ?月)?底)(?:止)?"
)
_FOR_YEARS = re.compile(
    rf"(?:有效期(?:限)?|试行期(?:限)?|试行|执行期(?:限)?|实施期(?:限)?|期限)(?:暂定)?(?:为|是)?{_YEARS}(?!度)"
)
_SUBJECT = re.compile(
    r"^[\s（(]*(?:并|且|同时|现|暂|政策)*(?:自|从|于|由\S{2,20}?起|有效期|试行|执行(?:期|至|到)|实施(?:期|至|到)|施行|暂定|至|到|\d{4}年|[二][〇○零])"
)
_OF_IT = re.compile(r"[）)》行试（(]{0,6}(?:的|所称|所列|所指|规定|中|明确)")
_ASIDE = re.compile(r"^[（(《》“”试行暂）)\s]{0,8}?(?=自|从|于|有效|试行|执行|实施|施行)")
_PERIOD = re.compile(r"(?<!\d)(\d{4}) ?年?\s*[—–\-~～至到－―]+\s*(?:(\d{4}) ?年|(20\d\d)(?!\d))")
_ENDED = re.compile(
    r"(?:同时|即行|相应|一并|予以|自行|起|现行|就此|随之|均|同步)(?:予以|自行|同时)?(?:废止|停止执行|失效|停止施行)"
)
_NAMED = re.compile(
    r"《((?:[^《》]|《[^《》]*》){2,120})》|(" + r"[\u4e00-\u9fff]{2,12}[〔\[［（(]\d{4}[〕\]］）)]\d{1,4}号)"
)
_CUT = re.compile("[。；！？\n]")
_INSIDE = re.compile("[，,]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that may speak of a document's force: its line, and whether it closes the document."""

    line: int
    text: str
    closing: bool = False


@dataclass(frozen=True, slots=True)
class Force:
    """What a document says of its force: the period, what it replaces, and dates that don't exist."""

    validity: Validity
    replaces: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_force(title: str, passages: Iterable[Passage], *, issued: date | None) -> Force:
    """Return the first and the last day of force, and the titles and numbers of what is replaced.

    The first day is the stated one (自…起施行, 自发布之日起30日后施行), else the issue date; the last the stated
    one (有效期至…, 有效期三年: to the day before the same date), else the last day of the period in the title
    (2021—2023年). A stated day that doesn't exist is None, with a problem.
    """
    said = list(_sentences(passages))
    start, start_told = _stated_start(said, issued)
    start = start if start_told else issued
    end, end_told = _stated_end(said, start)
    if not end_told:
        end = period_end(title)
    impossible = dict.fromkeys(_impossible(said))
    problems = [
        Problem(line, f"“{day}”这一天不存在，没有采用；请核对日期。")
        for line, day in [*impossible][:MOST_WARNINGS]
    ]
    replaces = dict.fromkeys(name for _, text in said for name in _replaced(text))
    return Force(Validity(start, end), tuple(replaces), tuple(problems))


def period_end(title: str) -> date | None:
    """Return the last day of the period in a title (2021—2023年); None where there is none."""
    match = _PERIOD.search(title)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[3])
    return date(last, 12, 31) if 0 < first <= last else None


def _sentences(passages: Iterable[Passage]) -> Iterator[tuple[int, str]]:
    """Yield line and text of the sentences that speak of the document's own force."""
    for passage in passages:
        if not _WORDS.search(passage.text):
            continue
        for sentence in _CUT.split(passage.text):
            if len(sentence) > LONGEST_SENTENCE or not _WORDS.search(sentence):
                continue
            if passage.closing or _SELF.search(sentence):
                yield passage.line, sentence


def _own_parts(sentence: str) -> Iterator[str]:
    """Yield the parts between commas, with what follows, that speak of the document itself.

    补助期限至2026年12月31日 speaks of something else, whatever else the sentence says.
    """
    self_named = _SELF.search(sentence)
    if self_named and _OF_IT.match(sentence, self_named.end()):
        return
    start = 0
    for end in [*(m.end() for m in _INSIDE.finditer(sentence)), len(sentence)]:
        part = sentence[start:end]
        start = end
        if "废止" in part or "停止执行" in part:
            continue
        own = _SELF.search(part)
        rest = part[own.end() :] if own else part
        if _SUBJECT.match(_ASIDE.sub("", rest)) or (own and rest.startswith("期限")):
            yield part


def _stated_start(said: Sequence[tuple[int, str]], issued: date | None) -> tuple[date | None, bool]:
    for _, sentence in said:
        for part in _own_parts(sentence):
            if match := _FROM_DAY.search(part):
                return read_date(match[1] or match[2]), True
            if match := _FROM_ISSUE.search(part):
                return _after_issue(issued, match["count"], match["unit"]), True
    return None, False


def _after_issue(issued: date | None, count: str | None, unit: str | None) -> date | None:
    if issued is None or count is None:
        return issued
    number = _count(count)
    return months_on(issued, number) if unit == "月" else days_on(issued, number)


def _count(text: str) -> int:
    return numeral(text.replace("两", "二")) or 0


def _stated_end(said: Sequence[tuple[int, str]], start: date | None) -> tuple[date | None, bool]:
    for _, sentence in said:
        for part in _own_parts(sentence):
            if match := _TO_DAY.search(part):
                day = match["day"] or match["until"]
                if "底" in day or "末" in day:
                    return date(int(day[:4]), 12, 31) if int(day[:4]) else None, True
                return read_date(day), True
            if match := _FOR_YEARS.search(part):
                return years_on(start, _count(match[1])) if start else None, True
    return None, False


def _impossible(said: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for line, sentence in said:
        for day in re.findall(DATE, sentence):
            if read_date(day) is None:
                yield line, day


def _replaced(sentence: str) -> Iterator[str]:
    """Yield titles and document numbers that a sentence puts out of force."""
    match = _ENDED.search(sentence)
    if match is None or ("《" not in sentence[: match.start()] and "号" not in sentence[: match.start()]):
        return
    for named in _NAMED.finditer(sentence[: match.start()]):
        number = re.sub(r"^(?:原|此前|以及|和|及)", "", named[2]) if named[2] else None
        yield number or named[1]
