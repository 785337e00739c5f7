"""Greetings, thanks, farewells, and who is speaking: what is said beside questions."""

import re
from collections.abc import Iterator
from enum import Enum

from retrieval.normalise import normalise


class Talk(Enum):
    """What kind of small talk a message is; where it is several, the first of these counts."""

    PERSON = "person"
    IDENTITY = "identity"
    FAREWELL = "farewell"
    THANKS = "thanks"
    GREETING = "greeting"
    ASSENT = "assent"


LONGEST_PHRASE = 30
"""Small talk between two marks is shorter than this, in characters."""

_PHRASE = re.compile("[^\\s,，.。!！?？~～、;；…\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]+")
_CALL = r"(?:小助手|助手|机器人|客服|老师|亲|同志|大家)"
_PARTICLES = r"[啊呀哈呢吧吗嘛啦了哦噢喔呵的]*"
_GREETING = (
    r"(?:[你您妳]们?好|大家好|hello|hi|hey|嗨|哈喽|哈啰|早上好|早安|早|上午好|中午好|下午好|晚上好|晚安|喂|"
    r"(?:请问)?有?人在(?:不在|不|么)?|(?:请问)?有人(?:么)?|(?:请问)?[你您]?在(?:吗|不在|不|么)|/?start|开始)"
)
_ASSENT = (
    r"(?:哦+|(?:我?都?(?:好嘞|好|嗯|行|可以|ok|okay|明白|知道|收到|懂|了解|清楚|没事|没问题|不用)"
    rf"{_PARTICLES})+)"
)
_WISH = r"(?:请|麻烦)?(?:[你您])?(?:我想要|我要|我想|想要|想|要|帮我|给我)?(?:能不能|可不可以|可以|能)?(?:帮我|给我)?"
_SOMEBODY = r"(?:人工客服|工作人员|人工|真人|客服)"
_PERSON = (
    rf"{_WISH}(?:转接?|找|要|叫|换|接|呼叫|联系)?(?:一?[个位]|一下|到)?(?:人工|真人)(?:客服|服务|坐席|座席|来?回答)?|"
    rf"{_WISH}(?:转接?|找|叫|换|联系)(?:一?[个位]|一下|到)?{_SOMEBODY}|"
    rf"{_WISH}(?:找|叫|换)(?:一?[个位])人(?:来)?(?:回答|说说话|说说|说话|说|问问|问|聊聊|谈谈)?|"
    rf"{_WISH}(?:跟|和|同)(?:一?[个位])?(?:{_SOMEBODY}|人)(?:说说话|说说|说话|说|聊聊|聊|谈谈|谈|沟通|讲)"
)
_PATTERNS = {
    Talk.PERSON: _PERSON,
    Talk.IDENTITY: (
        r"(?:请问)?[你您](?:到底)?(?:叫什么(?:名字)?|"
        r"是(?:谁|什么|哪位|干什么的|做什么的|真人|人工|机器人|不是(?:真人|机器人))|"
        r"(?:能|会|可以)(?:干|做|帮我)(?:点|些)?(?:什么|啥|嘛)|有什么(?:用|功能))"
        r"(?:(?:还是)?(?:真人|人工|机器人|ai))?"
    ),
    Talk.FAREWELL: r"(?:再见|拜拜|拜|bye|回见|回头见|下次(?:再)?(?:聊|见|说|来))+",
    Talk.THANKS: (
        rf"(?:{_ASSENT})?(?:(?:非常|太|多|十分|真是)?(?:感谢|谢谢|谢了|多谢|thanks?|thx|辛苦)(?:[你您]们?)?"
        r"(?:的?(?:帮助|回答|解答))?[了啦]?)+|you|(?:帮了?我?大忙|[很真太]?(?:有用|有帮助|棒|赞))"
    ),
    Talk.GREETING: rf"(?:{_GREETING}{_PARTICLES})+{_CALL}?|{_CALL}",
    Talk.ASSENT: _ASSENT,
}
_WHOLE = {talk: re.compile(f"(?:(?:{pattern}){_PARTICLES})+") for talk, pattern in _PATTERNS.items()}
_HELLO = re.compile(r"\A(?:[你您]好|hello|hi)[啊呀]?(?=[\u4e00-\u9fff])", re.IGNORECASE)


def read_talk(message: str) -> Talk | None:
    """Return what small talk the whole message is; None where it says (or asks) anything else."""
    kinds = set()
    for phrase in _PHRASE.finditer(message):
        kind = _kind(phrase[0])
        if kind is None:
            return None
        kinds.add(kind)
    return next((talk for talk in Talk if talk in kinds), None)


def without_talk(message: str) -> str:
    """Return `message` without the small talk before and after what is asked."""
    asked = [phrase for phrase in _PHRASE.finditer(message) if _kind(phrase[0]) is None]
    if not asked:
        return message
    return _HELLO.sub("", message[asked[0].start() : asked[-1].end()], count=1)


def _kind(phrase: str) -> Talk | None:
    return next(_kinds(normalise(phrase)), None) if len(phrase) <= LONGEST_PHRASE else None


def _kinds(phrase: str) -> Iterator[Talk]:
    return (talk for talk, pattern in _WHOLE.items() if phrase and pattern.fullmatch(phrase))
