"""Progress on a terminal, once work takes longer than two seconds; nothing of it where output is piped."""

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

_QUIET_SECONDS = 2.0


class Progress:
    """A bar per kind of work on standard error; a context manager."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._bars = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._tasks: dict[str, TaskID] = {}
        self._running = False

    def __enter__(self) -> "Progress":
        """Begin to count the seconds."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bars away."""
        if self._running:
            self._bars.stop()

    def tell(self, work: str, done: int, total: int) -> None:
        """Show that `done` of `total` pieces of some work are done."""
        if not sys.stderr.isatty() or time.monotonic() - self._begun < _QUIET_SECONDS:
            return
        if not self._running:
            self._bars.start()
            self._running = True
        if work not in self._tasks:
            self._tasks[work] = self._bars.add_task(work, total=total)
        self._bars.update(self._tasks[work], completed=done, total=total)
