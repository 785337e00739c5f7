"""Clause files of every format, made where they are tested: Word files, PDF files, archives."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    b"/DW 1000>>]/ToUnicode 4 0 R>>"
)
_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
    b"%d beginbfchar %s endbfchar endcmap end"
)


def word_file(body: str, **parts: str) -> bytes:
    """Return a .docx with this content of w:body; `parts` are further parts of word/, such as numbering."""
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    members = {"[Content_Types].xml": "<Types/>", "word/document.xml": document}
    for name, content in parts.items():
        members[f"word/{name}.xml"] = f'<w:{name} xmlns:w="{_WORD}">{content}</w:{name}>'
    return archive(members)


def paragraph(text: str, properties: str = "") -> str:
    """Return a w:p with one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def pdf_file(pages: Sequence[Sequence[str]], trailer: bytes = b"") -> bytes:
    """Return a .pdf with a text layer: the printed lines of each page, in a font that names its characters."""
    first = 5
    used = sorted({ord(character) for lines in pages for line in lines for character in line})
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        _FONT,
        _stream(_TO_UNICODE % (len(used), b" ".join(b"<%04x> <%04x>" % (code, code) for code in used))),
    ]
    for index, lines in enumerate(pages):
        shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (first + 2 * index + 1)
        )
        objects.append(_stream(f"BT /F 12 Tf 1 0 0 1 50 800 Tm 14 TL\n{shown}ET".encode()))
    return pdf_of(objects, trailer)


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a .pdf of these objects; the first is its catalogue."""
    data = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n" % (len(objects) + 1, trailer, start)
    return bytes(data + b"%%EOF\n")
