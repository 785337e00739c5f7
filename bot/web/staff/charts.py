"""The charts of the figures, drawn by pygal as SVG pictures of their own addresses.

A picture brings its own style sheet and follows the reader's colour scheme; a page could have neither without inline
styles. Each stands above a table with the same numbers.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pygal
from pygal.style import Style

from bot.answer import KINDS, PAUSED, Kind
from bot.staff.exports import kinds_of
from bot.staff.figures import Figures

# pygal's finder of its map plugins speaks a protocol that Python has dropped; who asks all finders stumbles over it.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

_WIDE, _NARROW = 900, 420
_MOST_BARS = 12
_LONGEST_LABEL = {_WIDE: 22, _NARROW: 9}
_MOST_SINGLE_DAYS = 45
_WEEK = 7
_FONT_SIZE = 14
_BAR_HEIGHT, _AROUND = 30, 50
_OF_CHINESE = 0.45  # of a character's width, more than pygal reckons with
_GAP = 20

_COLOURS = {
    Kind.ANSWER: ("#0e5f63", "#5fb3ae"),
    Kind.CHOICES: ("#c08a1e", "#e3b75c"),
    Kind.NONE: ("#a3271d", "#ee8f84"),
    Kind.SMALLTALK: ("#8b918f", "#8d9795"),
    Kind.PERSON: ("#35558f", "#93b2ea"),
    PAUSED: ("#7a4a86", "#c79bd2"),
}
"""Of a bar in the light and in the dark scheme."""

_SHEET = "".join(
    [
        "svg{font-family:sans-serif}.reactive{fill-opacity:1;stroke-opacity:1;stroke-width:0}",
        "path,line,rect,circle{transition:none}.axis .line{stroke:#8888}",
        ".axis .guide.line,.axis .major.guide.line{stroke:#8886;stroke-dasharray:none}",
        ".series text.value,.text-overlay text.value{text-anchor:start}",
        "@media (prefers-color-scheme: dark){",
        "text,.legends .legend text,.axis text,.axis text.major,.series text,text.no_data{fill:#e5e8e6 !important}",
        *(
            f".color-{n},.color-{n} .reactive{{fill:{dark};stroke:{dark}}}"
            for n, (_, dark) in enumerate(_COLOURS.values())
        ),
        "}",
    ]
)


def draw(name: str, figures: Figures, *, narrow: bool) -> bytes:
    """Return a chart as SVG in UTF-8; `narrow`: for a telephone. Raises KeyError for a name that isn't in CHARTS."""
    return CHARTS[name](figures, _NARROW if narrow else _WIDE)


def _days(figures: Figures, width: int) -> bytes:
    chart = pygal.StackedBar(
        width=width,
        height=320,
        legend_at_bottom=True,
        legend_at_bottom_columns=5 if width == _WIDE else 3,
        show_minor_x_labels=False,
        truncate_label=12,
        **_look(),
    )
    per = 1 if len(figures.days) <= _MOST_SINGLE_DAYS else _WEEK
    parts = [figures.days[n : n + per] for n in range(0, len(figures.days), per)]
    chart.x_labels = [_short(part[0].name) + ("起" if per > 1 else "") for part in parts]
    chart.x_labels_major = chart.x_labels[:: max(1, len(parts) * 80 // width)]
    for kind, title in kinds_of(figures).items() if figures.total.count else ():
        chart.add(title, [sum(day.kinds[kind] for day in part) for part in parts])
    return _drawn(chart)


def _short(day: str) -> str:
    one = date.fromisoformat(day)
    return f"{one.month}.{one.day}"


def _ranked(counts: Sequence[tuple[str, int]], width: int) -> bytes:
    """Return bars across, the largest on top."""
    longest = _LONGEST_LABEL[width]
    labels = [name if len(name) <= longest else f"{name[: longest - 1]}…" for name, _ in counts[:_MOST_BARS]]
    chart = pygal.HorizontalBar(
        width=width,
        height=_AROUND + _BAR_HEIGHT * max(3, len(labels)),
        show_legend=False,
        print_values=True,
        print_values_position="top",
        show_x_labels=False,
        show_x_guides=False,
        show_y_guides=False,
        margin_left=_GAP + round(_OF_CHINESE * _FONT_SIZE * max(map(len, labels), default=0)),
        margin_right=3 * _GAP,
        **_look(),
    )
    chart.x_labels = labels[::-1]
    chart.add(KINDS[Kind.ANSWER], [count for _, count in counts[:_MOST_BARS]][::-1])
    return _drawn(chart)


def _look() -> dict[str, Any]:
    return {
        "style": Style(
            background="transparent",
            plot_background="transparent",
            foreground="#1e2426",
            foreground_strong="#1e2426",
            foreground_subtle="#566065",
            font_family="sans-serif",
            label_font_size=_FONT_SIZE,
            major_label_font_size=_FONT_SIZE,
            legend_font_size=_FONT_SIZE,
            value_font_size=_FONT_SIZE,
            no_data_font_size=24,
            colors=tuple(light for light, _ in _COLOURS.values()),
            value_colors=("#1e2426",) * len(_COLOURS),
        ),
        "css": ["file://style.css", "file://graph.css", f"inline:{_SHEET}"],
        "js": (),
        "no_prefix": True,
        "no_data_text": "这些天没有人提问",
        "formatter": lambda value: f"\u2002{value:.0f}",
        "order_min": 0,
    }


def _drawn(chart: Any) -> bytes:
    chart.add_xml_filter(_without_scripts)
    drawn: bytes = chart.render()
    return drawn


def _without_scripts(tree: Any) -> Any:
    for parent in list(tree.iter()):
        for child in [child for child in parent if child.tag == "script"]:
            parent.remove(child)
    return tree


CHARTS: Mapping[str, Callable[[Figures, int], bytes]] = {
    "days": _days,
    "topics": lambda figures, width: _ranked(figures.topics, width),
    "departments": lambda figures, width: _ranked(figures.departments, width),
}
"""What draws a chart in a width, by the name of the table with its numbers."""
