"""Who may do what in Telegram: every command and button × owner, staff, admin; own, another's, forged.

In private, and for what staff do also in their group, where somebody without a role may be too.
"""

import pytest

from bot.assistant import Channel, Person
from bot.staff.console import open_console
from bot.staff.people import People
from bot.telegram.application import add_handlers, build_application
from bot.telegram.catalogue import Catalogue
from bot.telegram.keyboards import CARD_VERBS, Verb
from bot.telegram.requests import request_for_updates
from bot.telegram.tuning import Tuning
from tests.bot.telegram.answering import TEAM, assistant_on
from tests.bot.telegram.desk import MemoryDesk
from tests.bot.telegram.running import everything_handled, running_bot, settings_for
from tests.bot.telegram.test_buttons import EXPIRED, QUESTION, forge
from tests.bot.telegram.test_clause_file_refusals import ADMINS_ONLY, UNKNOWN

ROLES = {"owner": 1001, "staff": 3001, "admin": 2001}
MEMBERS = frozenset({3001, 2001})
DRAFT = "abcdefghij01"
NO_ROLE = "工作台只供工作人员使用。"

ALL = dict.fromkeys(ROLES, "")
COMMANDS = {
    "start": ALL,
    "help": ALL,
    "clauses": ALL,
    "departments": ALL,
    "settings": ALL,
    "forget": ALL,
    "privacy": ALL,
    "reload": {"owner": UNKNOWN, "staff": UNKNOWN, "admin": ""},
    "console": {"owner": NO_ROLE, "staff": "", "admin": ""},
    "staff": {"owner": UNKNOWN, "staff": UNKNOWN, "admin": ""},
}
"""What each gets: "" is the command's own answer."""

DONE, GONE, STAFF_ONLY = "done", "处理过了", "只有工作人员能用"
OWN = dict.fromkeys(ROLES, DONE)
ADMIN = {"owner": ADMINS_ONLY, "staff": ADMINS_ONLY, "admin": DONE}
FORGED = dict.fromkeys(ROLES, EXPIRED)
STAFF = {"owner": STAFF_ONLY, "staff": DONE, "admin": DONE}
FORGED_STAFF = {"owner": STAFF_ONLY, "staff": EXPIRED, "admin": EXPIRED}
FORGED_ADMIN = {"owner": ADMINS_ONLY, "staff": ADMINS_ONLY, "admin": GONE}
# The data of a button; what comes of it below one's own message; with another's numbers; with what no button says.
VERBS = {
    Verb.FULL_TEXT: ("f:{answer}", OWN, FORGED, FORGED),
    Verb.UNITS: ("u:{answer}", OWN, FORGED, FORGED),
    Verb.RELATED: ("r:{answer}", OWN, FORGED, FORGED),
    Verb.BACK: ("b:{answer}", OWN, FORGED, FORGED),
    Verb.VOTE: ("v:{answer}:1", OWN, FORGED, FORGED),
    Verb.CHOICE: ("c:{choices}:0", OWN, FORGED, FORGED),
    Verb.PICK: ("x:{answer}:0", OWN, FORGED, FORGED),
    Verb.EXAMPLE: ("e:0", OWN, OWN, FORGED),
    Verb.SETTING: ("s:full", OWN, OWN, FORGED),
    Verb.DOCUMENT: ("l:{document}:0", OWN, OWN, FORGED),
    Verb.CLAUSE: ("k:{document}:{clause}", OWN, OWN, FORGED),
    Verb.CLAUSE_ANEW: ("n:{document}:{clause}", OWN, OWN, FORGED),
    Verb.DEPARTMENTS: ("p:0", OWN, OWN, FORGED),
    Verb.DEPARTMENT: ("d:{department}:0", OWN, OWN, FORGED),
    Verb.PUBLISH: ("g:{draft}", ADMIN, ADMIN, FORGED_ADMIN),
    Verb.DISCARD: ("q:{draft}", ADMIN, ADMIN, FORGED_ADMIN),
    Verb.PERSON: ("h", OWN, OWN, OWN),
    Verb.TAKE: ("t:{handover}", STAFF, STAFF, FORGED_STAFF),
    Verb.TAKE_OVER: ("y:{handover}", STAFF, STAFF, FORGED_STAFF),
    Verb.GIVE_BACK: ("i:{handover}", STAFF, STAFF, FORGED_STAFF),
    Verb.CLOSE: ("w:{handover}", STAFF, STAFF, FORGED_STAFF),
    Verb.END_PERSON: ("o", OWN, OWN, OWN),
}

