"""Personal data in what people write: found by its form, and replaced before anything is stored."""

import re
from collections.abc import Callable
from datetime import date

PHONE, IDENTITY, CARD, EMAIL = "〔电话〕", "〔身份证号〕", "〔银行卡号〕", "〔邮箱〕"

# One character for another, so that places stay the same: full width to plain, any blank or dash to one of each.
_PLAIN = str.maketrans(
    {chr(full): chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("\u3000\u00a0\t\u2002\u2003\u2009", " ")
    | dict.fromkeys("‐‑‒–—―−﹣", "-")
)
_LOCAL = r"[A-Za-z0-9._%+\-]"
_GAP = "[ .-]{0,3}"
_START = re.compile(rf"(?<!\d)(?=[+(]{{0,2}}\d)|(?<!{_LOCAL})(?={_LOCAL}++@)")
# What has a unit of money behind it is an amount, however many digits.
_END = r"(?!\d)(?! ?(?:元|块钱|圆|万元|万(?!一)|亿|%))"

_IDENTITY = re.compile(rf"[1-68]\d{{5}}{_GAP}(\d{{4}}){_GAP}(\d\d)(\d\d){_GAP}\d{{3}}[\dXx](?![\dA-Za-z])")
_OLD_IDENTITY = re.compile(rf"[1-6]\d{{5}}{_GAP}(\d\d)(\d\d)(\d\d){_GAP}\d{{3}}{_END}")
_CARDS = tuple(
    re.compile(groups + _END)
    for groups in (
        *(rf"[3-69]\d{{3}}(?:[ -]\d{{4}}){{3}}{last}" for last in (r"[ -]\d{3}", r"[ -]\d\d", "")),
        r"3\d{3}[ -]\d{6}[ -]\d{5}",
        r"[3-69]\d{5}[ -]\d{10,13}",
        r"[3-69]\d{12,18}",
    )
)
_MOBILE = re.compile(
    rf"(?:\(?(?:\+|00)?86\)?{_GAP})?(?:1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|1[3-9]\d{_GAP}\d{{3}}{_GAP}\d{{5}}"
    rf"|1[3-9]\d\d{_GAP}\d{{3}}{_GAP}\d{{4}}|1[3-9]\d{{3}}{_GAP}\d{{6}}|1[ -][3-9](?:[ -]\d){{9}}){_END}"
)
_LANDLINE = re.compile(
    rf"(?:\(?0\d{{2,3}}\)?|\(?(?:\+|00)86\)?{_GAP}[1-9]\d{{1,2}}){_GAP}[2-9]\d{{2,3}}{_GAP}\d{{4}}{_END}"
)
_EMAIL = re.compile(rf"{_LOCAL}++@(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}[A-Za-z]{{2,24}}")

_COMPANY = re.compile(r"9[1-3]\d{16}(?!\d)")
"""A company's unified social credit code that has no letter: it is public."""


def masked(text: str) -> str:
    """Return `text` with each phone number, ID number, bank card number and e-mail address replaced by what it was.

    Amounts, years, document numbers, short lines such as 12345 and companies' credit codes stay.
    """
    plain = text.translate(_PLAIN)
    parts, done = [], 0
    for begin in _START.finditer(plain):
        start = begin.start()
        found = _found(plain, start) if start >= done else None
        if found is not None:
            end, mark = found
            parts += [text[done:start], mark]
            done = end
    return "".join([*parts, text[done:]])


def _found(plain: str, start: int) -> tuple[int, str] | None:
    """Return where the personal data that begins here ends, and its mark; None where none does."""
    for mark, pattern, holds in _KINDS:
        match = pattern.match(plain, start)
        if match is not None and holds(match):
            return match.end(), mark
    return None


def _is_born(match: re.Match[str]) -> bool:
    year, month, day = map(int, match.groups())
    return _exists(year if year > 99 else 1900 + year, month, day)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return 1900 <= date(year, month, day).year < 2100
    except ValueError:
        return False


def _is_card(match: re.Match[str]) -> bool:
    """Return whether the check digit is right, or the number is like this country's cards: it may be mistyped."""
    if _COMPANY.match(match[0]):
        return False
    digits = [int(each) for each in match[0] if each.isdecimal()]
    doubled = (sum(divmod(2 * each, 10)) for each in digits[-2::-2])
    is_right = (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
    return is_right or (digits[:2] == [6, 2] and len(digits) >= 16)


def _always(_match: re.Match[str]) -> bool:
    return True


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    (EMAIL, _EMAIL, _always),
    (IDENTITY, _IDENTITY, _is_born),
    *((CARD, pattern, _is_card) for pattern in _CARDS),
    (IDENTITY, _OLD_IDENTITY, _is_born),
    (PHONE, _MOBILE, _always),
    (PHONE, _LANDLINE, _always),
)
