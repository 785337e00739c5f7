"""Refusals in Telegram's own words and shape."""

from collections.abc import Mapping


class ApiError(Exception):
    """A refusal: HTTP status, description and, for some, parameters such as `retry_after`."""

    def __init__(self, code: int, description: str, *, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})

    def to_json(self) -> dict[str, object]:
        """The body that Telegram sends with this refusal."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(message: str) -> ApiError:
    """400, for what is wrong with the request itself."""
    return ApiError(400, f"Bad Request: {_decapitalised(message)}")


def unauthorized() -> ApiError:
    """401, for a well-formed token that belongs to no bot here."""
    return ApiError(401, "Unauthorized")


def forbidden(message: str) -> ApiError:
    """403, where the other side does not want the bot."""
    return ApiError(403, f"Forbidden: {_decapitalised(message)}")


def not_found(message: str = "") -> ApiError:
    """404, for an unknown path, token shape or method."""
    return ApiError(404, f"Not Found: {message}" if message else "Not Found")


def conflict(message: str) -> ApiError:
    """409, where two ways of fetching updates meet."""
    return ApiError(409, f"Conflict: {message}")


def too_many_requests(retry_after: int) -> ApiError:
    """429, with the seconds to wait."""
    description = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, description, parameters={"retry_after": retry_after})


def _decapitalised(message: str) -> str:
    # Telegram lowers the first letter of its sentences, and leaves CODES_LIKE_THIS alone.
    if len(message) >= 2 and (message[1] == "_" or message[1].isupper()):
        return message
    return message[:1].lower() + message[1:]
