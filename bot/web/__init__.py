"""The web side: chat page, JSON API, clause and document pages. The only room that imports aiohttp."""
