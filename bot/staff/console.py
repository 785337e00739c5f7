"""What the staff's console works with, put together once."""

from dataclasses import dataclass

from bot.assistant import Assistant
from bot.desk import Desk
from bot.settings import Settings
from bot.staff.access import Access
from bot.staff.audit import Audit
from bot.staff.documents import Documents
from bot.staff.files import Files
from bot.staff.handovers import Handovers
from bot.staff.people import People
from bot.staff.queues import Queues
from bot.staff.replies import Replies
from bot.staff.reviews import Reviews
from bot.staff.switches import Switches
from bot.staff.teaching import Teaching


@dataclass(frozen=True, slots=True)
class Console:
    """The use cases behind the pages of staff and admins, and the address that links to them begin with."""

    people: People
    access: Access
    audit: Audit
    queues: Queues
    reviews: Reviews
    handovers: Handovers
    replies: Replies
    teaching: Teaching
    desk: Desk
    files: Files
    documents: Documents
    switches: Switches
    url: str

    async def close(self) -> None:
        """End what is still being worked on."""
        await self.files.close()


def open_console(assistant: Assistant, settings: Settings, *, desk: Desk) -> Console:
    """Return the console over what is open already."""
    engine = assistant.engine
    people, teaching = People(engine, settings), Teaching(assistant)
    reviews = Reviews(assistant, teaching, settings)
    return Console(
        people=people,
        access=Access(engine, assistant.identity, people),
        audit=Audit(engine, people),
        queues=Queues(engine),
        reviews=reviews,
        handovers=assistant.handovers,
        replies=Replies(assistant.handovers, reviews),
        teaching=teaching,
        desk=desk,
        files=Files(assistant, settings, desk),
        documents=Documents(engine, desk, today=assistant.today),
        switches=Switches(assistant),
        url=settings.public_url,
    )
