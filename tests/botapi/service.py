"""The HTTP side: paths, tokens, parameters, faults, and the methods behind them."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import BasicAuth, web

from tests.botapi import fetching, methods, profile_methods, topics
from tests.botapi.errors import ApiError, not_found, unauthorized
from tests.botapi.faults import Ending, Fault, Faults
from tests.botapi.params import Params, read_params
from tests.botapi.world import World

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_MAX_UPLOAD = 50 * 1024 * 1024

Method = Callable[[World, Params], Awaitable[object]]


@dataclass(eq=False)
class Call:
    """A call of the bot: its parameters with JSON decoded, when it came, and what came of it.

    `error` is the description of a refusal, or the name of the fault's ending; empty for success. `result` is what
    was taken, whether or not the bot was told. `caller` is the user in the URL that the bot calls, "" for none.
    """

    method: str
    params: dict[str, object]
    time: float
    files: dict[str, bytes] = field(default_factory=dict)
    error: str = ""
    result: object = None
    caller: str = ""


class BotApiService:
    """Answers HTTP requests from the world's state, and keeps a list of the calls."""

    def __init__(self, world: World, token: str) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.faults = Faults()
        self.failure: Exception | None = None
        self._world = world
        self._methods = _methods()
        self._closing = False

    def application(self) -> web.Application:
        """The aiohttp application that serves it."""
        app = web.Application(client_max_size=_MAX_UPLOAD)
        app.router.add_get("/file/bot{token}/documents/{file_id}", self._serve_file)
        app.router.add_route("*", "/{path:.*}", self._serve)
        return app

    def close(self) -> None:
        """Lets go of everything that waits: polls and hanging calls."""
        self._closing = True
        self._world.updates.end_poll(ApiError(500, "Internal Server Error: restart"))
        self._world.changes.announce()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            name = self._method_name(request)
            params = await read_params(request)
            return await self._serve_call(request, name, params)
        except ApiError as error:
            return _refusal(error)
        except web.HTTPRequestEntityTooLarge:
            return _refusal(ApiError(413, "Request Entity Too Large"))
        except (ConnectionError, web.RequestPayloadError):
            # The caller went away in the middle of its request, as a killed bot does.
            raise
        except Exception as failure:
            # The test is told when the server is closed; until then the bot sees a failing Telegram.
            self.failure = failure
            raise

    def _method_name(self, request: web.Request) -> str:
        match = re.fullmatch(r"/bot([^/]+)/([A-Za-z]+)", request.path)
        if match is None or not _TOKEN.fullmatch(match[1]):
            raise not_found()
        if match[1] != self.token:
            raise unauthorized()
        return match[2]

    async def _serve_call(self, request: web.Request, name: str, params: Params) -> web.StreamResponse:
        files = {key: upload.content for key, upload in params.files.items()}
        call = Call(name, params.readable(), self._world.clock(), files, caller=_caller(request))
        self.calls.append(call)
        try:
            fault = self.faults.take(name)
            if fault is not None:
                return await self._serve_fault(request, call, params, fault)
            call.result = await self._run(name, params)
            return web.json_response({"ok": True, "result": call.result})
        except ApiError as error:
            call.error = error.description
            raise
        finally:
            self._world.changes.announce()

    async def _run(self, name: str, params: Params) -> object:
        method = self._methods.get(name.lower())
        if method is None:
            raise not_found("method not found")
        return await method(self._world, params)

    async def _serve_fault(
        self, request: web.Request, call: Call, params: Params, fault: Fault
    ) -> web.StreamResponse:
        if fault.takes:
            call.result = await self._run(call.method, params)
        call.error = f"fault: {fault.http_status or fault.ending.value}"
        self._world.changes.announce()
        if fault.ending is Ending.HANGING:
            await self._world.changes.wait_until(lambda: self._closing, timeout=None)
        if fault.ending is not Ending.ANSWERED:
            if request.transport is not None:
                request.transport.abort()
            # Nobody reads this any more.
            return web.Response(status=500)
        return web.Response(status=fault.http_status, text=fault.body, headers=fault.headers)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        upload = self._world.files.get(request.match_info["file_id"])
        if request.match_info["token"] != self.token or upload is None:
            return _refusal(not_found())
        call = Call("download", {"file_id": request.match_info["file_id"]}, self._world.clock())
        self.calls.append(call)
        if fault := self.faults.take("download"):
            return await self._serve_fault(request, call, Params(), fault)
        return web.Response(body=upload.content, content_type="application/octet-stream")


def _caller(request: web.Request) -> str:
    given = request.headers.get("Authorization", "")
    return BasicAuth.decode(given).login if given else ""


def _refusal(error: ApiError) -> web.Response:
    wait = error.parameters.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else None
    return web.json_response(error.to_json(), status=error.code, headers=headers)


def _methods() -> dict[str, Method]:
    text = profile_methods.profile_text_methods
    get_about, set_about = text("descriptions", "description", longest=512)
    get_short, set_short = text("short_descriptions", "short_description", longest=120)
    get_name, set_name = text("names", "name", longest=64)
    named: dict[str, Method] = {
        "getMe": methods.get_me,
        "sendMessage": methods.send_message,
        "sendDocument": methods.send_document,
        "editMessageText": methods.edit_message_text,
        "editMessageReplyMarkup": methods.edit_message_reply_markup,
        "deleteMessage": methods.delete_message,
        "answerCallbackQuery": methods.answer_callback_query,
        "sendChatAction": methods.send_chat_action,
        "createForumTopic": topics.create_forum_topic,
        "closeForumTopic": topics.close_forum_topic,
        "setMessageReaction": topics.set_message_reaction,
        "getChat": methods.get_chat,
        "getChatMember": methods.get_chat_member,
        "getFile": methods.get_file,
        "getUpdates": fetching.get_updates,
        "setWebhook": fetching.set_webhook,
        "deleteWebhook": fetching.delete_webhook,
        "getWebhookInfo": fetching.get_webhook_info,
        "setMyCommands": profile_methods.set_my_commands,
        "getMyCommands": profile_methods.get_my_commands,
        "deleteMyCommands": profile_methods.delete_my_commands,
        "getMyDescription": get_about,
        "setMyDescription": set_about,
        "getMyShortDescription": get_short,
        "setMyShortDescription": set_short,
        "getMyName": get_name,
        "setMyName": set_name,
    }
    # Telegram does not mind the case of a method's name.
    return {name.lower(): method for name, method in named.items()}
