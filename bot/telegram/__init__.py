"""The Telegram channel: polling, conversation, rendering, and one queue for all that is sent."""

from bot.telegram.service import run_telegram

__all__ = ["run_telegram"]
