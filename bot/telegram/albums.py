"""Albums: Telegram sends each part as a message of its own, and one reply is enough for all."""

from collections import OrderedDict

from telegram import Message

_KEPT = 500


class Albums:
    """Remembers the last albums seen."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, int] = OrderedDict()

    def is_seen(self, message: Message) -> bool:
        """Return whether another part of the same album came before; from now on one has."""
        if message.media_group_id is None:
            return False
        if message.media_group_id in self._seen:
            # The same part again is handled again: it wasn't replied to.
            return self._seen[message.media_group_id] != message.message_id
        self._seen[message.media_group_id] = message.message_id
        if len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        return False
