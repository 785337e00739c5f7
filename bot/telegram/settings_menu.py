"""The settings of a person: how long answers are, and forgetting the conversation."""

from bot.assistant import AnswerLength, Assistant, Person
from bot.telegram import texts
from bot.telegram.catalogue import Page
from bot.telegram.keyboards import forget_keyboard, settings_keyboard
from bot.telegram.markup import block, pieces, titled


class SettingsMenu:
    """Makes the pages of the settings, and changes what a tap asks for."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    async def show(self, person: Person) -> Page:
        """Return the settings as they are."""
        length = await self._assistant.answer_length(person)
        return Page(pieces([titled("⚙️ 设置"), block(texts.SETTINGS)]), settings_keyboard(length))

    async def change(self, person: Person, wish: str) -> tuple[Page | None, str | None]:
        """Do what a tap asks; return the page to show and a short remark; (None, None) if unknown."""
        if wish in set(AnswerLength):
            await self._assistant.set_answer_length(person, AnswerLength(wish))
            return await self.show(person), texts.LENGTH_SET
        if wish == "forget":
            return Page(pieces([titled("🗑 清除提问记录"), block(texts.FORGET)]), forget_keyboard()), None
        if wish == "keep":
            return await self.show(person), texts.KEPT
        if wish == "erase":
            erased = await self._assistant.forget(person)
            return Page(pieces([block(texts.forgotten(erased))])), None
        return None, None
