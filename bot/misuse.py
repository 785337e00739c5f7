"""Messages that ask for help to cheat or try to break in: they get no clause."""

import re

from retrieval.normalise import normalise

_DEED = (
    r"伪造|造假|做假|假(?:材料|证明|发票|合同|流水|账|工资表|社保)|虚开|虚报|虚构|套取|骗取|骗(?:到|点|些)?(?:补贴|补助|贷款|资金|奖励|退税|钱)|"
    r"骗(?:加计|税)|骗贷|套(?:点|些)?(?:补贴|补助|资金|现)|套[^，。？！]{1,8}的钱|偷税|逃税|漏税|洗钱|钻(?:政策的?)?空子|行贿|送礼打点"
)
_HELP = r"教我|教教|帮我|帮忙|怎么|怎样|如何|咋|有没有(?:办法|法子|门路)|想办法|能不能|可不可以|想|打算"
_CHEAT = re.compile(
    rf"(?:{_HELP})[^。？！?!]{{0,24}}(?:{_DEED})|(?:{_DEED})[^。？！?!]{{0,24}}(?:{_HELP})|(?:不|别)被(?:查|发现|抓)"
)
_VICTIM = re.compile(
    r"举报|投诉|被(?:人|别人|同行|对方)?[^，。？！]{0,6}(?:伪造|造假|骗|冒用|坑)|有人|别人|同行|人家|对手|竞争|防|打击|查处|"
    r"处罚|会罚|后果|算不算|维权|避免|误"
)
_BREAK_IN = re.compile(
    r"union\s+(?:all\s+)?select|select\s.{1,60}\sfrom|drop\s+table|'\s*or\s*'?1'?\s*=|<script|"
    r"ignore (?:all |the )?previous|system prompt|系统提示词|开发者模式|扮演(?:一个)?|"
    r"(?:忽略|无视|忘掉|忘记)(?:你|之前|前面|以上|所有|上面)的?.{0,8}(?:指令|规则|设定|提示|要求)"
)


def wants_to_cheat(message: str) -> bool:
    """Return whether a message asks how to cheat or tries to command the service; not one about others who cheat."""
    said = normalise(message)
    if _BREAK_IN.search(said):
        return True
    return bool(_CHEAT.search(said)) and not _VICTIM.search(said)
