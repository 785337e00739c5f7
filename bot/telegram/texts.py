"""What the bot says of itself: greeting, help, privacy, settings, and short replies."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from telegram import Message

DESCRIPTION = (
    "用自己的话问惠企政策，直接打字就行。\n\n"
    "我会从政策文件里找出回答您问题的原文，告诉您出自哪一条、还有没有效、由哪个部门牵头。只引用原文，不编造。"
)
SHORT_DESCRIPTION = "问惠企政策，看文件原文，找负责部门。只引用原文，不编造。"

_OVER = "（期限已过，回答的是当时的规定）"

COMMANDS = (
    ("start", "开始使用"),
    ("help", "怎么提问"),
    ("clauses", "看政策条款目录"),
    ("departments", "看负责的部门"),
    ("settings", "回答长短、清除记录"),
    ("forget", "清除我的提问记录"),
    ("privacy", "您的信息怎么保存"),
)
GROUP_COMMANDS = COMMANDS[1:]
STAFF_COMMANDS = (*COMMANDS, ("console", "取工作台的登录链接"))
ADMIN_COMMANDS = (*STAFF_COMMANDS, ("reload", "检查政策文件夹的改动"), ("staff", "查看和设置工作人员"))

ASK_AGAIN = "您可以换个说法再问，或者拨打 12345 咨询。"
EXPIRED_BUTTON = "这个按钮已失效，请重新提问。"
NOT_YOUR_BUTTON = "这些按钮只有提问的人能用。您也可以 @我 提问。"
THANKS_UP = "谢谢！很高兴帮到您。"
THANKS_DOWN = f"谢谢，我们会改进。{ASK_AGAIN}"

SETTINGS = "回答要多长？选“带条款全文”，每次回答会附上整条原文（折叠显示）。"
FORGET = (
    "要清除您在这个聊天里的提问记录吗？\n\n"
    "您的问题、我的回答、您的评价、人工对话和回答长短的设置都会删除，不能恢复。聊天窗口里的消息不受影响。"
)
KEPT = "没有清除，记录都还在。"
LENGTH_SET = "好，以后就这样回答。"

NO_CLAUSES = "现在还没有发布政策文件。请过些时候再来，急用请拨打 12345。"
NO_DEPARTMENTS = "现在还没有部门信息。不知道找哪个部门，可以拨打 12345。"
DOCUMENTS = "请选一份文件："
DEPARTMENTS = "政策文件里的负责部门，点开看全称、现在的名称和它牵头的条款："

UNKNOWN_COMMAND = "我没有这个命令。直接把问题发给我就行，也可以点 /help 看怎么提问。"

ADMIN_HELP = (
    "您是管理员，可以直接把政策文件（.docx、.pdf、.txt、.md、.html 或 .zip）发给我。"
    "我先告诉您会有什么变化，您点“发布”以后才生效。\n"
    "/reload 检查服务器上的政策文件夹\n"
    "/staff 查看和设置工作人员\n"
    "/console 取工作台的登录链接\n"
    "每次载入、发布和放弃，都会记下时间和您的 Telegram 编号。"
)
STAFF_HELP = (
    "加一位：/staff add 编号 名字\n"
    "加管理员：/staff add 编号 名字 管理员\n"
    "取消：/staff remove 编号\n"
    "不知道编号时，请对方给我发 /console，我会告诉对方自己的编号。"
)
STAFF_ONLY_IN_PRIVATE = "请到和我的私聊里用这个命令。"
ADMINS_ONLY = "这个按钮只有管理员能用。"
ONLY_IN_PRIVATE = "请到和我的私聊里更新政策文件，在群里我不处理。"
NOT_A_CLAUSE_FILE = (
    "这种文件我用不了；请发 .docx、.pdf、.txt、.md 或 .html 文件，也可以把几个文件打成一个 .zip 发来"
    "（旧版 .doc 请先另存为 .docx）。"
)
PHRASINGS_ALONE = "问法文件（.questions.tsv）要和它的政策文件一起发：请把两个文件打成一个 .zip，再发给我。"
TOO_BIG = "这个文件超过 20 MB，我收不了；请去掉图片或拆成几个文件，再发给我。"
NOT_FETCHED = "文件没有下载成功，请再发一次。"
POLICIES_FOLDER = "政策文件夹"
CHECKING_FOLDER = "正在检查政策文件夹…"
NOT_PUBLISHED_YET = "还没有发布，大家看到的仍是原来的内容。完整的变更报告见下一条消息。"
NO_REPORT = "变更报告没有发成功；想看完整的报告，请再检查一次。"
NOTHING_CHANGED = "已发布的内容没有变。"
STAFF_ONLY = "这个按钮只有工作人员能用。"
STAFF_ONLY_REPLY = "没有转给对方：只有工作人员能回复。请管理员把您加进名单。"
ONLY_TEXT_TO_OWNER = "没有转给对方：现在只能转文字。请把要说的打成字，再回复一次。"
REPLY_TOO_LONG = "没有转给对方：一条最多 3500 字。请分成几条回复。"
TAKEN = "由您接手了。回复卡片就是写给对方。"
GIVEN_BACK = "已交还，别的同事可以接手。"
TALK_CLOSED = "已结束，对方会收到通知。"
_LISTED_CHARS = 3000


def empty_mention(examples: Sequence[str]) -> str:
    """Return the reply to a mention that asks nothing."""
    return f"您好！请把问题和 @我 写在同一条消息里{_such_as(examples)}"


def start(titles: Iterable[tuple[str, bool]], examples: Sequence[str]) -> str:
    """Return the greeting, with the documents that can be asked about: title, and whether its period is over."""
    documents = "\n".join(f"• 《{title}》{_OVER if is_over else ''}" for title, is_over in titles)
    known = f"\n\n现在可以问：\n{documents}" if documents else ""
    try_one = "\n\n点一个试试：" if examples else ""
    return (
        "您好！有政策问题，直接打字问我就行。\n\n"
        "我会给您看文件里的原文，告诉您出自哪一条、由哪个部门牵头。我只引用原文，文件里没有的会直说。"
        f"{known}{try_one}"
    )


def help_text(username: str, examples: Sequence[str]) -> str:
    """Return how to ask and what the buttons do."""
    such_as = "例如：\n" + "\n".join(f"• {example}" for example in examples) if examples else ""
    return (
        f"用平常的话问就行，一次问一件事。{such_as}\n\n"
        "答案下面的按钮：\n"
        "📄 看全文：整条原文\n🏛 找谁办：负责部门和现在的名称\n"
        "🔗 相关：相近的条款\n👍 👎：告诉我们有没有用\n\n"
        "问错了？直接修改您的消息，我会跟着改答案。\n"
        f"在群里请 @{username} 提问，或回复我的消息。\n\n"
        "/clauses 条款目录　/departments 部门\n/settings 设置　/forget 清除记录　/privacy 隐私\n\n"
        "我说不清的，请拨打 12345。"
    )


def privacy(days: int) -> str:
    """Return what is kept of a person, in which form and for how long."""
    return (
        "我们保存：您的问题、我的回答、您点的 👍 👎 和回答长短的设置，用来改进回答；"
        "还有消息的序号，好找到您修改的是哪个问题，也免得重复回答。\n\n"
        "转人工以后：工作人员会看到您最近的提问和您写的话，双方的话一样保存。"
        "为了把回复送到您这里，对话没结束时会记着这个聊天的编号，一结束就删掉。\n\n"
        "我们不保存：您的姓名、用户名、电话；除了转人工的时候，也不保存您的 Telegram 编号。"
        "记录上只有一个用密钥算出来的代号，看不出您是谁。\n\n"
        f"保存多久：问题、回答、评价、工作人员记下的对错和人工对话保存 {days} 天，到期后一天之内自动删除；"
        "回答长短的设置一直保留，直到您清除记录。\n\n"
        "工作人员可能参照大家的问法，另写一句教给我。写的时候会去掉个人信息，也不记是谁问的；这样的句子不随提问删除。\n\n"
        "想现在就删：发 /forget，我会再问您一次，然后告诉您删了什么。\n\n"
        "问题里的电话、身份证号、银行卡号和邮箱，保存之前会抹去。但不是每种写法都认得出来，请不要把个人信息写进问题里。"
    )


def forgotten(count: int) -> str:
    """Return what was erased."""
    if not count:
        return "已清除。您在这里没有提问记录了，设置也恢复了原样。"
    return f"已清除：{count} 个问题，连同回答、评价和设置。"


def too_fast(seconds: int) -> str:
    """Return the reply to somebody who asks faster than anybody reads."""
    return f"您问得有点快，我跟不上了。请过 {seconds} 秒再问；这之前发来的问题我不再一一回答，请到时重发。"


def not_text(message: Message, examples: Sequence[str]) -> str:
    """Return the reply to a message without words: what is wanted instead, with an example."""
    return f"{_seen(message)}请用文字提问{_such_as(examples)}"


def apology(reference: str) -> str:
    """Return the reply to a question that failed on our side."""
    return f"对不起，刚才出了点问题，没能回答您。请稍后再问一次；急用请拨打 12345。\n\n编号：{reference}"


def quoted(name: str) -> str:
    """Return a file's name as a title."""
    return f"《{name}》"


