"""What is taught laid over a library: the same as if the file had said it, and the library below stays as it was."""

from dataclasses import replace

from bot.learning import said_in_file, taught
from bot.lessons import NO_LESSONS, Lesson, Lessons, clause_hash
from knowledge.document import Phrasing, Published
from tests.bot.papers import library_from, paper

PARKING = paper(
    "parking",
    "停车办法\n一、停车费。每小时5元。夜间免费。\n二、投诉。有异议的，可以投诉。\n",
    phrasings=(Phrasing("一", "每小时", "停一小时多少钱", 1), Phrasing("无", "", "哪里学车", 2)),
)
BUSES = paper("bus", "公交办法\n一、票价。每次2元。\n二、失物。失物交给司机。\n")
OLDER = replace(PARKING, text_hash="older")
VERSIONS = [Published(BUSES, 1), Published(OLDER, 1, live=False), Published(PARKING, 2)]
ASKED = ("夜里停车", "贴条了找谁说理", "停一小时多少钱", "哪里修车", "东西丢车上了", "票价多少")


def lesson(question: str, clause: str, document=PARKING, sentence: str = "") -> Lesson:
    of = {each.key: clause_hash(each.heading, each.body) for each in document.clauses}
    return Lesson(document.id, clause, of.get(clause, document.text_hash), question, sentence)


LESSONS = (
    lesson("夜里停车要钱不", "一", sentence="夜间"),
    lesson("贴条了找谁", "二"),
    lesson("哪里修车好", "无"),
    lesson("东西忘车上了", "二", BUSES),
)


def test_a_taught_question_counts_as_one_of_the_documents_file_does():
    def with_more(document):
        more = [
            Phrasing(one.clause, one.sentence, one.question, 9)
            for one in LESSONS
            if one.document == document.id
        ]
        return replace(document, phrasings=(*document.phrasings, *more))

    made = library_from(
        [replace(one, document=with_more(one.document)) for one in (VERSIONS[0], VERSIONS[2])]
    )
    plain = library_from([VERSIONS[0], VERSIONS[2]])
    laid = taught(plain, Lessons(LESSONS))
    for question in (*ASKED, *(one.question for one in LESSONS)):
        assert laid.searcher.search(question) == made.searcher.search(question)
        for without in (frozenset[str](), frozenset({question})):
            found, wanted = (one.searcher.search(question, without=without) for one in (laid, made))
            assert (found.entries, found.sentences) == (wanted.entries, wanted.sentences)
    assert laid.searcher.index.entries.idf == made.searcher.index.entries.idf
    assert {*laid.searcher.index.phrases} == {*made.searcher.index.phrases}


def test_what_is_taught_replaces_what_was_and_leaves_the_library_below_alone():
    library = library_from(VERSIONS)
    before = [library.searcher.search(question) for question in ASKED]
    first = taught(library, Lessons(LESSONS, (("罚单", ("投诉",)),), 7))
    assert [library.searcher.search(question) for question in ASKED] == before
    assert (first.revision, first.texts, library.revision) == (7, 0, 0)
    assert first.searcher.read("罚单").synonyms
    again = taught(first, NO_LESSONS)
    assert [again.searcher.search(question) for question in ASKED] == before
    assert not again.searcher.read("罚单").synonyms


def test_only_the_live_version_with_the_text_that_it_was_taught_to_is_taught():
    library = taught(library_from(VERSIONS), Lessons(LESSONS))
    phrases = [phrase for phrase in library.searcher.index.phrases if "贴条" in phrase.cut.replace("\t", "")]
    assert [library.located(phrase.entry).published.version for phrase in phrases] == [2]
    stale = tuple(replace(one, text_hash="other") for one in LESSONS)
    gone = (
        replace(LESSONS[0], document="tram"),
        replace(LESSONS[0], clause="九"),
        replace(LESSONS[2], document="tram"),
    )
    unchanged = taught(library_from(VERSIONS), Lessons((*stale, *gone)))
    assert len(unchanged.searcher.index.phrases) == 2


def test_the_files_own_question_wins_and_may_be_shown_where_it_says_the_same():
    library = library_from(VERSIONS)
    same = replace(lesson("停一小时多少钱", "一"), public=True)
    other = replace(lesson("停一小时多少钱", "二"), public=True)
    elsewhere = replace(lesson("停一小时多少钱", "一", BUSES), public=True)
    for one, more, shown in ((same, 0, 1), (other, 0, 0), (elsewhere, 1, 1)):
        laid = taught(library, Lessons((one,)))
        assert len(laid.searcher.index.phrases) - len(library.searcher.index.phrases) == more
        assert sum(map(len, laid.lessons.shown.values())) == shown
    assert said_in_file(library, "parking", "停一小时多少钱") == {"一"}
    assert said_in_file(library, "parking", "哪里学车") == {"无"}
    assert said_in_file(library, "bus", "哪里学车") == frozenset()