IN_PRIVATE, FILES_IN_PRIVATE = "请到和我的私聊里用这个命令", "请到和我的私聊里更新政策文件"
THEIRS, NO_SUCH, REPLY_REFUSED = "已由小王接手", "没有找到这次对话", "没有转给对方：只有工作人员能回复"
IN_TEAM = {"outsider": 7001, **ROLES}
"""Who is in the staff's group: somebody without any role too, and the very owner who asked for a person."""


def in_team(staff: str, admin: str, others: str) -> dict[str, str]:
    """Return a row of what each in the group gets."""
    return {"outsider": others, "owner": others, "staff": staff, "admin": admin}


TEAM_COMMANDS = {
    "console": in_team(IN_PRIVATE, IN_PRIVATE, UNKNOWN),
    "staff": in_team(UNKNOWN, IN_PRIVATE, UNKNOWN),
    "reload": in_team(UNKNOWN, FILES_IN_PRIVATE, UNKNOWN),
}
TEAM_REPLY = in_team(THEIRS, THEIRS, REPLY_REFUSED)
TEAM_TAPS = {
    f"{verb.value}:{number}": in_team(outcome, outcome, STAFF_ONLY)
    for number, outcome in (("nonsense", EXPIRED), ("999", NO_SUCH), ("{handover}", THEIRS))
    for verb in sorted(CARD_VERBS - {Verb.TAKE_OVER})
} | {
    "y:nonsense": in_team(EXPIRED, EXPIRED, STAFF_ONLY),
    "y:999": in_team(NO_SUCH, NO_SUCH, STAFF_ONLY),
    "y:{handover}": in_team(THEIRS, DONE, STAFF_ONLY),
}
"""What each gets below a card in the group, while a colleague has the conversation."""


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk(policies={"计划.txt": "一、支持首贷。"})


def test_every_command_and_every_verb_has_a_row(assistant, desk, settings):
    tuning = Tuning()
    application = build_application("1:x", settings, updates=request_for_updates(tuning), tuning=tuning)
    console = open_console(assistant, settings, desk=desk)
    add_handlers(application, assistant, console=console, post=None, settings=settings)
    handlers = [handler for group in application.handlers.values() for handler in group]
    names = {name for handler in handlers for name in getattr(handler, "commands", ())}
    assert names == set(COMMANDS)
    assert set(Verb) == set(VERBS)
    assert {name for name, row in COMMANDS.items() if row is not ALL} == set(TEAM_COMMANDS)


@pytest.mark.parametrize("role", ROLES)
async def test_a_command_does_what_the_table_says_for_each_role(server, bot, role):
    someone = server.user(ROLES[role], role)
    async with bot():
        answers = {}
        for count, name in enumerate(COMMANDS, 1):
            await someone.sends(f"/{name}")
            answers[name] = (await server.wait_for_messages(someone, count))[-1].text
        await everything_handled(server)
    refusals = (UNKNOWN, NO_ROLE)
    got = {name: next((r for r in refusals if text.startswith(r)), "") for name, text in answers.items()}
    assert got == {name: allowed[role] for name, allowed in COMMANDS.items()}


async def test_what_another_bot_writes_gets_no_answer(server, bot):
    other = server.user(5001, "另一个机器人")
    object.__setattr__(other.user, "is_bot", True)
    async with bot():
        for name in COMMANDS:
            await other.sends(f"/{name}")
        await everything_handled(server)
    assert server.messages(other) == []


