"""How it was done: who answered and how, what small numbers hide, and whose work this is."""

from __future__ import annotations

from facilitation.writeup.blocks import Block, Facts, Paragraph, Section
from facilitation.writeup.draft.telling import Telling, sentences
from sessions.results import card_summary, last_words, people_leaning, progress, publication, ratings_table


def method(telling: Telling) -> Section | None:
    say, session = telling.say, telling.session
    opened, people = session.opened, session.people()
    room, hands = progress(session, ()), sum(session.people_by_hand().values())
    tables = len({seat.group for seat in people} | set(session.people_by_hand()))
    facts = [
        (say("Present"), say.number(room.people)),
        (say("Answered"), say.number(people_leaning(session).people + hands)),
        (say("Without a phone of their own"), say.number(room.by_hand) if room.by_hand else ""),
        (say("Of them by raising a hand"), say.number(hands) if hands else ""),
        (say("Groups"), say.number(tables) if tables else ""),
        (say("Rounds"), say.number(len(session.rounds)) if len(session.rounds) > 1 else ""),
        (say("Ratings"), say.number(len(ratings_table(session))) if session.ratings else ""),
    ]
    shown = tuple(fact for fact in facts if fact[1])
    if not session.rounds:
        return telling.section("method", say("How this was done"), [Facts(shown)])
    rated = sentences(
        say("Everybody rated the cards alone. The answers could be changed until the round closed."),
        say("The answers stayed hidden from the room until the facilitator showed them."),
        _rounds(telling),
    )
    named = (
        say("The answers are anonymous: no name and no address was asked for or kept with them.")
        if not opened.nicknames
        else say("The answers are shown without names.")
    )
    blocks: list[Block | None] = [
        Facts(shown),
        Paragraph(rated, "method"),
        Paragraph(named, "method:names"),
        Paragraph(sentences(_limits(telling), _hidden(telling)), "method:hidden"),
        _chosen(telling),
    ]
    return telling.section("method", say("How this was done"), blocks)


def _rounds(telling: Telling) -> str:
    """What is unusual about the rounds: cards that were rated more than once, answers that were set aside."""
    say, session = telling.say, telling.session
    restarted = len({card for _, card in session.void})
    return sentences(
        say("Where a card was rated more than once, the newest answer of each person counts.")
        if len(session.rounds) > 1
        else "",
        say.many(
            "The answers to {n} card were set aside and asked for again.",
            "The answers to {n} cards were set aside and asked for again.",
            restarted,
        )
        if restarted
        else "",
    )


def _limits(telling: Telling) -> str:
    limits = telling.session.opened.limits
    return telling.say(
        "Answers of fewer than {group} people in a group, and of fewer than {sector} people in a sector, are "
        "not shown by group or sector, and neither is what would reveal them by subtraction.",
        group=telling.count(limits.group),
        sector=telling.count(limits.sector),
    )


def _hidden(telling: Telling) -> str:
    say, given = telling.say, publication(telling.session)
    hidden = int(card_summary(telling.session)["hidden"].sum())
    rows = len(given.rows)
    told = [
        say.many("{n} card is hidden.", "{n} cards are hidden.", hidden) if hidden else "",
        say.many("{n} group is not named.", "{n} groups are not named.", len(given.blank_groups))
        if given.blank_groups
        else "",
        say.many(
            "{n} rating is left out of the table of ratings.",
            "{n} ratings are left out of the table of ratings.",
            given.left_out,
        )
        if given.left_out
        else "",
    ]
    told_all = sentences(*told) or say("Nothing had to be hidden.")
    table = say.many("The table of ratings has {n} row.", "The table of ratings has {n} rows.", rows)
    return sentences(told_all, table if given.left_out else "")


def _chosen(telling: Telling) -> Paragraph | None:
    """How many notes are quoted and how many are not, where some are not."""
    say, session = telling.say, telling.session
    everything, told = len(session.all_notes()), len(session.told_notes())
    wrote = say.many("People wrote {n} note.", "People wrote {n} notes.", everything)
    left = say.many("{n} of them is not quoted here.", "{n} of them are not quoted here.", everything - told)
    unsaid = last_words(session).left_out
    last = say.many(
        "{n} answer to the last questions is not quoted here.",
        "{n} answers to the last questions are not quoted here.",
        unsaid,
    )
    said = sentences(
        wrote if everything else "",
        left if everything > told else "",
        last if unsaid else "",
    )
    return Paragraph(said, "method:notes") if said else None


def credits(telling: Telling) -> Section | None:
    say, session = telling.say, telling.session
    deck = session.deck
    facts = [
        (say("Cards"), say.card_text(deck.title)),
        (say("Authors of the cards"), deck.authors),
        (say("Licence of the cards"), deck.licence),
        (say("Inspired by"), say.card_text(deck.inspired_by)),
        (say("Deck"), f"{deck.id} {deck.version}"),
        (say("Digest of the deck"), session.opened.digest),
        (say("Session"), session.code),
    ]
    return telling.section("credits", say("Credits"), [Facts(tuple(fact for fact in facts if fact[1]))])
