"""Conversation and channels: the assistant, Telegram, the web, the command line, settings."""
