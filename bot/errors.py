"""The one root of what can stop the service; the command line prints its text as it is."""


class BotError(Exception):
    """One plain sentence, in Chinese, that says what is wrong and what to do; never a secret."""
