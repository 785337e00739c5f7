"""What fonts put in a PDF's text where characters themselves are meant: radicals (⼀ for 一, ⻓ for 长), ligatures."""

import unicodedata

# Radicals of the supplement (U+2E80–2EFF) for which Unicode has no compatibility mapping.
_SUPPLEMENT = (
    "⺁厂⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋卩⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺝月⺞歺⺠民⺡氵⺢氺⺣灬⺤爫"
    "⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱网⺲罒⺳冈⺵网⺶羊⺷羊⺸羊⺹老⺺聿⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见"
    "⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼"
    "⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀"
)
_WHOLE = {
    **{
        code: unicodedata.normalize("NFKC", chr(code))
        for code in (
            *range(0x2E80, 0x2FD6),
            *range(0xF900, 0xFB07),
        )  # radicals, compatibility Han, ﬁ and other ligatures
    },
    **{ord(radical): meant for radical, meant in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)},
}


def unify_radicals(text: str) -> str:
    """Return the text with the characters that its radicals and ligatures stand for; nothing else is changed."""
    return text.translate(_WHOLE)
