"""Word's automatic numbers: they aren't in the text of a .docx, so they are counted as Word counts them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberLevel:
    """How one level of a list is numbered: Word's name for the figures, its pattern (`第%1章`), where it starts."""

    format: str = "decimal"
    pattern: str = ""
    start: int = 1
    suffix: str = "tab"
    arabic: bool = False


@dataclass(slots=True)
class NumberedList:
    """The levels of an abstract list by depth, from 0, and the style that it is or borrows."""

    levels: dict[int, NumberLevel] = field(default_factory=dict)
    is_style: str | None = None
    of_style: str | None = None


@dataclass(slots=True)
class ListUse:
    """A list as paragraphs name it: which abstract list it is, and what it changes of it."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, NumberLevel] = field(default_factory=dict)


@dataclass(slots=True)
class Numbers:
    """The lists of a document, and how far each has counted. Lists that share an abstract list count on."""

    abstract: dict[str, NumberedList] = field(default_factory=dict)
    uses: dict[str, ListUse] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def next(self, use_id: str, depth: int) -> str:
        """Count a paragraph of a list and return its number as printed, or nothing where it has none."""
        use = self.uses.get(use_id)
        if use is None:
            return ""
        levels = {**self._levels(use.abstract), **use.levels}
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(use.abstract, {})
        if depth in use.starts and (use_id, depth) not in self._started:
            self._started.add((use_id, depth))
            counts[depth] = use.starts[depth]
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return _printed(level, levels, counts)

    def _levels(self, abstract: str) -> dict[int, NumberLevel]:
        numbered = self.abstract.get(abstract, NumberedList())
        if numbered.of_style is None:
            return numbered.levels
        others = (other for other in self.abstract.values() if other.is_style == numbered.of_style)
        return next(others, numbered).levels


def _printed(level: NumberLevel, levels: dict[int, NumberLevel], counts: dict[int, int]) -> str:
    """Return the pattern with its figures; what separates it from the text is a space where print has one."""
    if level.format == "bullet":
        return ""
    text = level.pattern
    for depth in range(9):
        if f"%{depth + 1}" in text:
            other = levels.get(depth, NumberLevel())
            if level.arabic and depth in levels:
                other = replace(other, format="decimal")
            text = text.replace(f"%{depth + 1}", number_text(counts.get(depth, other.start), other.format))
    close = text.endswith(tuple("、．）)：:①②③④⑤⑥⑦⑧⑨⑩")) or level.suffix == "nothing"
    return text if close or not text else text + " "


def number_text(number: int, format: str) -> str:
    """Return a number in one of Word's formats (`chineseCounting`, `decimalEnclosedCircle` …); else in digits."""
    if number < 0 or number > 99_999:
        return str(number)
    write = _FORMATS.get(format)
    return write(number) if write else str(number)


def _chinese(number: int) -> str:
    """Return a number as it is counted: 十一, 二十, 一百零五."""
    if number == 0:
        return "零"
    text, zero = "", False
    for unit, value in (("万", 10_000), ("千", 1_000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + unit
        zero = not digit
    return text.removeprefix("一") if text.startswith("一十") else text


def _counting(number: int) -> str:
    """Return a number as chineseCounting writes it: 十一, 二十, and digit by digit from 100 on."""
    return _chinese(number) if number < 100 else _by_digit(number)


def _by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 260 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _among(first: str, count: int) -> Callable[[int], str]:
    """Return the writer of numbers that are single characters, one after the other from `first` for 1."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= count else str(number)


def _cycle(names: str) -> Callable[[int], str]:
    return lambda number: names[number - 1] if 1 <= number <= len(names) else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + i: 0xFF10 + i for i in range(10)}),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "taiwaneseDigital": _by_digit,
    "chineseLegalSimplified": lambda number: _chinese(number).translate(_LEGAL),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "decimalEnclosedCircle": _among("①", 20),
    "decimalEnclosedCircleChinese": _among("①", 20),
    "decimalEnclosedParen": _among("⑴", 20),
    "decimalEnclosedFullstop": _among("⒈", 20),
    "ideographEnclosedCircle": _among("㊀", 10),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
