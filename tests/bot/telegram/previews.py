"""An admin's file and the preview that comes back."""

from tests.botapi import BotApiServer, Message, Person

PLAN = "一、支持首贷。"


async def preview_of(server: BotApiServer, admin: Person, *, name: str = "计划.txt") -> Message:
    """Send a file; return its preview once the report has come too."""
    before = len(server.messages(admin))
    await admin.sends_document(name, PLAN.encode())
    return (await server.wait_for_messages(admin, before + 2))[before]
