"""Cutting a clause's text into what can be quoted: whole sentences and ； pieces."""

_ENDS = frozenset("。；！？")
_OPENING = {"“": "”", "（": "）", "《": "》", "「": "」", "‘": "’"}
_CLOSING = frozenset(_OPENING.values())


def split_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences and ； pieces of `text`, each a span of it with its closing mark.

    A mark inside quotation marks or brackets doesn't end a sentence; a line break always does.
    """
    sentences: list[str] = []
    for paragraph in text.split("\n"):
        start, depth = 0, 0
        for position, char in enumerate(paragraph):
            if char in _OPENING:
                depth += 1
            elif char in _CLOSING:
                depth = max(0, depth - 1)
            elif char in _ENDS and depth == 0:
                sentences.append(paragraph[start : position + 1])
                start = position + 1
        sentences.append(paragraph[start:])
    return tuple(piece for sentence in sentences if (piece := sentence.strip()))
