"""Provinces, cities and counties, to notice a question about somewhere that no document speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PLACES = frozenset(
    """
    北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南
    广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 台北 高雄
    石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州
    晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳
    大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 长春 四平 辽源 通化 白山 松原
    白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡
    徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 太仓 杭州
    宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚 诸暨 乐清 瑞安 温岭 玉环
    东阳 永康 德清 长兴 安吉 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安
    亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 南昌 景德镇 萍乡 九江 新余
    鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂
    德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳
    商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙
    株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头
    佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州
    桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 崇左 海口 三亚 三沙 儋州 成都 自贡
    攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳
    六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 拉萨 日喀则 西安
    铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 商洛 兰州 嘉峪关 金昌 天水 武威 张掖 平凉 酒泉
    庆阳 定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密
    """.split()
)


_COUNTIES = {
    "嘉兴": "南湖 秀洲 海宁 平湖 桐乡 嘉善 海盐",
    "杭州": "上城 拱墅 西湖 滨江 萧山 余杭 富阳 临安 临平 钱塘 桐庐 淳安 建德",
    "宁波": "海曙 江北 镇海 北仑 鄞州 奉化 余姚 慈溪 宁海 象山",
    "温州": "鹿城 龙湾 瓯海 洞头 永嘉 平阳 苍南 文成 泰顺 瑞安 乐清 龙港",
    "湖州": "吴兴 南浔 德清 长兴 安吉",
    "绍兴": "越城 柯桥 上虞 诸暨 嵊州 新昌",
    "金华": "婺城 金东 武义 浦江 磐安 兰溪 义乌 东阳 永康",
    "衢州": "柯城 衢江 常山 开化 龙游 江山",
    "舟山": "定海 普陀 岱山 嵊泗",
    "台州": "椒江 黄岩 路桥 三门 天台 仙居 温岭 临海 玉环",
    "丽水": "莲都 青田 缙云 遂昌 松阳 云和 庆元 景宁 龙泉",
    "上海": "黄浦 徐汇 静安 虹口 杨浦 闵行 宝山 嘉定 浦东 金山 松江 青浦 奉贤 崇明",
    "苏州": "姑苏 吴中 相城 吴江 昆山 太仓 常熟 张家港",
    "无锡": "江阴 宜兴 梁溪 滨湖 锡山 惠山",
}
"""The counties of the province and of the cities next to it, by their city."""

_CITY_OF = {county: city for city, counties in _COUNTIES.items() for county in counties.split()}

_ALSO_WORDS = frozenset(
    """
    上城 西湖 滨江 钱塘 江北 海曙 平阳 文成 永嘉 新昌 龙泉 常山 开化 江山 三门 天台 路桥 临海 云和 普陀 宝山
    金山 青田 吴中 滨湖 南湖 浦江 武义 黄浦 嘉定 松阳 象山 龙湾 定海
    """.split()
)
"""They are also something else: only with 区, 县 or 市 behind them do they count."""

_KINDS = ("市", "省", "区", "县")
_COUNTY = re.compile("[\u4e00-\u9fff]{2,3}县")
_NO_COUNTY = re.compile("[各全该本外市省区两跨]县")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the question names it, without 省 or 市, and the city that it is a part of, if it is known."""

    name: str
    city: str | None = None


def places_in(words: Sequence[str]) -> tuple[Place, ...]:
    """Return the provinces, cities and counties among `words`, in order, each once."""
    found = (_place(word, after) for word, after in zip(words, [*words[1:], ""], strict=False))
    return tuple(dict.fromkeys(place for place in found if place))


def _place(word: str, after: str) -> Place | None:
    """Return the place that a word is, with the word after it."""
    kind = word[-1] if len(word) > 2 and word.endswith(_KINDS) else after if after in _KINDS else ""
    bare = word.removesuffix(kind) if len(word) > 2 else word
    if bare in _CITY_OF and (kind or bare not in _ALSO_WORDS):
        return Place(bare, _CITY_OF[bare])
    if bare in _PLACES:
        return Place(bare)
    is_county = _COUNTY.fullmatch(word) and not _NO_COUNTY.search(word)
    return Place(word) if is_county else None
