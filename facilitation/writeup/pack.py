"""Everything that a session gives, in one zip file, with a page that says what each file is and how they agree."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from facilitation.words import Speaker, speaker
from facilitation.words.names import later
from facilitation.writeup.sheets import published_notes
from facilitation.writeup.tables import zipped
from sessions.results import people_leaning, publication
from sessions.session import Session

FOLDER = "charts"
WIDTH = 78  # letters of a line of the page

# What each format is for, by its name in `FORMATS`.
ABOUT: Mapping[str, str] = {
    "html": later("The write-up as a web page. It needs nothing else and opens in any browser."),
    "md": later("The write-up as Markdown, for a blog or a wiki."),
    "pdf": later("The write-up for printing and sending."),
    "pdf-short": later("The write-up on two pages."),
    "docx": later("The write-up for editing in Word or LibreOffice. The charts can be edited too."),
    "pptx": later("The write-up as slides, with what to say in the speaker notes. The charts can be edited."),
    "xlsx": later("All numbers and notes in a workbook. The sheet codebook says what each column means."),
    "csv": later("The ratings as a table for statistics."),
    "csv.zip": later("The same sheets as in the workbook, each as a CSV file."),
    "pictures": later("Every chart as a picture, PNG for texts and slides, SVG for layout."),
}


def as_pack(
    session: Session, language: str, files: Mapping[str, tuple[str, bytes]], pictures: Mapping[str, bytes]
) -> bytes:
    """A zip file with a README.txt in `language`.

    `files` are (file name, content) by format, `pictures` the charts by file name. Equal content gives equal bytes.
    """
    readme = read_me(session, language, {format: name for format, (name, _) in files.items()}, bool(pictures))
    return zipped(
        {
            "README.txt": readme.encode("utf-8-sig"),
            **dict(files.values()),
            **{f"{FOLDER}/{name}": content for name, content in pictures.items()},
        }
    )


def read_me(session: Session, language: str, names: Mapping[str, str], pictured: bool) -> str:
    """What each file is, and the counts that are the same in all of them."""
    say = speaker(language)
    about = [(name, say(ABOUT[format])) for format, name in names.items()]
    if pictured:
        about.append((f"{FOLDER}/", say(ABOUT["pictures"])))
    parts = [
        session.opened.title,
        "\n\n".join(f"{name}\n{_wrapped(text)}" for name, text in about),
        "\n".join([say("What the files hold:"), *(f"- {line}" for line in counts(session, say))]),
        _wrapped(
            say(
                "The archive of the session is not here. It holds everything, also what small numbers hide in these "
                "files, and is for the facilitator alone: download it apart where you need it."
            )
        ),
    ]
    return "\r\n".join("\n\n".join(parts).split("\n")) + "\r\n"


def counts(session: Session, say: Speaker) -> list[str]:
    """How many participants, ratings, cards and notes there are, and where fewer are given out."""
    published = publication(session)
    people = len(session.people())
    given = len(published.rows) + published.left_out
    return [
        say(
            "Participants: {people}, of whom {answered} answered.",
            people=say.number(people),
            answered=say.number(people_leaning(session).people),
        ),
        say(
            "Ratings: {given}. In the table of ratings: {published}. Left out to protect small groups: {left}.",
            given=say.number(given),
            published=say.number(len(published.rows)),
            left=say.number(published.left_out),
        ),
        say("Cards: {n}.", n=say.number(len(session.cards_in_play()))),
        say("Notes: {n}, the same in the write-up and in the table.", n=say.number(len(published_notes(session)))),
    ]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
