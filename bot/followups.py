"""What a message asks for beside its topic: who is in charge, the goal, more, a clause by its number."""

import re
from dataclasses import dataclass
from enum import Enum

from bot.offices import asks_who, without_who
from bot.smalltalk import without_talk
from retrieval.normalise import normalise


class Purpose(Enum):
    """What is wanted; the first of these that a message's words match counts."""

    NUMBER = "number"
    DEPARTMENT = "department"
    GOAL = "goal"
    AMOUNT = "amount"
    MORE = "more"
    DETAIL = "detail"
    AGAIN = "again"
    ALSO = "also"
    TIME = "time"
    FRAGMENT = "fragment"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A message read as part of a conversation.

    `words` are the message without what says that it changes the subject (`is_new`), or the time it asks about;
    `topic` is what it names besides its purpose (empty: nothing); `number` is that of a clause or of a choice (-1:
    the last one), `is_choice` whether only a choice can be meant; `goes_back`: it points at something said before.
    """

    purpose: Purpose
    words: str = ""
    topic: str = ""
    number: int | None = None
    is_choice: bool = False
    goes_back: bool = False
    is_new: bool = False


LONGEST_FRAGMENT = 14
"""What is left of a question's words, in characters: a longer message says itself what it is about."""

LONGEST_READ = 100
"""A longer message (in characters) is a question of its own."""

