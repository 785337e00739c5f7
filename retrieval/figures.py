"""One spelling for amounts: 一百万, 1000000 and 1,000,000 are 100万; 百分之三 is 3%."""

import re
from decimal import Decimal

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_WORDS = "".join((*_DIGITS, *_TENS))

_PERCENT = re.compile(rf"百分之([{_WORDS}]+(?:点[{''.join(_DIGITS)}]+)?|\d+(?:\.\d+)?)")
_SAID = re.compile(rf"([{_WORDS}]+(?:点[{''.join(_DIGITS)}]+)?)(?=[万亿])")
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d.])")
_LONG = re.compile(r"(?<![\d.a-z])[1-9]\d{0,4}0000(?![\d.a-z])")
_OF_TEN_THOUSANDS = re.compile(r"(?<![\d.a-z])(\d+(?:\.\d+)?)万(?!亿)")


def in_figures(normal: str) -> str:
    """Return a normalised text with its amounts in figures, and round ones in 万 or 亿; all else as it is."""
    text = _PERCENT.sub(lambda found: f"{_figures(found[1]) or found[1]}%", normal)
    text = _SAID.sub(lambda found: _figures(found[1]) or found[0], text)
    text = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
    text = _LONG.sub(lambda found: f"{found[0][:-4]}万", text)
    return _OF_TEN_THOUSANDS.sub(_rounded, text)


def _rounded(found: re.Match[str]) -> str:
    """Return an amount of at least 10000万 in 亿."""
    amount = Decimal(found[1])
    return found[0] if amount < 10_000 else f"{(amount / 10_000).normalize():f}亿"


def _figures(said: str) -> str | None:
    """Return a number in figures; None for what isn't one, or is no more than a figure of speech (千万)."""
    whole, _, decimals = said.partition("点")
    if whole.isdigit():
        return said
    number = _number(whole)
    if number is None or whole == "千":
        return None
    return str(number) + (f".{''.join(str(_DIGITS[digit]) for digit in decimals)}" if decimals else "")


def _number(said: str) -> int | None:
    """Return the number below ten thousand that some numerals are; None where they are none."""
    total, digit, least = 0, None, 10_000
    for character in said:
        if character in _TENS:
            ten = _TENS[character]
            if ten >= least:
                return None
            total, digit, least = total + (1 if digit is None else digit) * ten, None, ten
        elif digit in (None, 0):
            digit = _DIGITS[character]
        else:
            return None
    return total + (digit or 0)
