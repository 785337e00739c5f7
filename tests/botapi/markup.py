"""The keyboards that Telegram takes with a message, and those it refuses."""

from collections.abc import Iterator

from tests.botapi.errors import bad_request
from tests.botapi.urls import WrongLink, checked_link, linked_user

MAX_CALLBACK_DATA_BYTES = 64
MAX_BUTTONS = 100
MAX_BUTTONS_A_ROW = 8

Markup = dict[str, object]
_OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def checked_markup(markup: object, *, only_inline: bool = False) -> Markup | None:
    """The reply markup as Telegram would keep it (none where nothing is left of it); raises ApiError."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    if markup.get("inline_keyboard"):
        return {"inline_keyboard": _checked_rows(markup["inline_keyboard"])}
    if any(markup.get(kind) for kind in _OTHER_MARKUPS):
        if only_inline:
            raise bad_request("Inline keyboard expected")
        if "keyboard" in markup:
            _check_reply_keyboard(markup["keyboard"])
        return markup
    return None


def is_inline(markup: Markup | None) -> bool:
    """Whether a message with this markup shows buttons under itself (and may be edited)."""
    return markup is None or "inline_keyboard" in markup


def buttons(markup: Markup | None) -> Iterator[dict[str, str]]:
    """The inline buttons, row by row."""
    rows = (markup or {}).get("inline_keyboard", [])
    assert isinstance(rows, list)
    for row in rows:
        yield from row


def _checked_rows(rows: object) -> list[list[dict[str, object]]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    checked = [[_checked_button(button) for button in row] for row in rows if row]
    # Telegram's clients show eight a row; TDLib cuts at twelve without a word, which would hide a mistake.
    if any(len(row) > MAX_BUTTONS_A_ROW for row in checked) or sum(map(len, checked)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return checked


def _checked_button(button: object) -> dict[str, object]:
    problem = "Can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{problem}InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(f'{problem}Can\'t find field "text"')
    if not button["text"].strip():
        # TDLib drops such a button without a word; refusing it shows the mistake.
        raise bad_request("Inline keyboard button text must be non-empty")
    if url := button.get("url"):
        return {"text": button["text"], "url": _checked_url(str(url))}
    if data := button.get("callback_data"):
        if len(str(data).encode()) > MAX_CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"text": button["text"], "callback_data": str(data)}
    if button.keys() & {"switch_inline_query", "switch_inline_query_current_chat", "copy_text"}:
        return button
    raise bad_request(f"{problem}Text buttons are unallowed in the inline keyboard")


def _checked_url(url: str) -> str:
    if linked_user(url) is not None:
        return url
    try:
        link = checked_link(url)
    except WrongLink as problem:
        raise bad_request(f"Inline keyboard button URL '{url}' is invalid: {problem}") from problem
    if ".." in link.split("/")[2]:
        raise bad_request("BUTTON_URL_INVALID")
    return link


def _check_reply_keyboard(rows: object) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "keyboard" must be an Array of Arrays')
    for row in rows:
        for button in row:
            text = button.get("text") if isinstance(button, dict) else button
            if not isinstance(text, str) or not text.strip():
                raise bad_request("Keyboard button text must be non-empty")
