"""Clause files that nobody should be able to do harm with, and what each is told; written when a test asks."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

MIB = 1024 * 1024
TITLE = "试点办法\n"


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def _docx(document: str, **members: bytes) -> bytes:
    """Return a Word file whose document part is `document`."""
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{office}"/></Types>'
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    return _zip(
        {"[Content_Types].xml": kinds.encode(), "_rels/.rels": links.encode()}
        | {"word/document.xml": document.encode()}
        | members
    )


def _zip(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
_PDF_HEAD = b"%PDF-1.7\n"

CONTENT: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("a.txt", lambda: b""),
    "white space": ("a.txt", lambda: b" \r\n\t\xe3\x80\x80\n" * 1000),
    "a picture named text": ("a.txt", lambda: b"\x89PNG\r\n\x1a\n" + _noise(5000)),
    "a picture named Word": ("a.docx", lambda: b"\x89PNG\r\n\x1a\n" + _noise(5000)),
    "binary noise": ("a.txt", lambda: _noise(100_000)),
    "NULs": ("a.txt", lambda: (TITLE + "一、甲。\0\0\0办事。\n").encode() + b"\0" * 4000),
    "a mixture of encodings": (
        "a.txt",
        lambda: TITLE.encode() + "一、甲。办事。\n".encode("gb18030") + b"\xff\xfe",
    ),
    "a line of 15 MB": ("a.txt", lambda: (TITLE + "一、" + "办事，" * (5 * MIB // 3)).encode()),
    "200,000 clauses": (
        "a.txt",
        lambda: (TITLE + "".join(f"{n}．办第{n}件事。\n" for n in range(200_000))).encode(),
    ),
    "1,200 levels": (
        "a.txt",
        lambda: (TITLE + "\n".join("1." * n + " 办事。" for n in range(1, 1201))).encode(),
    ),
    "60,000 open brackets": ("a.txt", lambda: (TITLE + "一、办事" + "（责任单位：甲" * 60_000).encode()),
    "no numbered clause": ("a.txt", lambda: (TITLE + "没有编号的正文。\n").encode()),
    "malformed front matter": (
        "a.md",
        lambda: ("---\nissued: 2021-02-30\n---\n" + TITLE + "一、办事。\n").encode(),
    ),
    "a truncated PDF": (
        "a.pdf",
        lambda: _PDF_HEAD + b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Ty",
    ),
    "a PDF of noise": ("a.pdf", lambda: _PDF_HEAD + _noise(2 * MIB)),
    "a PDF of open brackets": ("a.pdf", lambda: _PDF_HEAD + b"1 0 obj\n" + b"[" * MIB),
    "a Word bomb": ("a.docx", lambda: _docx(_WORD.format("<w:p><w:r><w:t>办</w:t></w:r></w:p>" * 4_000_000))),
    "expanding entities": (
        "a.docx",
        lambda: _docx(_LAUGHS + _WORD.format("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>")),
    ),
    "Word 300,000 levels deep": ("a.docx", lambda: _docx(_WORD.format("<w:sdt>" * 300_000))),
    "a web page 300,000 levels deep": ("a.html", lambda: b"<html><body>" + b"<div>" * 300_000 + b"x"),
    "a zip bomb": ("a.zip", lambda: _zip({f"{n}.txt": b" " * (19 * MIB) for n in range(15)})),
    "a zip that climbs": ("a.zip", lambda: _zip({"../../x.txt": TITLE.encode()})),
    "a zip in a zip": ("a.zip", lambda: _zip({"b.zip": _zip({"c.txt": TITLE.encode()})})),
    "a zip of noise": ("a.zip", lambda: b"PK\x03\x04" + _noise(5000)),
    "over 20 MB": ("a.txt", lambda: ("办事。\n" * (21 * MIB // 10)).encode()),
}
"""Files by what is wrong with them: a name, and what makes the content."""


def write(folder: Path, kind: str) -> Path:
    """Write the file of a kind into a folder of its own and return its path."""
    name, content = CONTENT[kind]
    path = folder / name
    path.write_bytes(content())
    return path


def odd_paths(folder: Path) -> dict[str, Path]:
    """Make what is no plain file, and return it by what it is."""
    real = folder / "real.txt"
    real.write_text(TITLE + "一、办事。\n", encoding="utf-8")
    link, directory, pipe = folder / "link.txt", folder / "directory.txt", folder / "pipe.txt"
    link.symlink_to(real)
    directory.mkdir()
    os.mkfifo(pipe)
    return {"link": link, "directory": directory, "pipe": pipe, "missing": folder / "missing.txt"}
