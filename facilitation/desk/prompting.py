"""What a facilitator may say in each kind of step, and what goes wrong in it and helps; for the desk alone."""

from collections.abc import Mapping

from facilitation.words.names import later
from sessions.events import StepKind

# One sentence to say aloud.
SUGGESTED: Mapping[StepKind, str] = {
    "welcome": later("Welcome. Take your phone, read the code on the wall and join: no account, no name."),
    "warmup": later("This card is for practice. Answer, then change your answer: nothing breaks."),
    "who": later("This is who we are today. Whose voice is missing, and who could speak for them?"),
    "speech": later("While you listen, write down what you want to come back to."),
    "rate": later("We read in silence. Is this more an opportunity or a threat for our own work?"),
    "talk": later("Choose the two cards that spoke to you. First a round: everybody speaks for a minute."),
    "reveal": later("Where did we agree, and where did we differ? Who would like to say why?"),
    "rerate": later("Explain to the next table why you differed. Then answer these cards once more."),
    "crosscutting": later("Which cards touch everything else? Each table names at most two."),
    "priorities": later("Give your points to what matters most here, in our region."),
    "actions": later("What do we do, who does it, and by when? Tap what you can take."),
    "checkout": later("One new thought, who should be here next time, and a grade. One minute."),
    "close": later(
        "Is this the sentence we leave with? Thank you. Once the result is published, you can read it on your phones."
    ),
}

# (what goes wrong, what helps)
TROUBLES: Mapping[StepKind, tuple[tuple[str, str], ...]] = {
    "welcome": (
        (later("A phone does not get to the page."), later("Guest networks often block phones: use mobile data.")),
        (later("Somebody has no phone."), later("Share a phone, or hand over a paper sheet at once.")),
        (later("People come late."), later("Joining stays open. Nobody needs to wait.")),
        (later("The aim is too wide."), later("Say it in one sentence.")),
    ),
    "warmup": ((later("Somebody taps the wrong answer."), later("Show that an answer can be changed.")),),
    "who": (
        (
            later("Nobody is here from a sector that matters, such as employers."),
            later("Say it aloud, and agree on an empty chair that somebody speaks for."),
        ),
    ),
    "speech": (
        (later("The speaker runs over."), later("Show the clock, or take a minute from the talk that follows.")),
    ),
    "rate": (
        (later("People talk over the others."), later("Point at the wall: we rate in silence.")),
        (later("Some read slowly."), later("Give one minute more.")),
        (later("A title is unclear."), later("Read the card aloud.")),
        (later("There are too many cards."), later("Eight to ten are enough: go on when most have answered.")),
    ),
    "talk": (
        (later("One person talks all the time."), later("A round first: one minute for each.")),
        (later("Whoever writes cannot keep up."), later("Everybody at the table may write.")),
        (later("A note tells about a client."), later("Hide it.")),
    ),
    "reveal": (
        (later("A few answers are read as if they were many."), later("Speak in people, not in percent.")),
        (later("The loudest table becomes the result."), later("Ask how many tables see it so.")),
    ),
    "rerate": ((later("Nothing changes."), later("That is a result too.")),),
    "crosscutting": ((later("Everything cuts across everything."), later("Two cards a table, no more.")),),
    "priorities": (
        (later("Two cards are nearly the same."), later("Say which one stands for both, before the points.")),
    ),
    "actions": ((later("Nobody volunteers."), later("Leave it open. Give nothing to somebody who is not here.")),),
    "checkout": ((later("Time is running out."), later("Keep it all the same: one minute will do.")),),
    "close": ((later("The computer dies."), later("Every answer is saved. Start again and open the desk.")),),
}
