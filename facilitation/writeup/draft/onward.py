"""What matters most, what was agreed and left for another day, and what people said when they left."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.words.names import later
from facilitation.writeup.blocks import Block, Lead, Paragraph, Quote, Quotes, Section, Table
from facilitation.writeup.draft.people import day
from facilitation.writeup.draft.telling import Telling, ended, first_places, sentences
from sessions.items import Action, Parked
from sessions.results import Said, last_words, priorities

MOST_PLACES = 3  # that a sentence names

KINDS = {
    "stop": later("To stop: {what}"),
    "promise": later("Promise: {what}"),
    "pilot": later("To try out: {what}"),
}
LEVELS = {
    "own-work": later("Everybody can do this in their own work."),
    "own-organisation": later("This is for each organisation to decide."),
    "network": "",
    "national": later("This has to be influenced nationally."),
}
NEEDS = {"time": later("working time"), "skill": later("know-how"), "money": later("funding")}


def matters_most(telling: Telling) -> Section | None:
    """Priorities in the room's words and by points; None in a session without either."""
    say, session = telling.say, telling.session
    room, focuses = priorities(session), session.focuses()
    asked = telling.begun("priorities") or room.people
    blocks: list[Block | None] = []
    if focuses:
        blocks.append(Lead(say("The room chose these priorities:"), "focuses"))
        blocks += [Paragraph(f"{place}. {focus.text}") for place, focus in enumerate(focuses, start=1)]
    if room.hidden:
        blocks.append(Paragraph(say("Too few people gave points to show them."), "points"))
    elif room.people:
        blocks += _points(telling)
    elif asked and not focuses:
        blocks.append(Paragraph(say("Nobody gave points."), "points"))
    heading = say("Priorities") if focuses else say("What matters most")
    return telling.section("priorities", heading, blocks)


def _points(telling: Telling) -> list[Block | None]:
    say, room = telling.say, priorities(telling.session)
    first = first_places(room.points, MOST_PLACES)
    given = say.many(
        "{n} person gave points, at most {most} each.",
        "{n} people gave points, at most {most} each.",
        room.people,
        most=say.number(telling.session.opened.points),
    )
    rows = tuple(
        (telling.title(card), say.number(points), say.number(room.givers[card]))
        for card, points in room.points.items()
    )
    told = say.many(
        "Most points went to this card: {cards}.",
        "Most points went to these cards: {cards}.",
        len(first),
        cards=", ".join(f"{place}. {telling.title(card)}" for card, place in first.items())
        if len(first) > 1
        else telling.titles(first),
    )
    return [
        Lead(told, "priorities") if first else None,
        Paragraph(sentences("" if first else say("No card rose above the others."), given), "points"),
        None
        if telling.short
        else Table(say("Cards by their points"), (say("Card"), say("Points"), say("People")), rows),
    ]


# -------------------------------------------------------------------- agreed, carried along, left for another day


def agreed(telling: Telling) -> Section | None:
    """The actions: new ones, and those that came along from a session before; None without any."""
    say, actions = telling.say, telling.session.actions()
    new = [action for action in actions if not action.came_from]
    old = [action for action in actions if action.came_from]
    blocks: list[Block | None] = []
    if new:
        count = say.many("{n} action was agreed.", "{n} actions were agreed.", len(new))
        blocks += [Paragraph(count, "actions"), *(_action(telling, action) for action in new)]
    if old:
        count = say.many(
            "{n} action came along from the time before.", "{n} actions came along from the time before.", len(old)
        )
        blocks += [Paragraph(count, "actions:carried"), *(_action(telling, action) for action in old)]
    return telling.section("actions", say("What was agreed"), blocks)


def _action(telling: Telling, action: Action) -> Paragraph:
    """What – who – when, and what it needs."""
    say = telling.say
    what = say(KINDS[action.kind], what=action.text) if action.kind in KINDS else action.text
    parts = [what, action.who, day(action.due, say) if action.due else ""]
    volunteers = len(telling.session.volunteers_for(action.id))
    more = [
        say(LEVELS[action.level]) if LEVELS[action.level] else "",
        say("Needs: {needs}.", needs=", ".join(say(NEEDS[need]) for need in action.needs)) if action.needs else "",
        say.many("{n} person can take this.", "{n} people can take this.", volunteers) if volunteers else "",
        say("Done.") if action.state == "done" else "",
        _dropped(telling, action) if action.state == "dropped" else "",
    ]
    return Paragraph(sentences(ended(" – ".join(part for part in parts if part)), *more))


def _dropped(telling: Telling, action: Action) -> str:
    say = telling.say
    return ended(say("Dropped, because: {why}", why=action.why)) if action.why else say("Dropped.")


def another_day(telling: Telling) -> Section | None:
    """The parking lot: what is still open, and what came along and is settled now."""
    say, parked = telling.say, telling.session.parked()
    return telling.section("parked", say("For another day"), [_parked(telling, item) for item in parked])


def _parked(telling: Telling, item: Parked) -> Paragraph:
    say = telling.say
    state = {"done": say("Done."), "dropped": say("Dropped.")}.get(item.state, "")
    before = say("From the time before.") if item.came_from else ""
    return Paragraph(sentences(ended(item.text) if state or before else item.text, before, state))


# -------------------------------------------------------------------- last words


def goodbye(telling: Telling) -> Section | None:
    """What people said at the end, or None where nobody was asked."""
    say, said = telling.say, last_words(telling.session)
    if not said.people and not telling.begun("checkout"):
        return None
    heading = say("Last questions")
    if not said.people:
        return telling.section(
            "last-words", heading, [Paragraph(say("Nobody answered the last questions."), "last-words")]
        )
    answered = say.many(
        "{n} person answered the last questions.", "{n} people answered the last questions.", said.people
    )
    blocks: list[Block | None] = [Paragraph(answered, "last-words")]
    if said.mean is not None:
        mean, graded = say.number(round(said.mean, 1)), say.number(said.graded)
        blocks.append(Lead(say("Grade for the session: {mean} of 4 (n = {n}).", mean=mean, n=graded), "grade"))
    if said.grades and not telling.short:
        names = (say("Weak"), say("Fair"), say("Good"), say("Excellent"))
        rows = tuple((f"{grade} {names[grade - 1]}", say.number(n)) for grade, n in said.grades.items())
        blocks.append(Table(say("Grades"), (say("Grade"), say("People")), rows))
    elif said.graded and not said.grades:
        blocks.append(Paragraph(say("Too few people gave a grade to show it."), "grade"))
    if said.wishes:
        blocks += [Paragraph(say("Wished for next time:"), "wishes"), _said(said.wishes)]
    if said.thoughts and not telling.short:
        blocks += [Paragraph(say("New thoughts that people took with them:"), "thoughts"), _said(said.thoughts)]
    return telling.section("last-words", heading, blocks)


def _said(texts: Iterable[Said]) -> Quotes:
    return Quotes(tuple(Quote(kind="", group="", text=said.text, language=said.language) for said in texts))
