"""The durable inbox: what a channel was sent, kept until it is handled, by one process or many on one database."""

from bot.inbox.handling import Handling, Undelivered, sending
from bot.inbox.inbox import Inbox, NotAnUpdate
from bot.inbox.lease import Lease, Membership
from bot.inbox.pace import Pace
from bot.inbox.worker import Worker

__all__ = [
    "Handling",
    "Inbox",
    "Lease",
    "Membership",
    "NotAnUpdate",
    "Pace",
    "Undelivered",
    "Worker",
    "sending",
]