_SHORT_TOPIC = 4
_NUMERAL = r"[0-9]{1,3}|[一二三四五六七八九十两]{1,3}"
_END = r"[呢啊呀吧吗嘛么哈啦哦的了]*"
_QUESTION = r"(?:谁|哪|什么|啥|何)"
_BODY = r"(?:部门|单位|局|机构|机关|科室|委办|衙门|口子|窗口)"
_THIS = r"(?:在?做|[这那](?:件?事|块|个|类|些)|它)"
_CARE = rf"(?:来|在|去|具体|主要)*(?:牵头|带头|负责|主管|分管|管理|管|承办|受理|落实)+{_THIS}?"
_UNIT = r"(?:(?![归是由找属])[\u4e00-\u9fff]){1,9}?(?:局|委|办|厅|银行|支行|工商联|政府|法院|部)"
_NAMED = r"[^\W谁哪什啥何]{1,8}?"
_DEPARTMENT = re.compile(
    "|".join(
        (
            rf"(?:归|属于?|由|该|要|应该|是|找|问|去|到)*(?:哪|什么|啥|何)(?:一?[个家]|些)?(?:政府|市里的?)?{_BODY}(?:{_CARE})?",
            rf"(?:归|由|该|要|应该|是)*(?:谁|哪[个家]){_CARE}",
            r"(?:归|由|该|要|应该|去|到|得|能|可以)*(?:归|由|找|问|联系|属于|举报给|反映给|交给)谁(?:家|来)?"
            r"(?:办理|办|问|管|弄|报名|申请|咨询|反映|举报|投诉|解决)?",
            rf"(?:是|归|由)+[^\W谁哪什啥何]{{2,9}}?{_CARE}的?(?=[吧吗嘛么呀啊?\s]|对|是|$)",
            rf"(?:牵头|负责|主管|管事|管)的(?:人|部门|单位)?是?{_QUESTION}[个家位里儿]?{_BODY}?",
            rf"(?:牵头|责任|主管|负责|承办)的?{_BODY}(?:是|有)?(?:{_QUESTION}[个家些]?)?",
            rf"(?:(?<![^\s,。、;:!?])|是|归|由|找)(?:是|归|由|找)*{_UNIT}{_CARE}的?(?=[吧吗嘛么呀啊?\s]|对|是|$)(?!\s*{_QUESTION})",
            rf"(?:是|归|由|找)+{_UNIT}(?=[吧吗嘛么]|对[吧吗])",
            rf"(?:是|归|由|找|问|去)*{_NAMED}还是(?:是|归|由|找|问|去)*{_NAMED}\s*{_CARE}的?(?=[吧吗嘛么呀啊呢?\s]|$)",
            r"(?:(?:要|得|该)?(?:去|到|在|上|往)?(?:哪里|哪儿|哪)(?:可以|能)?(?:办理|办|申请|咨询|问|找|报名))",
            r"(?<![^\s,。、;:!?])[\u4e00-\u9fff]{1,4}?[局委办厅](?=[吧吗嘛么]|对[吧吗])",
        )
    )
)
_NUMBERED = re.compile(rf"第({_NUMERAL})(条|项|点|个)")
_PICK = re.compile(rf"(?:选|要|点|看)?(?:第?({_NUMERAL})|(最后)一?)(?:条|项|点|个)?{_END}")
_GOAL = re.compile(
    r"(?:(?:三年|总体|主要|具体|量化|数字|计划)的?)*(?:目标|指标)"
    r"(?:任务|数值|数)?(?=(?:[是有定为要达到呢吗吧啊呀的了]|哪些|什么|啥|多少|几|[个家户]|怎样|如何)*[?。!\s]*\Z)"
)
_AMOUNT = re.compile(
    r"(?:一共|总共|合计|要|得|是|有|能|达到|新增|做到|搞|弄|完成|打算|准备|计划|每年|一年|三年|大概|到底|具体|数量|数字)*(?:多少|几)(?:[个家户元人件条次场批台座名位项种笔亩倍]|万|亿|钱|数)*"
)
_MORE = re.compile(
    r"(?:还有|另外还有)(?:没有|办法|好处|优惠|支持|途径|吗|呢|别的|其他|其它|什么|啥|哪些|内容|要说|规定|措施|政策|说)*|别的|其[他它](?:的|方面)?|"
    r"继续(?:说|讲)?|接着(?:说|讲)|往下(?:说|讲)|然后|再(?:说|讲|来)(?:说|讲|点|些|一?条|一些)*|没了|就这些|下面|接下来"
)
_DETAIL = re.compile(
    r"(?:能|能不能|可以|请|再|给我|帮我|麻烦)*(?:说|讲|介绍|解释)?(?:得|的)?(?:再|更)?(?:详细|具体|仔细|细致|清楚|展开|细)"
    r"(?:地|一点|一些|一下|点儿?|些|说|讲|介绍|解释|内容|呢)*|(?:再|多)(?:说|讲)(?:几句|一?点|一?些)?|"
    r"(?:解释|说明|介绍)(?:一下|下)?|全文|原文"
)
_AGAIN = re.compile(
    r"(?:计划|政策|文件|规定|条款)?(?:现在)?(?:不会|是不是|会不会|该不会|有没有|还|是否)*(?:已经|早就|都)?"
    r"(?:过期|失效|作废|到期|有效|算数|管用)(?:了)?(?:没有|没|吧|吗|么|不|的)*(?=\W|\Z)|"
    r"(?:应?该|要|得|具体|我)*(?:怎么|如何|咋)(?:个)?(?:办理|申请|操作|回事|办|弄|做|搞|整|回)+(?:法)?|[说讲]?的?是?(?:什么|啥)意思|为什么|为啥|"
    r"(?:大概|一般)?(?:要|得|需要|用)*(?:几天|多少天|多久|多长时间)(?:能?[办弄]好|下来)?|"
    r"(?:要|得|用|需要)*(?:我们?|自己)*(?:花|出|交|掏|付)(?:多少)?钱(?:吗|么|不)?|(?:收不收|要不要|收|免)(?:费|钱)(?:吗|么|不)?"
)
_ALSO = re.compile(
    r"(?:也|还)(?:都)?(?:有|行|可以|能|算|适用|一样|管用)(?:这个|这样|份|效)?[吗么不嘛]|"
    r"(?:能|可以|可)?(?:不能)?(?:算|算数|享受|沾上?边|够得着|够得上|够格|符合|适用|轮得到)(?:得上|上|到)?(?:吗|么|不|嘛|没有)(?=\W|\Z)|"
    r"(?:算不算|能不能算|行不行|有没有份|有份[吗么不]|够不够格|符不符合|够条件[吗么不])(?=\W|\Z)"
)
_NEW = re.compile(
    r"(?:换|改|转)(?:一?个)?(?:问题|话题|事)|(?:另外|再|顺便|还想)(?:问|请教|打听)(?:一?下|你|您|一?个)*(?:别的|其他|问题|事)*|"
    r"(?:问|说)(?:一?个)?(?:别的|其他的?)(?:事|问题)?|还有一?个问题"
)
_BACK = re.compile(
    r"刚才|刚刚|刚(?=[说讲提问])|前面|之前|上面|以上|上一[个条]|先前|回到|说回|里面|其中|(?:再|又)?回过头来?"
)
_EARLIER = r"(?:刚才|刚刚|刚(?=[说讲提问])|前面|之前|上面|以上|先前|里面|其中|这里|那里)"
_THING = r"(?:一?件?事情?|[一两几]?[个条项件块些边]|一?方面|里|政策|规定)"
_THERE = re.compile(
    rf"(?:您|你)?{_EARLIER}(?:您|你)?(?:说|讲|提|问)?(?:到|起)?的?(?:[这那该此]?{_THING})?|(?:[这那该此]|上一){_THING}|回到|说回"
)
_OPENING = re.compile(
    r"(?:\s|,|那么|那|这|它|哦|噢|嗯|哎|对了|好吧|好的|好|行吧|行|不行啊|请问|所以|然后|我想问|想问|我说的是|我是说|我问的是|"
    r"至于|换成|要是|如果是|还有|关于|对于|对|是|都|到底|究竟)*"
)
_ENDING = re.compile(
    r"(?:那块|这块|方面|怎么样|如何|怎么说|怎么规定|[说讲]的?是?(?:什么|啥)|是?(?:什么|啥)|是?多少|几(?=[个家户件]?\Z)|"
    r"到底|究竟|三年|[呢啊呀吧吗嘛么哈啦哦的了])*\Z"
)
_TIME = re.compile(
    r"(?:在|按)?(?:(?:\d{4}年|去年|前年)(?:\d{1,2}月)?(?:[底末初]|上半年|下半年)?|现在|目前|今年|眼下|如今|当前|最新)(?:的?时候|那会儿?|的)?"
)
_ASKS = re.compile("多少|几|怎么|如何|哪|什么|啥|谁|咋|能不能|有没有|是不是|可不可以|多久|吗")
_MARKS = re.compile(r"[^\w%.]+")
_LEADING = re.compile(r"\A(?:哦|噢|嗯|哎|,|\s)*(?:那么?|还有|至于|换成|要是|如果是)")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}