def checking(name: str) -> str:
    """Return the reply to a file that is being fetched and checked."""
    return f"收到《{name}》，正在检查…"


def not_kept(why: str) -> str:
    """Return the reply to a file that couldn't be written down."""
    return f"文件存不下来（{why}）；请检查服务器的磁盘和目录权限，再发一次。"


def done_by(name: str) -> str:
    """Return who published a draft or gave it up."""
    return f"操作人：{name}"


def listed(sentences: str) -> str:
    """Return the first of many sentences, one a line, as many as a message holds, and how many more there are."""
    lines = sentences.splitlines()
    ends = accumulate(map(len, lines))
    fitting = max(1, sum(end <= _LISTED_CHARS for end in ends))
    left = len(lines) - fitting
    return "\n".join(lines[:fitting]) + (f"\n……还有 {left} 条，请先改好上面这些。" if left > 0 else "")


def desk_failed(reference: str) -> str:
    """Return the reply to a file or a tap that failed on our side."""
    return f"对不起，刚才出了点问题，没有做完。请稍后再试一次。（编号：{reference}）"


def _such_as(examples: Sequence[str]) -> str:
    return f"，例如：{examples[0]}" if examples else "。"


def _seen(message: Message) -> str:
    if message.sticker or message.dice or message.animation:
        return "收到您的表情啦 😊 "
    if message.voice or message.audio or message.video_note:
        return "我还听不懂语音。"
    if message.photo or message.video:
        return "我还看不懂图片和视频。"
    if message.document:
        return "我还读不了您发的文件。"
    if message.location or message.venue:
        return "我还用不上位置信息。"
    if message.contact:
        return "联系方式我用不上，也不会保存。"
    return "这种消息我还看不懂。"


def console_link(url: str) -> str:
    """Return the message with a link into the console."""
    return f"点这个链接进入工作台，只能用一次，十分钟内有效，请不要转发：\n{url}"


def no_role(user_id: int) -> str:
    """Return what somebody without a role is told who asks for the console."""
    return (
        f"工作台只供工作人员使用。您的 Telegram 编号是 {user_id}；"
        "如果您是工作人员，请把编号告诉管理员，由管理员加进名单。"
    )
