"""What a monitoring system may ask: counts and measures, in Prometheus' text format; nothing about a person."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

_log = logging.getLogger(__name__)

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LONGEST_READ = 2.0


class Metrics:
    """The measures of one process, in a registry of their own; whoever has something to count calls a method."""

    def __init__(self) -> None:
        """Begin at zero; memory, processor time and open files of the process are measured when they are asked for."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._questions = self._counter(
            "policybot_questions", "Questions answered, by channel and kind of answer", "channel", "kind"
        )
        self._seconds = Histogram(
            "policybot_answer_seconds",
            "Seconds from a question to its stored answer",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._sends = self._counter("policybot_sends", "Sends to Telegram that ended, by outcome", "outcome")
        self._readers: list[Callable[[], Awaitable[None]]] = []

    def answered(self, channel: str, kind: str, seconds: float) -> None:
        """Count a question, and the seconds that its answer took."""
        self._questions.labels(channel, kind).inc()
        self._seconds.observe(seconds)

    def sent(self, outcome: str) -> None:
        """Count a send to Telegram by how it ended."""
        self._sends.labels(outcome).inc()

    def show_published(self, revision: Callable[[], int], documents: Callable[[], int]) -> None:
        """Show from which publication this process answers, and how many documents that holds."""
        self._gauge("policybot_publication", "Number of the publication answered from").set_function(revision)
        self._gauge("policybot_documents", "Published documents").set_function(documents)

    def show_inbox(self, read: Callable[[], Awaitable[tuple[int, float]]]) -> None:
        """Show the inbox: `read` returns how many updates wait, and the seconds for which the oldest has.

        Both are NaN while it can't be read.
        """
        depth = self._gauge("policybot_inbox_depth", "Telegram updates stored and not done with")
        age = self._gauge("policybot_inbox_age_seconds", "Seconds for which the oldest of them has waited")

        async def look() -> None:
            waiting, oldest = math.nan, math.nan
            try:
                async with asyncio.timeout(_LONGEST_READ):
                    waiting, oldest = await read()
            except Exception as error:  # whatever it is, the other measures are wanted all the more
                _log.warning("the inbox could not be measured: %s", type(error).__name__)
            depth.set(waiting)
            age.set(oldest)

        self._readers.append(look)

    async def exposition(self) -> bytes:
        """Return all measures in Prometheus' text format."""
        for read in self._readers:
            await read()
        return generate_latest(self.registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(name, meaning, registry=self.registry)
