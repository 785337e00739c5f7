"""The few numbers of the inbox that tests set otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between looks for what other processes stored, and between renewals of what a process holds.

    `alive` is how long a process that says nothing counts as alive and keeps its updates, `polling` how long it
    keeps the right to poll. `again` is the wait before what failed is tried again, `trouble` where it was no fault
    of the update's: the database out of reach, Telegram too. `chat` is how long a chat stays with the process that
    had its last update, as far back as Telegram's limits of a chat look; `join` how long a process that joins others
    leaves the sending to them: until they have noticed, and a second in which they may have sent more. `gather` is
    between two transactions that note what has ended and claim what is next: what ends meanwhile shares one.
    """

    look: float = 0.5
    renew: float = 2.0
    alive: float = 8.0
    polling: float = 6.0
    again: float = 1.0
    trouble: float = 10.0
    chat: float = 60.0
    join: float = 5.0
    gather: float = 0.02
