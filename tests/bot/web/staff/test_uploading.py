"""What is taken in and what isn't: names, kinds, sizes, halves; and that nothing is left of it."""

import asyncio

import pytest

from bot.staff import files as use_case
from bot.uploads import MOST_BYTES
from tests.bot.parking import PARKING, QUESTIONS
from tests.bot.web.staff.filing import checked, form_of, sent


@pytest.fixture
def uploads(console_settings):
    return console_settings.data / "uploads"


@pytest.fixture
def taken(monkeypatch):
    """Keep what is handed to the check instead of checking it: the files' contents by name."""
    seen = {}

    async def seeing(_job, _settings, paths, folder, _by):
        seen.update({path.name: path.read_bytes() for path in folder.iterdir()})
        return {"state": "same", "said": ""}

    monkeypatch.setattr(use_case, "run_apart", seeing)
    return seen


def left(uploads):
    return list(uploads.iterdir()) if uploads.exists() else []


async def test_names_are_made_harmless(admin, taken, uploads):
    names = ["../../etc/passwd.txt", ".隐藏\u202etxt.TXT", "长" * 300 + ".txt", "a\\b\\政策.txt"]
    for name in names:
        await checked(admin, {name: PARKING})
    assert {"passwd.txt", "隐藏txt.txt", "政策.txt"} < set(taken)
    assert all("/" not in name and len(name.encode()) <= 255 for name in taken)
    assert left(uploads) == []


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "请先选文件"),
        ({"a.doc": "x"}, "“a.doc”用不了"),
        ({"a.exe": "x", "b.txt": "x"}, "“a.exe”用不了"),
        ({"a.questions.tsv": QUESTIONS}, "要和它的政策文件一起上传"),
        ({"a.txt": "x", "b/a.txt": "y"}, "有两个文件都叫“a.txt”"),
        ({f"{n}.txt": "x" for n in range(201)}, "一次最多上传 200 个文件"),
    ],
)
async def test_what_is_no_clause_file_is_refused_and_nothing_left(admin, taken, uploads, files, sentence):
    response = await sent(admin, files)
    assert response.status == 409
    assert sentence in await response.text()
    assert left(uploads) == []
    assert taken == {}


async def test_twenty_megabytes_are_taken_and_more_refused(admin, taken, uploads):
    half = b"x" * (MOST_BYTES // 2)
    await checked(admin, {"a.txt": half, "b.txt": half})
    assert len(taken["a.txt"]) == len(taken["b.txt"]) == MOST_BYTES // 2
    response = await sent(admin, {"c.txt": half, "d.txt": half + b"x"})
    assert response.status == 413
    assert "一共超过 20 MB" in await response.text()
    assert "c.txt" not in taken
    assert left(uploads) == []


async def test_a_size_that_is_stated_is_refused_before_anything_is_read(admin, uploads):
    async def never():
        yield b"x"
        await asyncio.Event().wait()

    headers = {"Content-Length": str(MOST_BYTES * 2), "Content-Type": "multipart/form-data; boundary=x"}
    response = await admin.client.post("/staff/files", data=never(), headers=headers)
    assert response.status == 413
    assert left(uploads) == []


@pytest.mark.parametrize("token", ["", "0" * 64])
async def test_a_form_without_this_sessions_token_is_refused_before_its_files(admin, taken, uploads, token):
    response = await sent(admin, {"parking.txt": PARKING}, token=token)
    assert response.status == 403
    assert (left(uploads), taken) == ([], {})


async def test_the_token_has_to_come_first(admin, taken):
    form = form_of("wrong", {"parking.txt": PARKING})
    form.add_field("csrf", admin.token)
    assert (await admin.client.post("/staff/files", data=form)).status == 403
    assert taken == {}


async def test_staff_who_are_no_admins_are_refused_before_anything_is_read(clerk, taken):
    assert (await sent(clerk, {"parking.txt": PARKING})).status == 403
    assert taken == {}


async def test_an_upload_that_breaks_off_leaves_nothing(admin, uploads, taken):
    begun = asyncio.Event()
    head = (
        f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{admin.token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    ).encode()

    async def breaking():
        yield head + b"x" * 200_000
        for _ in range(500):
            if left(uploads):
                break
            await asyncio.sleep(0.01)
        begun.set()
        await asyncio.Event().wait()

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    request = asyncio.create_task(admin.client.post("/staff/files", data=breaking(), headers=headers))
    await begun.wait()
    assert len(left(uploads)) == 1
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)
    for _ in range(500):
        if not left(uploads):
            break
        await asyncio.sleep(0.01)
    assert left(uploads) == []
    assert taken == {}


async def test_what_is_no_whole_form_is_refused(admin, uploads):
    for body in (b"", b"--x", b"nonsense", b"--x\r\n\r\nabc"):
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        response = await admin.client.post("/staff/files", data=body, headers=headers)
        assert response.status in {400, 403}, body
    assert left(uploads) == []


async def test_a_disk_that_cannot_be_written_is_told(admin, console_settings):
    console_settings.data.mkdir(exist_ok=True)
    (console_settings.data / "uploads").write_text("")
    response = await sent(admin, {"parking.txt": PARKING})
    assert response.status == 409
    assert "文件存不下来" in await response.text()
