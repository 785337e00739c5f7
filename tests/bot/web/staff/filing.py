"""What tests of the console's files share: sending files, and waiting for what comes of the check."""

import asyncio
import io

from aiohttp import FormData

CHECKED = 20.0  # seconds a check may take on a busy machine


def form_of(token, files):
    """Return the form of an upload: the token first, then the files by name."""
    form = FormData(quote_fields=False)
    form.add_field("csrf", token)
    for name, content in files.items():
        data = io.BytesIO(content.encode() if isinstance(content, str) else content)
        form.add_field("files", data, filename=name, content_type="application/octet-stream")
    return form


async def sent(visitor, files, token=None):
    """Send files, and return the response."""
    form = form_of(visitor.token if token is None else token, files)
    return await visitor.client.post("/staff/files", data=form, allow_redirects=False)


async def checked(visitor, files):
    """Send files, wait until they are checked, and return the address where what came of it is shown."""
    response = await sent(visitor, files)
    assert response.status == 303, await response.text()
    return await ended(visitor, response.headers["Location"])


async def ended(visitor, address):
    """Wait until a check has ended, and return the address where what came of it is shown."""
    async with asyncio.timeout(CHECKED):
        for _ in range(1000):
            response = await visitor.get(address)
            if response.status == 303:
                return response.headers["Location"]
            assert response.status == 200
            if "data-waiting" not in await response.text():
                return address
            await asyncio.sleep(0.02)
    raise AssertionError("the check didn't end")