async def parts_of(assistant, chat: int) -> dict[str, object]:
    """Return what the data of real buttons in this chat consists of."""
    person = Person(Channel.TELEGRAM, str(chat))
    answer, choices = await assistant.ask(QUESTION, person), await assistant.ask("主要目标", person)
    assert answer.related
    assert choices.choices
    catalogue = Catalogue(assistant)
    clause = catalogue.documents().keyboard.inline_keyboard[0][0].callback_data.split(":")
    department = catalogue.departments(0).keyboard.inline_keyboard[0][0].callback_data.split(":")
    return {
        "answer": answer.question_id,
        "choices": choices.question_id,
        "document": clause[1],
        "clause": clause[2],
        "department": department[1],
        "draft": DRAFT,
        "handover": await somebodys(assistant),
    }


async def somebodys(assistant) -> int:
    """Have somebody ask for a person; return the handover's number."""
    somebody = Person(Channel.WEB, "somebody")
    handover, _ = await assistant.handovers.ask("the hash of somebody", somebody)
    return handover.id


async def outcome_of(server, someone, message, data: str) -> str:
    query = await someone.taps(forge(server, message, data), "按我")
    said = (await server.wait_for_answer(query)).text or ""
    return outcome_in(said)


def outcome_in(said: str) -> str:
    refusals = (EXPIRED, ADMINS_ONLY, STAFF_ONLY, GONE, THEIRS, NO_SUCH, REPLY_REFUSED)
    refusals += (UNKNOWN, IN_PRIVATE, FILES_IN_PRIVATE)
    return next((each for each in refusals if each in said), DONE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("whose", ["own", "another's", "forged"])
async def test_a_tap_does_what_the_table_says_for_each_role(
    server, engine, library, identity, desk, settings, role, whose
):
    assistant = assistant_on(engine, library, identity, members=MEMBERS)
    someone = server.user(ROLES[role], role)
    parts = await parts_of(assistant, 4001 if whose == "another's" else ROLES[role])
    got = {}
    async with running_bot(server, assistant, desk=desk, settings=settings):
        await someone.sends("你好")
        [message] = await server.wait_for_messages(someone, 1)
        for verb, (data, *_) in VERBS.items():
            desk.drafts = {} if whose == "forged" else {DRAFT: {"计划.txt": "一、支持首贷。"}}
            sent = f"{verb.value}:nonsense" if whose == "forged" else data.format(**parts)
            got[verb] = await outcome_of(server, someone, message, sent)
            await everything_handled(server)
    place = {"own": 1, "another's": 2, "forged": 3}[whose]
    assert got == {verb: row[place][role] for verb, row in VERBS.items()}


@pytest.mark.parametrize("who", IN_TEAM)
async def test_in_the_staffs_group_each_gets_what_the_tables_say(
    server, engine, library, identity, desk, who
):
    assistant = assistant_on(engine, library, identity)
    settings = settings_for(
        server, POLICYBOT_ADMINS="2001", POLICYBOT_STAFF="3001, 3002", POLICYBOT_STAFF_GROUP=TEAM
    )
    handovers, owner = assistant.handovers, Person(Channel.TELEGRAM, str(ROLES["owner"]))
    handovers.members = People(engine, settings)
    handover, _ = await handovers.ask(identity.conversation_key(owner), owner)
    await handovers.take(handover.id, by="Telegram 3002", name="小王")
    someone, group = server.user(IN_TEAM[who], who), server.group(TEAM, "客服组")
    async with running_bot(server, assistant, desk=desk, settings=settings):
        [card] = await server.wait_for_messages(group, 1)
        said = {}
        for count, name in enumerate(TEAM_COMMANDS, 2):
            await someone.sends(f"/{name}@{server.bot.username}", in_chat=group)
            said[name] = outcome_in((await server.wait_for_messages(group, count))[-1].text)
        await someone.sends("我来说", in_chat=group, reply_to=card)
        replied = (await server.wait_for_messages(group, len(TEAM_COMMANDS) + 2))[-1]
        tapped = {
            data: await outcome_of(server, someone, card, data.format(handover=handover.id))
            for data in TEAM_TAPS
        }
        await everything_handled(server)
    assert said == {name: row[who] for name, row in TEAM_COMMANDS.items()}
    assert outcome_in(replied.text) == TEAM_REPLY[who]
    assert tapped == {data: row[who] for data, row in TEAM_TAPS.items()}
