"""Who was there and who was not, and how the event went."""

from __future__ import annotations

from datetime import UTC, date, datetime

from facilitation.words import Speaker
from facilitation.words.names import later
from facilitation.writeup.blocks import Block, Facts, Lead, Paragraph, Section, Table
from facilitation.writeup.draft.telling import ORIGIN, ORIGINS, VOICES, Telling, sentences
from sessions.results import card_summary, composition, people_leaning, priorities, sectors_missing
from sessions.session import Session

MOST_ALONE = 2  # people whom a sentence names one by one, each the only one of their sector
SORELY = frozenset({"employer", "jobseeker"})  # about whom the others talk

# A sector from which one person came, beside others like it.
EACH = {
    "association": later("an association"),
    "municipality": later("a municipality or employment area"),
    "state": later("a state authority"),
    "wellbeing": later("a wellbeing services county"),
    "education": later("a school or college"),
    "employer": later("a company or another employer"),
    "provider": later("a private service provider"),
    "social-enterprise": later("a social enterprise"),
    "insurance": later("Kela or an insurance company"),
    "project": later("a project"),
}


def session_day(session: Session) -> str:
    """The day as the facilitator wrote it, or in ISO form when cards were first rated (or the session was opened)."""
    if session.opened.date:
        return session.opened.date
    began = session.rounds[0].opened_at if session.rounds else session.opened_at
    return datetime.fromtimestamp(began / 1000, UTC).date().isoformat()


def title_block(telling: Telling) -> Facts:
    say, opened = telling.say, telling.session.opened
    series = opened.series
    if series and opened.number:
        series = say("{series}, meeting {number}", series=series, number=opened.number)
    rows = [
        (say("Date"), day(session_day(telling.session), say)),
        (say("Place"), opened.place),
        (say("Region"), opened.region),
        (say("Organised by"), opened.organisers),
        (say("Series"), series),
        (say("Aim"), opened.aim),
        (say("Question"), say.card_text(telling.session.deck.question)),
    ]
    if not telling.session.closed:
        rows.append((say("State"), say("The session has not been closed yet, so these numbers may still change.")))
    return Facts(tuple((label, text) for label, text in rows if text))


def day(text: str, say: Speaker) -> str:
    """A day in words, or what else the facilitator wrote there."""
    try:
        return say.day(date.fromisoformat(text))
    except ValueError:
        return text


# -------------------------------------------------------------------- who took part


def people(telling: Telling) -> Section | None:
    say, present = telling.say, composition(telling.session)
    here = sum(present.values())
    by_hand = sum(telling.session.people_by_hand().values())
    if not here and not by_hand:
        return telling.section("people", say("Who was there"), [Paragraph(say("Nobody has joined yet."), "people")])
    rows = tuple((say.sector(sector), say.number(n)) for sector, n in present.items() if n)
    blocks: list[Block | None] = [
        Lead(_took_part(telling, present), "people") if here else None,
        _by_hand(telling, by_hand),
        _missing(telling, present),
        _caveat(telling, here),
        Table(say("Participants by sector"), (say("Sector"), say("People")), rows)
        if here and len(rows) > 1
        else None,
    ]
    return telling.section("people", say("Who was there"), blocks)


def _took_part(telling: Telling, present: dict[str, int]) -> str:
    say, here, silent = telling.say, sum(present.values()), present.get("", 0)
    told = sorted(((sector, n) for sector, n in present.items() if sector and n), key=lambda pair: -pair[1])
    if not told:
        return say.many("There was {n} participant.", "There were {n} participants.", here)
    if len(told) == 1 and not silent:
        sector, n = told[0]
        if n == 1:
            return say("There was 1 participant, {origin}.", origin=say(ORIGIN[sector]))
        return say("There were {n} participants, all {origin}.", n=say.number(n), origin=say(ORIGINS[sector]))
    alone = [sector for sector, n in told if n == 1 and sector in EACH]
    if len(alone) <= MOST_ALONE or (silent and len(alone) == len(told)):
        alone = []
    each = telling.listed([say(EACH[sector]) for sector in alone])
    parts = [_origin(say, sector, n) for sector, n in told if sector not in alone]
    if not parts:
        return say("There were {n} participants, one each from {sectors}.", n=say.number(here), sectors=each)
    facts = {"n": say.number(here), "origins": telling.listed(parts)}
    return sentences(
        say("There were {n} participants: {origins}.", **facts)
        if len(parts) > 1
        else say("There were {n} participants, among them {origins}.", **facts),
        say("The other {n} came from {sectors}.", n=telling.count(len(alone)), sectors=each) if alone else "",
        _silent(telling, silent) if silent else "",
    )


def _silent(telling: Telling, people: int) -> str:
    return telling.many(
        "The background of {n} person is not known.", "The background of {n} people is not known.", people
    )


def _origin(say: Speaker, sector: str, n: int) -> str:
    if n == 1:
        return say("{n} {origin}", n=say("one"), origin=say(ORIGIN[sector]))
    return say("{n} {origin}", n=say.number(n), origin=say(ORIGINS[sector]))


