"""A library's parts from earlier ones: the same as parts made anew; and the file that they are kept in."""

import os
from pathlib import Path

import pytest

from bot.joining import join, untouched
from bot.library import Library
from bot.parts import LibraryParts, clause_tokens, phrasing_tokens, prepare
from bot.picture import Picture, read_picture, write_picture
from knowledge.document import Document, Phrasing, Published
from knowledge.standing import standings
from tests.bot.papers import DIRECTORY, paper, tokenizer, versions_of

PARKING = paper(
    "parking",
    """
    停车办法
    一、收费
    1．停车费。每小时5元。（责任单位：市交通局。列第一位的为牵头单位）
    2．夜间。夜间“免停费”。（责任单位：市公安局。列第一位的为牵头单位）
    """,
    phrasings=(Phrasing("一2", "", "晚上停车要钱吗", 1), Phrasing("一1", "每小时", "停一小时多少钱", 2)),
)
DEARER = paper(
    "parking",
    """
    停车办法
    一、收费
    1．停车费。每小时6元。（责任单位：市交通局。列第一位的为牵头单位）
    """,
)
BUSES = paper("bus", "公交办法\n一、收费\n1．票价。每次2元。（责任单位：市财政局。列第一位的为牵头单位）\n")
TRAMS = paper("tram", "电车办法\n一、收费\n1．票价。每次3元。\n")


def parts_of(published: list[Published]) -> LibraryParts:
    found = standings(published)
    documents = [standing.published.document for standing in found]
    return prepare(
        found,
        [clause_tokens(tokenizer(), clause) for each in documents for clause in each.clauses],
        [cut for each in documents for cut in phrasing_tokens(tokenizer(), each)],
        marks=marks_of(documents),
    )


def marks_of(documents: list[Document]) -> list[str]:
    return [f"{document.id} {document.text_hash}" for document in documents]


def library(parts: LibraryParts) -> Library:
    return Library(parts, tokenizer=tokenizer(), directory=DIRECTORY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([PARKING], [DEARER]),
        ([PARKING, BUSES], [BUSES]),
        ([BUSES], [TRAMS, PARKING, BUSES]),
        ([PARKING], []),
        ([], [PARKING]),
    ],
)
def test_joined_parts_are_those_made_anew(before: list[Document], after: list[Document]) -> None:
    earlier = parts_of([Published(document, 1) for document in before])
    wanted = parts_of([Published(document, 1) for document in after])
    added = parts_of([Published(document, 1) for document in after if document not in before])
    joined = join(earlier, added, wanted.standings, marks=wanted.marks)
    assert joined.starts.tolist() == wanted.starts.tolist()
    assert (joined.packed, joined.marks) == (wanted.packed, wanted.marks)
    assert list(joined.topics.items()) == list(wanted.topics.items())
    assert list(joined.led.items()) == list(wanted.led.items())
    old, new = library(joined), library(wanted)
    assert (old.examples, list(old.led), list(old.documents)) == (
        new.examples,
        list(new.led),
        list(new.documents),
    )
    for name in ("停车费", "一1", "收费", "票价"):
        assert [c.number for c in old.named(name)] == [c.number for c in new.named(name)]
        assert old.topic(name) == new.topic(name)
    for question in ("停一小时多少钱", "票价多少", "晚上停车要钱吗"):
        assert old.searcher.search(question) == new.searcher.search(question)


def test_a_version_that_is_replaced_stays_without_being_counted() -> None:
    first, second = versions_of(PARKING, DEARER)
    earlier = parts_of([Published(PARKING, 1)])
    wanted = parts_of([first, second])
    joined = join(earlier, parts_of([Published(DEARER, 1)]), wanted.standings, marks=wanted.marks)
    assert joined.index.counted == wanted.index.counted == len(DEARER.clauses)
    assert joined.index.entries.idf == wanted.index.entries.idf


def test_only_versions_that_hold_a_new_or_a_dropped_term_are_touched() -> None:
    parts = parts_of([Published(PARKING, 1), Published(BUSES, 1)])
    bus, parking = parts.marks
    picture = Picture(parts, ("票价",), 1)
    assert untouched(picture, ["票价"]) == {bus, parking}
    assert untouched(picture, []) == {parking}
    assert untouched(picture, ["票价", "晚上停车"]) == {bus}  # that a phrasing holds


def test_a_picture_survives_its_file_and_another_replaces_it(tmp_path: Path) -> None:
    file = tmp_path / "library"
    assert read_picture(file) is None
    write_picture(Picture(parts_of([Published(BUSES, 1)]), ("票价",), 7), file)
    write_picture(Picture(parts_of([Published(PARKING, 1)]), (), 8), file)
    picture = read_picture(file)
    assert picture is not None
    assert (picture.terms, picture.revision, list(library(picture.parts).documents)) == ((), 8, ["parking"])
    assert [each.name for each in tmp_path.iterdir()] == ["library"]
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["cut short", "changed", "another program's", "empty"])
def test_a_picture_that_is_not_whole_or_not_ours_is_none(tmp_path: Path, harm: str) -> None:
    file = tmp_path / "library"
    write_picture(Picture(parts_of([Published(BUSES, 1)]), (), 1), file)
    written = bytearray(file.read_bytes())
    if harm == "cut short":
        written = written[:-9]
    elif harm == "changed":
        written[len(written) // 2] ^= 1
    elif harm == "another program's":
        written[0] ^= 1
    else:
        written.clear()
    file.write_bytes(bytes(written))
    assert read_picture(file) is None


def test_what_a_killed_process_left_is_removed_an_hour_later(tmp_path: Path) -> None:
    file = tmp_path / "library"
    old, new = tmp_path / "library-old", tmp_path / "library-new"
    for left in (old, new):
        left.write_bytes(b"")
    os.utime(old, (0, 0))
    write_picture(Picture(parts_of([]), (), 1), file)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_picture_that_can_not_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "library"
    file.mkdir()
    with pytest.raises(OSError, match="library"):
        write_picture(Picture(parts_of([]), (), 1), file)
    assert list(tmp_path.iterdir()) == [file]
