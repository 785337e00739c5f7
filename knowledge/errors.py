"""The one root of what can go wrong with the policies."""


class KnowledgeError(Exception):
    """A clause file, a departments file or the store can't be used; the text is one plain sentence for people."""
