"""A question within its conversation: what a follow-up means, and the answer to that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import wording
from bot.answer import Answer, Kind
from bot.bearings import Bearings, is_goal
from bot.compose import LONGEST_QUESTION, compose
from bot.context import Context, Turn
from bot.days import asks_about_now, read_day
from bot.elsewhere import OF_THE_ASKER, place_elsewhere
from bot.followups import FollowUp, Purpose, read_follow_up
from bot.library import Library
from bot.located import Located
from bot.misuse import wants_to_cheat
from bot.quoting import answer_from
from bot.smalltalk import read_talk

Reply = tuple[Answer, float]


def reply(
    question: str, context: Context, library: Library, today: date, *, as_of: date | None = None
) -> Reply:
    """Return the answer to any text in a conversation, and how sure it is (0 to 1).

    A message that finds a clause by its own words is answered by that; one whose own content is empty or a
    fragment is read with what was shown just before. A follow-up keeps the day that was asked about.
    """
    if (
        len(question) > LONGEST_QUESTION
        or not library.live
        or read_talk(question)
        or wants_to_cheat(question)
    ):
        return compose(question, library, today, as_of=as_of)
    follow = read_follow_up(question)
    return _Talk(question, follow, Bearings(context, library), today, as_of).reply()


@dataclass(frozen=True)
class _Talk:
    question: str
    follow: FollowUp
    bearings: Bearings
    today: date
    given: date | None

    @property
    def library(self) -> Library:
        return self.bearings.library

    @property
    def context(self) -> Context:
        return self.bearings.context

    @property
    def shown(self) -> Turn | None:
        """Return the turn that a bare follow-up refers to."""
        return self.context.shown

    def as_of(self, turn: Turn | None) -> date | None:
        """Return the day by which a follow-up to a turn is answered."""
        if self.given or turn is None or asks_about_now(self.question):
            return self.given
        return turn.as_of

    def reply(self) -> Reply:
        follow = self.follow
        dated = read_day(self.question, self.today)
        for name in (self.question, dated.question if dated else ""):
            if self.library.named(name) or self.library.topic(name):
                return self.alone()
        if follow.is_new:
            return self.alone(follow.words)
        if at_home := self.at_home():
            return at_home
        return _ANSWERS[follow.purpose](self) or self.alone()

    def alone(self, meaning: str | None = None, as_of: date | None = None) -> Reply:
        """Answer the question by its own words, or by what they mean."""
        day = self.given or as_of
        return compose(self.question, self.library, self.today, as_of=day, meaning=meaning)

    def at_home(self) -> Reply | None:
        """Answer 那嘉兴呢 after a question about another place with that question, asked of ours."""
        last, topic = next(iter(self.context.turns), None), self.follow.topic
        place = place_elsewhere(last.question, self.library) if last else None
        if last is None or place is None or self.follow.purpose is not Purpose.FRAGMENT:
            return None
        is_ours = (
            len(topic) <= _SHORT and self.library.mentions(topic) and not place_elsewhere(topic, self.library)
        )
        return self.alone(read_follow_up(last.question).words.replace(place, "")) if is_ours else None

    def ask_back(self) -> Reply:
        """Ask what the question is about: which of the choices, where some have just been offered."""
        if self.context.is_asked_back:
            notices, choices = (wording.WHICH_CLAUSE,), self.context.offered
            as_of = self.context.turns[0].as_of
            return Answer(Kind.CHOICES, self.question, notices, choices=choices, as_of=as_of), 1.0
        return self.alone("")

    def nothing_shown(self) -> Reply | None:
        """Return the answer to a bare follow-up that refers to nothing; None where its own words may do."""
        return self.ask_back() if self.context.is_asked_back else None

    def quote(self, located: Located, sentences: Sequence[str], turn: Turn | None, *said: str) -> Reply:
        """Answer with sentences of a clause."""
        as_of = self.as_of(turn)
        answer = answer_from(
            self.question, located, sentences, library=self.library, today=self.today, as_of=as_of
        )
        return replace(answer, notices=(*said, *answer.notices)), 1.0

    def current(self, turn: Turn | None) -> Located | None:
        return self.bearings.locate(turn, self.as_of(turn))

    def at_another_time(self) -> Reply | None:
        """Answer 那2022年呢 and 现在呢: what was asked before, by another day."""
        turn = self.shown
        if turn is None:
            return None
        topic = self.bearings.topic_of(turn)
        dated = read_day(f"{self.follow.words}的时候", self.today)
        return self.alone(topic, self.library.day_within(dated.span) if dated else None)

    def numbered(self) -> Reply | None:
        follow, number = self.follow, self.follow.number or 0
        offered = self.context.offered
        picks = not follow.topic and (follow.is_choice or self.context.is_asked_back)
        if picks and offered and (number == -1 or 1 <= number <= len(offered)):
            return self.alone(offered[number if number == -1 else number - 1].heading)
        if follow.is_choice:
            return None if follow.topic else self.ask_back()
        turn = next(iter(self.context.answered), None)
        near = self.current(turn)
        clauses = self.bearings.siblings(near) if near else self.only_document()
        if clauses is None:
            return None if follow.topic else self.ask_back()
        if follow.topic:
            clauses = [each for each in clauses if any(follow.topic in part for part in each.clause.sections)]
            if not clauses:
                return None
        found = self.bearings.numbered(number, clauses, near)
        if found:
            return self.quote(found, self.bearings.key_sentences(found, found.clause.title), turn)
        title = clauses[0].published.document.title
        notices = (wording.no_such_number(number, title),)
        return Answer(Kind.NONE, self.question, notices, as_of=self.as_of(turn)), 1.0

    def only_document(self) -> Sequence[Located] | None:
        """Return the clauses of the only live document; None where there are more."""
        if len(self.library.live) > 1:
            return None
        first = self.library.first(1, self.library.allowed(self.given))
        return self.bearings.siblings(first[0]) if first else None

    def department(self) -> Reply | None:
        turn = self.shown
        if place_elsewhere(self.question, self.library):
            return self.alone()
        if self.bearings.names_something(self.follow.topic):
            found = self.alone()
            turn = self.bearings.recalled(self.follow.topic)
            if found[0].kind is Kind.ANSWER or turn is None:
                return found
        located = self.current(turn)
        if turn is None or located is None:
            return self.ask_back()
        topic = self.bearings.topic_of(turn)
        if is_goal(located.clause) and not located.clause.units.names:
            located, topic = self.measure(turn, located) or (located, topic)
        return self.quote(located, self.bearings.key_sentences(located, topic), turn)

    def measure(self, turn: Turn, goal: Located) -> tuple[Located, str] | None:
        """Return the clause with units that a goal belongs to, and the topic: where it came from, else the topic's."""
        if not self.bearings.content(read_follow_up(turn.question).topic):
            for earlier in self.context.answered[1:2]:
                located = self.current(earlier)
                if located and located.clause.units.names:
                    return located, self.bearings.topic_of(earlier)
        others = [each for each in self.bearings.siblings(goal) if each.clause.units.names]
        same = [each for each in self.context.answered if each.clause == turn.clause]
        topics = dict.fromkeys(map(self.bearings.topic_of, same))
        found = [(self.bearings.best_among(topic, others), topic) for topic in topics]
        found += [(self.bearings.nearest(others, topic), topic) for topic in topics]
        return next(((located, topic) for located, topic in found if located), None)

    def goal(self) -> Reply | None:
        turn, topic = self.shown, self.follow.topic
        bearings, current = self.bearings, self.current(turn)
        if current is None or turn is None:
            return None if bearings.content(self.follow.topic) else self.nothing_shown()
        own = bool(bearings.content(topic))
        topic = topic if own else bearings.topic_of(turn)
        wider = topic if own else f"{topic} {' '.join(turn.sentences)}"
        goals = [each for each in bearings.siblings(current) if is_goal(each.clause)]
        if self.follow.purpose is Purpose.AMOUNT:
            if own and (alone := self.alone())[0].kind is Kind.ANSWER:
                return alone
            if not own and (figures := bearings.figures(current, topic)):
                return self.quote(current, figures, turn)
        for text in dict.fromkeys((topic, wider)):
            found = bearings.meant(text, current if is_goal(current.clause) else None, None) if own else None
            found = found if found and is_goal(found.clause) else bearings.best_among(text, goals)
            if found and (figures := bearings.figures(found, text)):
                return self.quote(found, figures, turn)
        if own and self.follow.purpose is not Purpose.AMOUNT:
            return None
        if nearest := bearings.nearest_figure(goals, f"{bearings.topic_of(turn)} {wider}"):
            return self.quote(*nearest, turn)
        if own:
            return None
        if figures := bearings.figures(current, topic):
            return self.quote(current, figures, turn)
        return self.quote(current, bearings.key_sentences(current, topic), turn, wording.NO_FIGURE)

    def more(self) -> Reply | None:
        turn = self.shown
        located = self.current(turn)
        if turn is None or located is None:
            return self.nothing_shown()
        topic = self.bearings.topic_of(turn)
        if unseen := self.bearings.unseen(located, topic):
            return self.quote(located, unseen, turn)
        return self.quote(located, self.bearings.key_sentences(located, topic), turn, wording.ALL_SHOWN)

    def again(self) -> Reply | None:
        """Answer 怎么办 with what the document says of it, which is what was shown."""
        turn = self.shown
        located = self.current(turn)
        if turn is None or located is None:
            return self.nothing_shown()
        return self.quote(located, self.bearings.key_sentences(located, self.bearings.topic_of(turn)), turn)

    def also(self) -> Reply | None:
        """Answer 我在桐乡，也有吗 with what was just shown, unless the place is one that nothing is known about."""
        turn, found = self.shown, self.alone()
        located = self.current(turn)
        if found[0].kind is Kind.ANSWER or turn is None or located is None:
            return found
        bare = not self.bearings.content(self.follow.topic) or OF_THE_ASKER.match(self.follow.topic)
        if not bare or place_elsewhere(self.question, self.library):
            return found
        return self.quote(located, self.bearings.key_sentences(located, self.bearings.topic_of(turn)), turn)

    def fragment(self) -> Reply | None:
        turn, topic = self.shown, self.follow.topic
        if not self.bearings.content(topic) or place_elsewhere(topic, self.library):
            return None
        as_of = self.as_of(turn)
        current = self.current(turn)
        if current is None and not self.context.is_asked_back:
            return None
        if found := self.bearings.meant(topic, current, self.library.allowed(as_of)):
            return self.quote(found, self.bearings.key_sentences(found, topic), turn)
        return self.recall(self.alone(topic, as_of))

    def whole(self) -> Reply | None:
        """Answer a question that says itself what it is about."""
        topic = self.follow.topic
        if self.context.is_asked_back and self.bearings.content(topic):
            named = [each for each in self.context.offered if topic in each.heading]
            if len(named) == 1:
                return self.alone(named[0].heading)
            if len(topic) <= _SHORT and (picked := self.fragment()):
                return picked
        return self.recall(self.alone())

    def recall(self, found: Reply) -> Reply:
        """Return what was found, or where that is unsure the clause that is talked about, if it is among it."""
        answer = found[0]
        turn = self.bearings.recalled(self.follow.topic) if self.follow.goes_back else self.shown
        located = self.current(turn)
        if turn is None or located is None or answer.kind is Kind.ANSWER:
            return found
        document, path = located.published.document.id, located.clause.path
        among = any((choice.document, choice.path) == (document, path) for choice in answer.choices)
        if not (among and self.bearings.content(self.follow.topic)) and not self.follow.goes_back:
            return found
        return self.quote(located, self.bearings.key_sentences(located, self.follow.topic), turn)


_SHORT = 6
_ANSWERS: Mapping[Purpose, Callable[[_Talk], Reply | None]] = {
    Purpose.NUMBER: _Talk.numbered,
    Purpose.DEPARTMENT: _Talk.department,
    Purpose.GOAL: _Talk.goal,
    Purpose.AMOUNT: _Talk.goal,
    Purpose.MORE: _Talk.more,
    Purpose.DETAIL: _Talk.more,
    Purpose.AGAIN: _Talk.again,
    Purpose.ALSO: _Talk.also,
    Purpose.TIME: _Talk.at_another_time,
    Purpose.FRAGMENT: _Talk.fragment,
    Purpose.QUESTION: _Talk.whole,
}
