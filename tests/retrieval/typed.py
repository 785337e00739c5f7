"""What people and programs type, for hypothesis: anything at all, and questions with oddities inside."""

from hypothesis import strategies as st

_PARTS = """
首贷 贷款 首貸服務中心 知识产权 增值税 多少 怎么 政策 补贴 请问 企业
ＡＢＣ １２３ 5G 10% 1.5万 杭州 ？ 。 “ ” < > ' ; -- é ß Σ ﬁ ㎡ 😀 👨‍👩‍👧
""".split()
_ODD = [
    "\u200b",
    "\ufeff",
    "\u202e",
    "\x00",
    "\x07",
    "\u3000",
    "\n",
    " ",
    "\ud800",
    "\udfff",
    "\U000e0041",
    "\u180e",
]

any_text = st.one_of(
    st.text(st.characters(exclude_categories=())),  # lone surrogates too
    st.lists(st.sampled_from(_PARTS + _ODD), max_size=30).map("".join),
)
"""Any string that Python can hold, lone surrogates included."""
