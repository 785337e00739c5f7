"""The few numbers of the inbox that tests set otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between looks for what other processes stored, and between renewals of what a process holds.

    `alive` is how long a process that says nothing counts as alive and keeps its updates, `polling` how long it
    keeps the right to poll. `again` is the wait before what failed is tried again, `trouble` where it was no fault
    of the update's: the database out of reach, Telegram too.
    """

    look: float = 0.5
    renew: float = 2.0
    alive: float = 8.0
    polling: float = 6.0
    again: float = 1.0
    trouble: float = 10.0
