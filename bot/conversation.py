"""A question within its conversation: what a follow-up means, and the answer to that."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from bot import wording
from bot.answer import Answer, Kind
from bot.bearings import Bearings, asks_figure, is_goal
from bot.compose import LONGEST_QUESTION, compose
from bot.context import Context, Turn
from bot.days import read_day
from bot.elsewhere import OF_THE_ASKER, place_elsewhere
from bot.followups import LONGEST_FRAGMENT, Purpose, read_follow_up
from bot.library import Library
from bot.located import Located
from bot.misuse import wants_to_cheat
from bot.offices import without_units
from bot.smalltalk import read_talk
from bot.talk import Reply, Talk


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


class _Talk(Talk):
    """What each kind of follow-up is answered with."""

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

    def department(self) -> Reply | None:
        turn = self.shown
        if place_elsewhere(self.question, self.library):
            return self.alone()
        topic = without_units(self.follow.topic, self.library.directory)
        if self.bearings.names_something(topic) and not self.library.searcher.read(topic).is_vague:
            found, turn = self.alone(), self.bearings.recalled(topic)
            if turn is None or found[0].kind is Kind.ANSWER:
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
        words = " ".join(topics)
        found.append((self.bearings.nearest(others, f"{words} {' '.join(turn.sentences)}"), words))
        return next(((located, topic) for located, topic in found if located), None)

    def goal(self) -> Reply | None:
        turn, topic = self.shown, self.follow.topic
        bearings, current = self.bearings, self.current(turn)
        if current is None or turn is None:
            return None if bearings.content(topic) else self.nothing_shown()
        own = bearings.names_something(topic)
        topic = topic if own else bearings.topic_of(turn)
        wider = topic if own else f"{topic} {' '.join(turn.sentences)}"
        goals = [each for each in bearings.siblings(current) if is_goal(each.clause)]
        if self.follow.purpose is Purpose.AMOUNT:
            if own and (alone := self.alone())[0].kind is Kind.ANSWER:
                return alone
            if not own and (figures := bearings.figures(current, topic, self.question)):
                return self.quote(current, figures, turn)
        for text in dict.fromkeys((topic, wider)):
            found = bearings.meant(text, current if is_goal(current.clause) else None, None) if own else None
            found = found if found and is_goal(found.clause) else bearings.best_among(text, goals)
            if found and (figures := bearings.figures(found, text, self.question)):
                return self.quote(found, figures, turn)
        if own and self.follow.purpose is not Purpose.AMOUNT:
            return None
        if nearest := bearings.nearest_figure(goals, f"{bearings.topic_of(turn)} {wider}", self.question):
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
        topic = self.follow.topic
        bare = (
            not self.bearings.content(topic) or OF_THE_ASKER.match(topic) or _KIND_OF_ASKER.fullmatch(topic)
        )
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
        if self.shown and self.is_vague:
            return self.again()
        if self.context.is_asked_back and self.bearings.content(topic):
            named = [each for each in self.context.offered if topic in each.heading]
            if len(named) == 1:
                return self.alone(named[0].heading)
            if len(topic) <= _SHORT and (picked := self.fragment()):
                return picked
        found = self.alone()
        if found[0].kind is not Kind.ANSWER and (picked := self.picked()):
            return picked
        unsure = found[0].kind is not Kind.ANSWER or found[1] < _SURE
        if unsure and len(topic) <= LONGEST_FRAGMENT and (figure := self.figure()):
            return figure
        return self.recall(found)

    def picked(self) -> Reply | None:
        """Answer 贷款的 with the likeliest clause where nothing was found for the vague question before it."""
        last, topic = next(iter(self.context.turns), None), self.follow.topic
        if last is None or last.clause or len(topic) > _SHORT or not self.bearings.content(topic):
            return None
        found = self.bearings.likeliest(topic, self.library.allowed(self.given))
        return self.quote(found, self.bearings.key_sentences(found, topic), None) if found else None

    def figure(self) -> Reply | None:
        """Answer 一年要做多少家 with a figure on what was shown; None where the question speaks of something else."""
        turn, topic, bearings = self.shown, self.follow.topic, self.bearings
        current = self.current(turn)
        if turn is None or current is None or not asks_figure(self.question) or not bearings.is_known(topic):
            return None
        near = [current, *(each for each in bearings.siblings(current) if is_goal(each.clause))]
        nearest = bearings.nearest_figure(near, f"{bearings.topic_of(turn)} {topic}", self.question)
        return self.quote(*nearest, turn) if nearest else None


_SHORT, _SURE = 6, 0.6
_KIND_OF_ASKER = re.compile(r"\w{0,5}(?:店|厂|公司|企业|户|馆|场|园|社|铺|摊|商|室|坊|所|人|民|生|老板|的)")
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
