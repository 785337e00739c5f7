"""Messages that ask for help to cheat or try to break in: they get no clause."""

import re

from retrieval.normalise import normalise

_SUBSIDY = r"(?:国家|政府|财政|专项|扶持|培训|创业|创新券)?的?(?:补贴|补助|资金|奖励|钱|贷款?|政策|退税|经费|创新券|券)"
_CHEAT = re.compile(
    r"伪造|变造|造假|作假|弄假|虚开|虚报|虚构|虚假(?:材料|合同|发票|贸易|出资|申报)|"
    r"假(?:的)?(?:发票|合同|材料|流水|工资表|社保|证明|公章|章|报表|账|单据|数据|专利|资料|订单|证)|"
    rf"(?:套取|冒领|骗取|骗|(?<![台这那一二两三几整成配全每该本首外封])套)(?:点|些|出|到|走)?{_SUBSIDY}|套现|骗(?:税|保|补|贷)|(?:骗|蒙|瞒|糊弄)过|"
    r"偷税|逃税|漏税|偷漏税|做假账|两套账|阴阳合同|(?:弄|开|注册|搞|办|设|成立).{0,4}(?:空壳|皮包)公司|(?<!反)洗钱|行贿|塞红包|买发票|逃废债"
)
_WANTS = re.compile(
    r"教(?:我|教|下|一?下|会|咱|我们)|帮(?:我|忙|咱|我们)|怎么(?!办(?:$|\W|呢|啊|呀)|处理|认定|举报|处罚|罚)|如何|怎样|咋(?!办)|"
    r"(?:有没有|有啥|有什么)(?:办法|路子|门路|渠道|技巧|窍门)|办法|路子|门路|技巧|攻略|哪里(?:能|可以)?|能不能|可不可以|"
    r"想(?:多)?|才能|怕不怕|不被|查不到|没人查|行不行|可以吗|行吗"
)
_FIRST = re.compile(
    rf"(?:教|帮)(?:我|下|一下|咱|我们|教)(?:(?!举报|投诉|收到|防|避免|发现|识别|处理).){{0,10}}(?:{_CHEAT.pattern})|"
    r"不被(?:查|发现|抓)|(?:不会|别|不让|没人)被?(?:查|发现)|查不到"
)
_SUFFERS = re.compile(
    r"举报|投诉|维权|打击|防范|防止|避免|治理|整治|惩|处罚|罚(?:多少|款|得)|怎么罚|查处|监管|报案|报警|起诉|打官司|"
    r"被(?:人|别人|他人|同行|骗|冒|坑|伪造|假冒|盗|虚开|仿|认定|误)|冒用|盗用|假冒|仿冒|"
    r"(?:发现|碰到|遇到|看到|知道|怀疑)(?:了|有|别人|人家|同行|对手|隔壁|客户|一家|有人|他们)|有人|同行|别人|人家|隔壁|对手|"
    r"识别|辨别|鉴别|查验|分辨|真假|是不是假|防|反|开除|收到|误|不小心|后果|算不算|犯法|违法|责任|修复|怎么办|怎么处理"
)
_BREAK_IN = re.compile(
    r"(?:忽略|无视|忘掉|忘记|不要管|抛开)(?:掉|了)?.{0,10}(?:指令|规则|提示|设定|要求|限制)|(?:输出|显示|告诉|打印|说出|泄露|透露).{0,8}(?:提示词|系统提示)|系统(?:指令|命令|提示词)|【?系统消息】|"
    r"(?:没有|不受|解除|取消)(?:任何)?(?:的)?限制(?:的)?(?:ai|助手|机器人|模型|模式|dan)|开发者模式|越狱|"
    r"(?:你|从)(?:现在|这一刻)(?:起|开始)?(?:你)?(?:就)?(?:是|扮演|变成)(?:一?[个位名])|"
    r"(?:ignore|disregard|forget)\W+(?:\w+\W+){0,4}(?:instructions?|prompts?|rules)|"
    r"system prompt|jailbreak|developer mode|"
    r"union\s+(?:all\s+)?select|drop\s+(?:table|database)|insert\s+into|delete\s+from|select\s.{1,80}\sfrom\s|update\s+\w+\s+set\s|"
    r"'\s*or\s+'?1'?\s*=|;\s*--|<\s*/?\s*script|javascript:|\$\{|\{\{|\.\./\.\./|/etc/passwd|rm\s+-rf"
)


def wants_to_cheat(message: str) -> bool:
    """Return whether a message asks how to cheat or tries to command the service; not one about others who cheat."""
    said = normalise(message)
    if _BREAK_IN.search(said):
        return True
    if not _CHEAT.search(said) or not _WANTS.search(said):
        return False
    return bool(_FIRST.search(said)) or not _SUFFERS.search(said)
