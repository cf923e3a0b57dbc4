"""The text of the write-up, paragraph by paragraph: ours by rules, or the facilitator's own in its place."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, done, explained
from facilitation.wall.living import redrawn
from facilitation.wall.parts import words
from facilitation.words.names import OWN_NAMES
from facilitation.writeup.document import Lead, Paragraph, basis, drafted, paragraphs, stale
from sessions.errors import WrittenMeanwhile
from sessions.items import Passage
from sessions.session import Session


@dataclass
class Typing:
    """A paragraph that is being written: what stands in the field, the version it is written over (0 for none), and
    what somebody else has written there since."""

    text: str
    over: int = 0
    newer: str | None = None


def panel(desk: Desk, session: Session) -> None:
    text(desk)


@redrawn()
def text(desk: Desk) -> None:
    """The whole draft in one language; own words whose numbers have changed come with what ours say now."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        st.html(words("p", say("Your own words stand in every document in place of these, in this language.")))
        language = st.radio(
            say("Language of the write-up"),
            list(OWN_NAMES),
            index=list(OWN_NAMES).index(say.language),
            format_func=OWN_NAMES.__getitem__,
            horizontal=True,
            key="draft-language",
        )
        ours, own = drafted(session, language), session.passages(language)
        changed = stale(ours, own)
        if changed:
            told = say.many(
                "The numbers have changed under {n} paragraph that you wrote.",
                "The numbers have changed under {n} paragraphs that you wrote.",
                len(changed),
            )
            st.html(words("p", told, "meanwhile", role="status"))
        above = ""
        for heading, block in paragraphs(ours):
            if heading != above:
                st.html(words("h3", heading, dir="auto", lang=language))
                above = heading
            _paragraph(desk, session, language, block, changed=block.place in changed)
        here = {block.place for _, block in paragraphs(ours)}
        for place in (place for place in changed if place not in here):
            _gone(desk, session, own[place])


def _paragraph(desk: Desk, session: Session, language: str, block: Lead | Paragraph, *, changed: bool) -> None:
    say, own = desk.say, session.passages(language).get(block.place)
    name = f"{language}:{block.place}"
    shown = block.text if own is None else own.text
    if changed:
        told = say("The numbers have changed since you wrote this. Ours say now:")
        now = words("p", block.text, "newer", dir="auto", lang=language)
        st.html(words("p", told, "meanwhile", role="status") + now)
    if name in _typing():
        _editor(desk, session, language, block, name)
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"passage-{name}"):
        css = "quiet" if not shown else ""
        st.html(words("p", shown or say("This paragraph is left out."), css, dir="auto", lang=language))
        st.button(say("Write anew"), key=f"write-{name}", on_click=_begin, args=(name, shown, _version(session, own)))
        if own is not None:
            st.button(
                say("Back to our words"), key=f"back-{name}", on_click=_back, args=(desk, own, _version(session, own))
            )


def _gone(desk: Desk, session: Session, own: Passage) -> None:
    """Own words for a paragraph that the write-up does not have any more."""
    say = desk.say
    told = say("You wrote this for a paragraph that is no longer in the write-up, so it is left out:")
    theirs = words("p", own.text, "newer", dir="auto", lang=own.language)
    st.html(words("p", told, "meanwhile", role="status") + theirs)
    st.button(
        say("Remove it"),
        key=f"back-{own.language}:{own.place}",
        on_click=_back,
        args=(desk, own, _version(session, own)),
    )


# -------------------------------------------------------------------- writing


def _typing() -> dict[str, Typing]:
    """What is being written in this browser, by language and place; it stays while another panel is open."""
    typing: dict[str, Typing] = st.session_state.setdefault("passages", {})
    return typing


def _version(session: Session, own: Passage | None) -> int:
    return 0 if own is None else session.items[own.id].version


def _begin(name: str, text: str, over: int) -> None:
    _typing()[name] = Typing(text, over)


def _editor(desk: Desk, session: Session, language: str, block: Lead | Paragraph, name: str) -> None:
    say, typing = desk.say, _typing()[name]
    field = f"text-{name}"
    if field not in st.session_state:
        st.session_state[field] = typing.text
    typing.text = st.text_area(
        say("Your own words"), key=field, height=120, help=say("An empty field leaves the paragraph out.")
    )
    if typing.newer is not None:
        notice = say("Somebody else wrote here meanwhile. Yours is not saved yet. Theirs:")
        theirs = typing.newer or say("This paragraph is left out.")
        st.html(words("p", notice, "meanwhile", role="alert") + words("p", theirs, "newer", dir="auto"))
    with st.container(horizontal=True):
        st.button(
            say("Save mine in its place") if typing.newer is not None else say("Save"),
            key=f"save-{name}",
            on_click=_save,
            args=(desk, language, block, name),
        )
        st.button(say("Leave it as it is"), key=f"leave-{name}", on_click=_forget, args=(name,))


def _save(desk: Desk, language: str, block: Lead | Paragraph, name: str) -> None:
    """Writes the field down; its basis is what our words said on the screen beside it."""
    st.session_state.pop("notice", None)
    typing, typed = _typing()[name], st.session_state[f"text-{name}"]
    item = Passage(id="", text=typed, place=block.place, language=language, basis=basis(block))
    with explained(desk.say, desk.now()):
        try:
            done(desk.house.workshop.write(desk.code, item=item, over=typing.over))
        except WrittenMeanwhile as meanwhile:
            session = desk.session()
            now = _version(session, session.passages(language).get(block.place))
            _typing()[name] = Typing(typed, over=now, newer=str(meanwhile.facts["text"]))
        else:
            _forget(name)


def _forget(name: str) -> None:
    _typing().pop(name, None)
    st.session_state.pop(f"text-{name}", None)


def _back(desk: Desk, own: Passage, version: int) -> None:
    """Takes the own words away: ours stand there again."""
    command(
        desk.say,
        desk.now(),
        lambda: desk.house.workshop.aside(desk.code, lambda session: session.strike(item=own.id, over=version)),
    )
