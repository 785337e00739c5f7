"""What owners are told of persons who answer, in plain Chinese."""

from datetime import datetime

from bot.staff.hours import OfficeHours
from bot.wording import HOME

ASK_PERSON = "转人工"
END_PERSON = "结束人工"
PASSED_ON = "已转给工作人员。"
PERSONAL_NOT_PASSED = "您写的电话、证件号等个人信息已经抹去，没有转给工作人员。"
ENDED = "已结束人工对话，我接着为您服务。有问题直接问我；需要时再说“转人工”。"
NOTHING_TO_END = "现在没有人工对话，直接问我就行；需要时说“转人工”。"
IN_PRIVATE = "在群里不能转人工，免得您的事让别人看到。请到和我的私聊里说“转人工”。"
GIVEN_BACK = "刚才的同事先离开了，会有别的同事接着回复您，前面的话都还在。"
CLOSED = "这次人工对话结束了。还有问题，直接问我；需要时再说“转人工”。"
EXPIRED = "24 小时没有新消息，这次人工对话自动结束了。还有问题，直接问我；需要时再说“转人工”。"
UNHEARD = (
    "现在还联系不上工作人员。您的话都留着，他们一打开工作台就能看到；急的话请先拨打 12345。"
    "不等了，就发“结束人工”，我接着回答您。"
)
_QUIET = "有人回复之前，我先不自动回答。想补充的，直接写在这里。"
_END = "不等了，就发“结束人工”。"
_CLIPPED = 60
_WEEKDAYS = "一二三四五六日"


def asked(hours: OfficeHours, now: datetime) -> tuple[str, ...]:
    """Return what who asks for a person is told: that it is kept for staff, when to expect an answer, how to end it."""
    return "已转给工作人员，会有人在这里回复您。", _expect(hours, now), f"{_QUIET}{_END}"


def asked_already(hours: OfficeHours, now: datetime) -> tuple[str, ...]:
    """Return what who asks again before anybody has come is told."""
    return "您已经转人工了，还没有人接手。", _expect(hours, now), _END


def has_it(service: str, name: str | None) -> tuple[str, ...]:
    """Return what who asks again is told while a person has the conversation."""
    return (f"{signed(service, name)}正在为您服务，直接写在这里就行。{_END}",)


def taken(service: str, name: str) -> str:
    """Return what the owner is told once somebody has taken it."""
    return f"{signed(service, name)}已接手，直接写在这里就行。"


def taken_over(service: str, name: str) -> str:
    """Return what the owner is told once somebody has taken it over from a colleague."""
    return f"换了一位同事，{signed(service, name)}接着为您服务，前面的话都还在。"


def begun(question: str) -> str:
    """Return what the owner is told where staff reply to a question that asked for nobody."""
    clipped = question if len(question) <= _CLIPPED else question[: _CLIPPED - 1] + "…"
    return f"您问过：“{clipped}”。工作人员看到了，下面是回复。可以接着写；不需要了，就发“结束人工”。"


def signed(service: str, name: str | None) -> str:
    """Return who writes, as owners see it: the service, and the person's name where there is one."""
    return f"{service}（{name}）" if name else service


def _expect(hours: OfficeHours, now: datetime) -> str:
    opens = hours.opens(now)
    if opens == now:
        return f"现在是工作时间（{hours.words}），请稍等。"
    day = opens.astimezone(HOME)
    when = f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）{day:%H:%M}"
    return f"现在不是工作时间（{hours.words}，节假日顺延）。您的问题已经留好，最早 {when} 会有人回复。"
