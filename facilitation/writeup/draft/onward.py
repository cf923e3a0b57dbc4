"""What matters most, what was agreed and left for another day, and what people said when they left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from facilitation.words.names import later
from facilitation.writeup.blocks import Block, Lead, Paragraph, Quote, Quotes, Section, Table
from facilitation.writeup.draft.cards import outcome_line
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
    blocks: list[Block | None] = []
    if focuses:
        blocks.append(Lead(say("The room chose these priorities:"), "focuses"))
        blocks += [Paragraph(f"{place}. {focus.text}") for place, focus in enumerate(focuses, start=1)]
    if room.hidden:
        blocks.append(Paragraph(say("Too few people gave points to show them."), "points"))
    elif room.people:
        blocks += _points(telling)
    heading = say("Priorities") if focuses else say("What matters most")
    return telling.section("priorities", heading, blocks)


def _points(telling: Telling) -> list[Block | None]:
    say, room = telling.say, priorities(telling.session)
    first = first_places(room.points, MOST_PLACES)
    given = telling.many(
        "Points were given by {n} person, {most} at most.",
        "Points were given by {n} people, each {most} at most.",
        room.people,
        most=telling.count(telling.session.opened.points),
    )
    rows = tuple(
        (telling.title(card), say.number(points), say.number(room.givers[card]))
        for card, points in room.points.items()
    )
    told = _first_places(telling, list(first)) if first else ""
    return [
        Lead(told, "priorities") if first else None,
        Paragraph(sentences("" if first else say("No card rose above the others."), given), "points"),
        Table(say("Cards by their points"), (say("Card"), say("Points"), say("People")), rows),
    ]


def _first_places(telling: Telling, first: list[str]) -> str:
    """The cards with most points; one that has twice as many as the next stands alone."""
    say, points = telling.say, priorities(telling.session).points
    named = [say("{card} ({points})", card=telling.title(card), points=say.number(points[card])) for card in first]
    if len(first) > 1 and points[first[0]] >= 2 * points[first[1]]:
        return sentences(
            say("One card rose clearly above the others: {card}.", card=named[0]),
            say("Next came: {cards}.", cards=telling.listed(named[1:])),
        )
    return telling.many(
        "Most points went to {n} card: {cards}.",
        "Most points went to {n} cards: {cards}.",
        len(first),
        cards=telling.listed(named),
    )


# -------------------------------------------------------------------- agreed, carried along, left for another day


def agreed(telling: Telling) -> Section | None:
    """What was decided on no card, and the actions: new ones, and those that came along from a session before; None
    without any.
    """
    say, actions = telling.say, telling.session.actions()
    new = [action for action in actions if not action.came_from]
    old = [action for action in actions if action.came_from and action.state == "open"]
    settled = [action for action in actions if action.came_from and action.state != "open"]
    decided = [each for each in telling.session.outcomes() if not each.card and each.kind == "decision"]
    blocks: list[Block | None] = [outcome_line(telling, outcome) for outcome in decided]
    if new:
        count = telling.many("The room agreed on {n} action.", "The room agreed on {n} actions.", len(new))
        blocks += [Paragraph(count, "actions"), *(_action(telling, action) for action in new)]
    if old:
        count = telling.many(
            "There is still {n} action from the times before.",
            "There are still {n} actions from the times before.",
            len(old),
        )
        blocks += [Paragraph(count, "actions:carried"), *(_action(telling, action) for action in old)]
    if settled:
        blocks.append(Paragraph(say("Settled of what was agreed before:"), "actions:settled"))
        blocks += [_action(telling, action) for action in settled]
    return telling.section("actions", say("What was agreed"), blocks)


def _action(telling: Telling, action: Action) -> Paragraph:
    """What – who – when, and what it needs."""
    say = telling.say
    what = say(KINDS[action.kind], what=action.text) if action.kind in KINDS else action.text
    if action.came_from and action.state != "open":
        how = say("Done.") if action.state == "done" else _dropped(telling, action)
        return Paragraph(sentences(ended(" – ".join(part for part in (what, action.who) if part)), how))
    parts = [what, action.who, say("by {day}", day=day(action.due, say)) if action.due else ""]
    volunteers = len(telling.session.volunteers_for(action.id))
    more = [
        say(LEVELS[action.level]) if LEVELS[action.level] else "",
        say("It takes {needs}.", needs=say.listed([say(NEEDS[need]) for need in action.needs]))
        if action.needs
        else "",
        telling.many("A volunteer: {n} person.", "Volunteers: {n} people.", volunteers) if volunteers else "",
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
    items = [_parked(telling, item) for item in parked]
    intro = [Paragraph(say("These were left for later:"), "parked")] if items else []
    return telling.section("parked", say("For another day"), [*intro, *items])


def _parked(telling: Telling, item: Parked) -> Paragraph:
    say = telling.say
    state = {"done": say("Done."), "dropped": say("Dropped.")}.get(item.state, "")
    before = say("From the time before.") if item.came_from else ""
    return Paragraph(sentences(ended(item.text) if state or before else item.text, before, state))


# -------------------------------------------------------------------- last words


def goodbye(telling: Telling) -> Section | None:
    """What people said at the end, or None where nobody said anything."""
    say, said = telling.say, last_words(telling.session)
    if not said.people:
        return None
    answered = telling.many(
        "The last questions were answered by {n} person.",
        "The last questions were answered by {n} people.",
        said.people,
    )
    counted = said.mean is not None and said.graded == said.people  # then the grade tells how many
    blocks: list[Block | None] = [None if counted else Paragraph(answered, "last-words")]
    if said.mean is not None:
        grade = say.many(
            "{n} participant graded the session {mean} on a scale from 1 to 4.",
            "The participants graded the session {mean} on average, on a scale from 1 to 4 ({n} answers).",
            said.graded,
            mean=say.number(round(said.mean, 1)),
        )
        blocks.append(Lead(grade, "grade"))
    if said.grades:
        names = (say("Weak"), say("Fair"), say("Good"), say("Excellent"))
        rows = tuple((f"{grade} {names[grade - 1]}", say.number(n)) for grade, n in said.grades.items())
        blocks.append(Table(say("Grades"), (say("Grade"), say("People")), rows))
    elif said.graded:
        blocks.append(Paragraph(say("Too few people gave a grade to show it."), "grade"))
    if said.wishes:
        blocks += [Paragraph(say("Wished for next time:"), "wishes"), _said(telling, said.wishes)]
    if said.thoughts:
        blocks += [
            Paragraph(say("New thoughts that people took with them:"), "thoughts"),
            _said(telling, said.thoughts),
        ]
    return telling.section("last-words", say("Feedback and wishes"), blocks)


def _said(telling: Telling, texts: Iterable[Said]) -> Quotes:
    """What people said, the most frequent first; with its number where several said the very same."""
    said = Counter((each.text, each.language) for each in texts)
    return Quotes(
        tuple(
            Quote(
                kind=telling.many("{n} answer", "{n} answers", n) if n > 1 else "",
                group="",
                text=text,
                language=language,
            )
            for (text, language), n in said.most_common()
        )
    )
