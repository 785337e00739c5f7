"""Questions about other places than the published documents are from; and places that only occur in a story."""

import re

from bot.library import Library
from retrieval.places import places_in

_PIECE = re.compile(r"[^，,。.！!？?；;、\s]+[，,。.！!？?；;、\s]*")
_TRADE = r"参展|展会|展览|出差|客户|客商|发货|送货|供货|销售|卖|买家|订单"
_ON_THE_WAY = r"[去到往从跑回]"
"""How one comes to speak of another place without asking for its policies: one goes there, has customers there."""

OF_THE_ASKER = re.compile(r"(?:我们?|咱们?|俺)(?:家|厂|公司|店)?(?:也?是|在|住)")
"""What somebody says before the place that they are from."""


def place_elsewhere(question: str, library: Library) -> str | None:
    """Return a place that the question names and no published document speaks of or is from."""
    places = places_in(library.searcher.words(question))
    if any(library.mentions(place) for place in places):
        return None
    return places[0] if places else None


def without_elsewhere(question: str, library: Library) -> str:
    """Return what a question says of no other place; nothing where it is about one, or the asker is from there.

    Left out are the pieces between its marks that only tell of a place (上回跑杭州跑了三趟); one that tells what is
    done there (去杭州参展) loses no more than the name.
    """
    kept = []
    for piece in _PIECE.findall(question):
        place = place_elsewhere(piece, library)
        if place is None:
            kept.append(piece)
        elif OF_THE_ASKER.search(piece) or not re.search(
            rf"{_ON_THE_WAY}{place}|{place}.{{0,6}}(?:{_TRADE})", piece
        ):
            return ""
        elif re.search(rf"{_ON_THE_WAY}{place}.{{0,8}}(?:{_TRADE})", piece):
            kept.append(piece.replace(place, ""))
    return "".join(kept)