def read_follow_up(message: str) -> FollowUp:
    """Return what a message (any text) asks for, and the topic that it names itself."""
    text = normalise(without_talk(message))
    if len(text) > LONGEST_READ:
        return FollowUp(Purpose.QUESTION, text, text)
    changed = _NEW.sub(" ", text, count=1)
    is_new, text = changed != text, changed
    goes_back = bool(_BACK.search(text))
    if picked := _PICK.fullmatch(_bare(text)):
        number = -1 if picked[2] else number_of(picked[1])
        return FollowUp(Purpose.NUMBER, text, "", number, "个" in text or "条" not in text, is_new=is_new)
    if numbered := _NUMBERED.search(text):
        topic = _topic(_NUMBERED.sub(" ", text))
        number, only = number_of(numbered[1]), numbered[2] == "个"
        return FollowUp(Purpose.NUMBER, text, topic, number, only, goes_back, is_new)
    for purpose, pattern in _PATTERNS.items():
        if pattern.search(text):
            topic = _topic(pattern.sub(" ", text))
            short = purpose is Purpose.AMOUNT and len(topic) <= _SHORT_TOPIC
            if not topic or short or purpose in _WITH_TOPIC:
                return FollowUp(purpose, text.strip(), topic, goes_back=goes_back, is_new=is_new)
    if asks_who(text):
        return FollowUp(
            Purpose.DEPARTMENT, text.strip(), _topic(without_who(text)), goes_back=goes_back, is_new=is_new
        )
    topic = _topic(text)
    if _TIME.fullmatch(topic):
        return FollowUp(Purpose.TIME, topic, goes_back=goes_back, is_new=is_new)
    is_elliptic = bool(_LEADING.match(text)) or text.rstrip("?。!. ").endswith("呢")
    names_only = len(topic) <= LONGEST_FRAGMENT and not _ASKS.search(text)
    purpose = Purpose.FRAGMENT if is_elliptic and names_only else Purpose.QUESTION
    return FollowUp(purpose, text.strip(), topic, goes_back=goes_back, is_new=is_new)


_PATTERNS = {
    Purpose.DEPARTMENT: _DEPARTMENT,
    Purpose.GOAL: _GOAL,
    Purpose.AGAIN: _AGAIN,
    Purpose.AMOUNT: _AMOUNT,
    Purpose.MORE: _MORE,
    Purpose.DETAIL: _DETAIL,
    Purpose.ALSO: _ALSO,
}
_WITH_TOPIC = frozenset({Purpose.DEPARTMENT, Purpose.GOAL, Purpose.ALSO})


def number_of(numeral: str) -> int:
    """Return the value of a numeral up to 999, Arabic or Chinese up to 99."""
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _bare(text: str) -> str:
    return _MARKS.sub("", _OPENING.sub("", text, count=1))


def _topic(text: str) -> str:
    """Return `text` without what points back, opens or ends it."""
    pieces = _MARKS.sub(" ", _THERE.sub(" ", text)).split()
    trimmed = (_ENDING.sub("", _OPENING.sub("", piece, count=1)) for piece in pieces)
    return " ".join(filter(None, trimmed))
