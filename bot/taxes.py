"""Taxes that a question names and no published document speaks of: what is said of another one isn't theirs."""

import re

from bot.library import Library
from retrieval.normalise import normalise

_NAMES = (
    "个人所得税 企业所得税 增值税 消费税 土地增值税 印花税 契税 车船税 车辆购置税 房产税 城镇土地使用税 "
    "耕地占用税 资源税 环境保护税 城市维护建设税 教育费附加 关税 烟叶税 船舶吨税 文化事业建设费 残疾人就业保障金"
).split()
_SHORT = {
    "个税": "个人所得税",
    "个体所得税": "个人所得税",
    "车购税": "车辆购置税",
    "购置税": "车辆购置税",
    "环保税": "环境保护税",
    "城建税": "城市维护建设税",
    "残保金": "残疾人就业保障金",
    "土增税": "土地增值税",
}
_TAX = re.compile(  # 那个税 is no 个税
    "|".join(f"(?<![这那哪一几两每]){name}" if name[0] == "个" else name for name in (*_NAMES, *_SHORT))
)


def tax_not_covered(question: str, library: Library) -> bool:
    """Return whether a question names taxes of which no published document speaks, and none of which one does."""
    named = {_SHORT.get(name, name) for name in _TAX.findall(normalise(question))}
    return bool(named) and not any(library.mentions(name) for name in named)