def _by_hand(telling: Telling, people: int) -> Paragraph | None:
    if not people:
        return None
    text = telling.say.many(
        "Besides them, {n} person without a phone answered by raising a hand.",
        "Besides them, {n} people without a phone answered by raising their hands.",
        people,
    )
    return Paragraph(text, "people:by-hand")


def _missing(telling: Telling, present: dict[str, int]) -> Paragraph | None:
    """Who was not there; nothing where nobody was asked for a sector, or nobody told theirs."""
    say, missing = telling.say, sectors_missing(telling.session)
    if not any(n for sector, n in present.items() if sector):
        return None
    if not missing:
        return Paragraph(say("Every sector that we had hoped for was in the room."), "missing")
    first, others = (
        telling.listed(
            [say(VOICES[sector]) for sector in VOICES if sector in missing and (sector in SORELY) is sorely]
        )
        for sorely in (True, False)
    )
    if first and others:
        told = sentences(
            say("Missing from the room: {voices}.", voices=first),
            say("Also absent: {voices}.", voices=others),
        )
    else:
        told = say("Missing from the room: {voices}.", voices=first or others)
    return Paragraph(told, "missing")


def _caveat(telling: Telling, here: int) -> Paragraph | None:
    say, answered = telling.say, people_leaning(telling.session).people
    if not answered:
        return None
    views = say("The results are the views of those who were there, and of nobody else.")
    if answered == here:
        return Paragraph(views, "caveat")
    told = say.many(
        "{n} of {people} participants answered the cards.",
        "{n} of {people} participants answered the cards.",
        answered,
        people=say.number(here),
    )
    return Paragraph(sentences(told, views), "caveat")


# -------------------------------------------------------------------- the course of the event


def course(telling: Telling) -> Section | None:
    """How the event went, from the steps that were begun; None before any card was rated or talk was heard."""
    say, session = telling.say, telling.session
    told = sentences(_talks(telling), _cards(telling), _again(telling), _chair(telling), _afterwards(telling))
    if not told or not (session.rounds or telling.begun("speech")):
        return None
    return telling.section("course", say("How the event went"), [Paragraph(told, "course")])


def _talks(telling: Telling) -> str:
    say, steps = telling.say, telling.session.agenda[: telling.session.step + 1]
    heard = telling.begun("speech")
    if not heard:
        return ""
    names = [say.card_text(step.task) for step in steps if step.kind == "speech" and step.task]
    if names and len(names) == heard:
        names = [name.rstrip(".") for name in names]
        talks = "; ".join(names) if any("," in name or ";" in name for name in names) else telling.listed(names)
        if heard == 1:
            return say("The event began with a talk: {talks}.", talks=talks)
        return say("The event began with {n} talks: {talks}.", n=telling.count(heard), talks=talks)
    if heard == 1:
        return say("The event began with a talk.")
    return say("The event began with {n} talks.", n=telling.count(heard))


def _cards(telling: Telling) -> str:
    say, session = telling.say, telling.session
    if not session.rounds:
        return ""
    cards = len(card_summary(session))
    tables = len({seat.group for seat in session.people()} | set(session.people_by_hand()))
    task = _task(telling)
    what = telling.many("People worked with {n} trend card.", "People worked with {n} trend cards.", cards)
    if telling.begun("talk"):
        how = say("Everybody first rated the cards alone, and then they were talked over together.")
    else:
        how = say("Everybody first rated the cards alone, and then the answers were looked at together.")
    if tables < 2:
        return sentences(what, how, task)
    hands = {session.hand(group.id) for group in session.groups if session.hand(group.id)}
    dealt = (
        say("There were {n} tables, and all of them had the same cards.", n=telling.count(tables))
        if len(hands) < 2
        else say("There were {n} tables, each with a hand of its own.", n=telling.count(tables))
    )
    return sentences(what, dealt, how, task)


def _task(telling: Telling) -> str:
    """What the tables had to do, where the facilitator gave them a task of their own."""
    steps = telling.session.agenda[: telling.session.step + 1]
    tasks = [telling.say.card_text(step.task) for step in steps if step.kind == "talk" and step.task]
    if not tasks or not telling.begun("talk"):
        return ""
    return telling.say("The task at the tables: “{task}”", task=tasks[0])


def _again(telling: Telling) -> str:
    again = telling.session.rounds[-1].cards if len(telling.session.rounds) > 1 else ()
    if not again:
        return ""
    return telling.many(
        "After the discussion {n} card was rated again.",
        "After the discussion {n} cards were rated again.",
        len(again),
    )


def _chair(telling: Telling) -> str:
    if not telling.session.chairs:
        return ""
    return telling.say(
        "An empty chair stood for those who were missing: the room guessed their answers, which count nowhere."
    )


def _afterwards(telling: Telling) -> str:
    """What the end brought, where it brought something: a step that was begun may have come to nothing."""
    say, session = telling.say, telling.session
    chosen = bool(session.focuses()) or priorities(session).people > 0
    agreed = any(not action.came_from for action in session.actions())
    if chosen and agreed:
        return say("At the end people chose what matters most and agreed on what to do next.")
    if chosen:
        return say("At the end people chose what matters most.")
    return say("At the end people agreed on what to do next.") if agreed else ""
