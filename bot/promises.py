"""What a quotation doesn't promise: it encourages or tries out, and the question asks how much or how."""

import re
from collections.abc import Sequence

from bot import wording
from knowledge.departments import Directory
from knowledge.document import Units
from retrieval.normalise import normalise

_SOFT = re.compile(r"鼓励|探索|试点|引导|支持|推动|积极|推广|加强|完善|健全")
_FIGURE = re.compile(r"\d[\d.]*\s*(?:[%％万亿元天日月折]|个(?:工作日|月))|百分之|免费|免征|减免")
_ASKED = {
    "金额和标准": re.compile(
        r"多少钱|几(?:块|万|千|百)|(?:给|补|奖|拿|领|发|贴)(?:我们?|的|到|了|个)?多少|多少(?:补贴|补助|奖励|奖金|资金)|额度|上限|封顶|"
        r"(?:能|可以|会)(?:不能|不可以)?(?:给|拿|领|补|奖|发)(?:点|些|到)?(?:钱|补贴|补助|奖励|奖金)|"
        r"(?:有没有|有|给不给|发不发)[^，。？！]{0,6}(?:钱|补贴|补助|奖励|奖金)(?:拿|领|吗|么|没|啊|呢|$)|给钱"
    ),
    "比例和费率": re.compile(
        r"(?:利率|利息|费率|比例|保费|手续费)(?:是|有|要)?(?:多少|几|多高|怎么算)|几成|百分之几|几个点"
    ),
    "条件和材料": re.compile(
        r"条件|资格|材料|门槛|(?:要|需要|得|带|交|准备)(?:哪些|什么|啥)(?:东西|资料|证件|手续)?"
    ),
    "办理的步骤": re.compile(
        r"怎么(?:申请|办|报|领|弄|申报|报名)|如何(?:申请|办理|申报|领取)|流程|步骤|手续|咋(?:申请|办|弄|报)"
    ),
    "办理的时间": re.compile(r"多久|几天|什么时候|啥时候|何时|期限|截止|哪天|几月"),
}


def caution(
    question: str, sentences: Sequence[str], units: Units, *, directory: Directory
) -> tuple[str, ...]:
    """Return that a quotation gives no amount, condition or procedure though one is asked, and whom to ask.

    Only where it encourages or tries out without any figure; else nothing.
    """
    quoted = "".join(sentences)
    soft = _SOFT.search(quoted)
    asked = [name for name, pattern in _ASKED.items() if pattern.search(normalise(question))]
    if not soft or _FIGURE.search(quoted) or not asked:
        return ()
    return (wording.gives_no_more(soft[0], asked, units, question=question + quoted, directory=directory),)
