"""Questions about other places than the published documents are from; and places that only occur in a story."""

import re

from bot.library import Library
from retrieval.places import places_in

_PIECE = re.compile(r"[^，,。.！!？?；;、\s]+[，,。.！!？?；;、\s]*")
_HERE = re.compile(r"(?:我们|咱们?|俺们?)(?:这里|这边|这儿|这|本地)|本地|这边")
_TELLS = re.compile(
    r"上回|上次|上个?月|上周|之前|以前|早先|从前|当年|去年|前年|前[几两]?[天年]|昨天|刚|听说|听|朋友|同学|亲戚|表[哥弟姐妹]|"
    r"同行|人家|别人|老乡|客户|买家|供应商|出差|回来|来的|跑|搬"
)
_GOODS = r"客户|买家|经销商|供应商|订单|展会|展览|展销|参展|博览会|交易会|广交会|摆摊|出口|外销|卖|销|发货|送货|供货|运"

OF_THE_ASKER = re.compile(r"(?:我们?|咱们?|俺)(?:家|厂|公司|店)?(?:也?是|在|住)")
"""What somebody says before the place that they are from."""


def place_elsewhere(question: str, library: Library) -> str | None:
    """Return a place that the question names and no published document speaks of or is from, nor is its city."""
    places = places_in(library.searcher.words(question))
    if any(library.mentions(name) for place in places for name in (place.name, place.city) if name):
        return None
    return places[0].name if places else None


def without_home(question: str, library: Library) -> str:
    """Return a question without the districts of our own city that no document prints: none has a rule of its own."""
    for place in places_in(library.searcher.words(question)):
        if place.city and library.mentions(place.city) and not library.mentions(place.name):
            question = re.sub(f"(?:在|和|、)?{place.name}(?:市|区|县)?", " ", question)
    return question


def without_elsewhere(question: str, library: Library) -> str:
    """Return what a question says of no other place: the pieces between its marks that name none.

    It says nothing where it is about that place: the asker is from there, or a piece that names it neither tells a
    story nor is followed by how it is here. A piece that names one as where goods, customers or fairs are
    (去杭州参展) loses no more than the name.
    """
    kept, asked = [], False
    for piece in _PIECE.findall(question):
        place = place_elsewhere(piece, library)
        if place is None:
            kept.append(piece)
        elif not _is_of(piece, place) and _trades(piece, place):
            kept.append(piece.replace(place, ""))
        else:
            asked |= _is_of(piece, place) or not _TELLS.search(piece)
    rest = "".join(kept)
    return "" if asked and not _HERE.search(rest) else rest


def _trades(piece: str, place: str) -> bool:
    """Return whether a piece names a place as where goods, customers or fairs are."""
    there = rf"(?:到|去|在|往|给|从|向|跑|销|是|跟|赴){place}"
    return bool(re.search(there, piece) and re.search(_GOODS, piece))


def _is_of(piece: str, place: str) -> bool:
    """Return whether a piece says that the person or business is of a place, or asks about what that place has."""
    kind = "(?:市|省|区|县)?"
    return bool(
        re.search(
            rf"(?:我们?|咱们?|俺|公司|企业|厂子?|店|单位|户口|注册|开|落户|设)(?:家|的)?(?:公司|企业|厂子?|店)?"
            rf"(?:就|是|都)?(?:在|是){place}{kind}(?!客户|买家|参展)|"
            rf"在{place}{kind}(?:注册|登记|开|办|设|成立|经营|做生意|纳税|落户|建|投资|工作)(?!展|会)|"
            rf"{place}{kind}(?:的|这边|那边|这里|那里|有)(?!客户|买家|经销商|供应商|订单|朋友|同学|亲戚|同行|展会|老板|表)",
            piece,
        )
    )
