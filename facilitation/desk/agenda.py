"""The run sheet: what was planned and what it became, what to say, what goes wrong; and the steps while they run."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, cast

import msgspec
import streamlit as st

from cards.deck import LANGUAGES
from facilitation.desk.desk import Desk, day_of
from facilitation.desk.notices import command, explained, steer, steer_as_seen, tell
from facilitation.desk.prompting import SUGGESTED, TROUBLES
from facilitation.wall.living import redrawn
from facilitation.wall.parts import clock_face, element, words
from facilitation.words import Speaker
from facilitation.words.names import STEPS
from sessions.agenda import MOST_AGAIN, MOST_MINUTES, ONCE
from sessions.errors import SessionMoved
from sessions.events import Step, StepKind
from sessions.session import Session

MINUTE = 60_000  # milliseconds
USUAL_MINUTES = 5  # of a step that is added


def panel(desk: Desk, session: Session) -> None:
    say = desk.say
    run_sheet(desk)
    with st.expander(say("Change the steps")):
        change(desk)
    if desk.role == "facilitator":
        with st.expander(say("Keep this agenda as my own")):
            keep(desk)


# -------------------------------------------------------------------- the sheet


@redrawn(every=2.0)
def run_sheet(desk: Desk) -> None:
    say, now = desk.say, desk.now()
    with explained(say, now):
        session = desk.session()
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.html(words("p", lateness_told(lateness(session, now), say), "step") + sheet(session, now, say))
        with right:
            st.html(prompts(session.current_step.kind, say))


def lateness(session: Session, now: int) -> int:
    """Milliseconds by which the event runs late, below zero when it is early; 0 before its first step was left.

    The plan starts when the first step that anybody went to began; steps skipped are time won.
    """
    planned = {step.id: sum(before.minutes for before in session.agenda[:n]) for n, step in enumerate(session.agenda)}
    first = next((began for began in session.began if began.step in planned), None)
    if first is None:
        return 0
    current = session.current_step
    due = first.at + (planned[current.id] - planned[first.step]) * MINUTE
    overrun = max(0, now - session.step_began - current.minutes * MINUTE) if current.minutes else 0
    return session.step_began - due + (0 if session.closed else overrun)


def lateness_told(late: int, say: Speaker) -> str:
    minutes = round(abs(late) / MINUTE)
    if not minutes:
        return say("On time")
    if late > 0:
        return say.many("{n} minute late", "{n} minutes late", minutes)
    return say.many("{n} minute ahead", "{n} minutes ahead", minutes)


def spent(session: Session, now: int) -> dict[str, int]:
    """Step id -> milliseconds spent in it so far, over all the times it was run."""
    ends = [*(began.at for began in session.began[1:]), now]
    times: dict[str, int] = {}
    for began, end in zip(session.began, ends, strict=False):
        times[began.step] = times.get(began.step, 0) + end - began.at
    return times


def sheet(session: Session, now: int, say: Speaker) -> str:
    """The steps as a table: name, planned minutes, when it began and how long it took."""
    times = spent(session, now)
    first = {began.step: began.at for began in reversed(session.began)}
    heads = (say("Step"), say("Planned"), say("Began"), say("Took"))
    head = element("tr", "".join(words("th", name, scope="col") for name in heads))
    rows = "".join(
        _row(session, place, step, first.get(step.id), times.get(step.id), say)
        for place, step in enumerate(session.agenda)
    )
    return element("table", element("thead", head) + element("tbody", rows), "sheet")


def _row(session: Session, place: int, step: Step, began: int | None, took: int | None, say: Speaker) -> str:
    runs = place == session.step and not session.closed
    name = ("▶ " if runs else "") + f"{place + 1}. {say.step(step.kind)}"
    skipped = began is None and 0 < place < session.step
    cells = (
        words("th", name, scope="row"),
        words("td", say("{n} min", n=step.minutes) if step.minutes else "–"),
        words("td", time_of_day(began) if began is not None else say("skipped") if skipped else ""),
        words("td", clock_face(took) if took is not None else ""),
    )
    return element("tr", "".join(cells), "running" if runs else "", aria_current="step" if runs else "")


def time_of_day(moment: int) -> str:
    """A moment as the clock on the wall shows it, "10:05"."""
    return f"{day_of(moment):%H:%M}"


def prompts(kind: StepKind, say: Speaker) -> str:
    """What the facilitator may say, and what goes wrong in such a step and helps; for nobody else."""
    troubles = "".join(
        element("dt", words("span", say(wrong))) + element("dd", words("span", say(remedy)))
        for wrong, remedy in TROUBLES[kind]
    )
    return (
        words("h2", say("Say"))
        + words("p", say(SUGGESTED[kind]), "suggested")
        + (words("h2", say("When something goes wrong")) + element("dl", troubles, "troubles") if troubles else "")
    )


# -------------------------------------------------------------------- changing the steps


@redrawn()
def change(desk: Desk) -> None:
    """Going to a step, moving, changing and dropping it, and adding one; each decided on the agenda on the screen."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        steps = session.agenda
        names = {step.id: step_name(session, step, say) for step in steps}
        if st.session_state.get("step-chosen") not in names:
            st.session_state["step-chosen"] = session.current_step.id
        chosen = st.selectbox(say("Step"), list(names), format_func=names.__getitem__, key="step-chosen")
        place = next(n for n, step in enumerate(steps) if step.id == chosen)
        running = place == session.step
        with st.container(horizontal=True):
            st.button(say("Go to this step"), key="step-go", on_click=_go, args=(desk, chosen), disabled=running)
            st.button(
                say("Move up"),
                key="step-up",
                on_click=_plan,
                args=(desk, steps, moved(steps, chosen, by=-1)),
                disabled=place == 0,
            )
            st.button(
                say("Move down"),
                key="step-down",
                on_click=_plan,
                args=(desk, steps, moved(steps, chosen, by=1)),
                disabled=place == len(steps) - 1,
            )
            st.button(
                say("Drop this step"),
                key="step-drop",
                on_click=_plan,
                args=(desk, steps, tuple(step for step in steps if step.id != chosen)),
                disabled=running,
            )
        _edit(desk, steps[place])
        _add(desk, steps, chosen)


def step_name(session: Session, step: Step, say: Speaker) -> str:
    """A step by its place and kind, in a list to choose from."""
    place = next(n for n, known in enumerate(session.agenda, start=1) if known.id == step.id)
    return f"{place}. {say.step(step.kind)}"


def _edit(desk: Desk, step: Step) -> None:
    """Fields with the step as it stands; what is typed stays typed when a colleague changes the step meanwhile."""
    say = desk.say
    base = _loaded(step)
    if base != step or _typed(base) != base:
        st.html(words("p", saved(step, say), "quiet", dir="auto"))
    st.number_input(say("Planned minutes (0: no clock)"), min_value=0, max_value=MOST_MINUTES, key="step-minutes")
    if step.kind == "rerate":
        st.number_input(say("Cards that are rated again"), min_value=1, max_value=MOST_AGAIN, key="step-most")
    own = say("The task in your own words. Left empty, it says: {task}", task=say.task(step.kind))
    st.html(words("p", own, "quiet"))
    st.text_input("Suomi", key="step-fi")
    st.text_input("Svenska", key="step-sv")
    st.text_input("English", key="step-en")
    st.button(say("Save this step"), key="step-save", on_click=_save, args=(desk,))


def saved(step: Step, say: Speaker) -> str:
    """How the step stands now, beside what is typed and not saved."""
    tasks = [f"{language}: {text}" for language, text in step.task.items()]
    return " · ".join([say("Saved now: {n} min", n=step.minutes), *tasks])


def _loaded(step: Step) -> Step:
    """The step that the fields were filled with: this one, unless they hold something that is not saved yet."""
    base: Step | None = st.session_state.get("step-base")
    shown = "step-minutes" in st.session_state
    if base is not None and shown and base.id == step.id and (base == step or _typed(base) != base):
        return base
    st.session_state["step-base"] = step
    st.session_state["step-minutes"] = step.minutes
    st.session_state["step-most"] = step.most
    for language in LANGUAGES:
        st.session_state[f"step-{language}"] = step.task.get(language, "")
    return step


def _typed(base: Step) -> Step:
    texts = {language: st.session_state.get(f"step-{language}", "") for language in LANGUAGES}
    return msgspec.structs.replace(
        base,
        minutes=st.session_state["step-minutes"],
        most=st.session_state.get("step-most", base.most),
        task={language: text for language, text in texts.items() if text},
    )


def _save(desk: Desk) -> None:
    base: Step = st.session_state["step-base"]
    typed = _typed(base)

    def save() -> Future[Any]:
        session = desk.session()
        now_so = next((step for step in session.agenda if step.id == base.id), None)
        if now_so is not None and now_so != base:
            st.session_state["step-base"] = now_so  # whoever saves again has seen it
            raise SessionMoved()
        steps = tuple(typed if step.id == base.id else step for step in session.agenda)
        return desk.house.workshop.plan_agenda(desk.code, stage=session.stage, steps=steps)

    if command(desk.say, desk.now(), save):
        st.session_state.pop("step-base")


def _add(desk: Desk, steps: tuple[Step, ...], after: str) -> None:
    say = desk.say
    kinds = [kind for kind in STEPS if not (kind in ONCE and any(step.kind == kind for step in steps))]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(say("A new step after this one"), kinds, format_func=say.step, key="step-kind")
        minutes = st.number_input(
            say("Minutes"), min_value=0, max_value=MOST_MINUTES, value=USUAL_MINUTES, key="step-new-minutes"
        )
        st.button(
            say("Add the step"),
            key="step-add",
            on_click=_plan,
            args=(desk, steps, added(steps, cast("StepKind", kind), minutes=minutes, after=after)),
        )


def moved(steps: Sequence[Step], step_id: str, *, by: int) -> tuple[Step, ...]:
    """The steps with one of them so many places further down; it stays within the list."""
    order = list(steps)
    place = next(n for n, step in enumerate(order) if step.id == step_id)
    step = order.pop(place)
    order.insert(max(0, place + by), step)
    return tuple(order)


def added(steps: Sequence[Step], kind: StepKind, *, minutes: int, after: str) -> tuple[Step, ...]:
    """The steps with a new one after the one named; its id is that of its kind, numbered when that is taken."""
    taken = {step.id for step in steps}
    free = next(name for name in (kind, *(f"{kind}-{n}" for n in range(2, len(steps) + 3))) if name not in taken)
    place = next(n for n, step in enumerate(steps, start=1) if step.id == after)
    return (*steps[:place], Step(id=free, kind=kind, minutes=minutes), *steps[place:])


def _go(desk: Desk, step: str) -> None:
    steer(desk, desk.house.workshop.go_to, step=step)


def _plan(desk: Desk, seen: tuple[Step, ...], steps: tuple[Step, ...]) -> None:
    steer_as_seen(desk, seen, lambda session: session.agenda, desk.house.workshop.plan_agenda, steps=steps)


# -------------------------------------------------------------------- agendas of one's own


@redrawn()
def keep(desk: Desk) -> None:
    """This agenda under a name of its own, for the sessions to come."""
    say = desk.say
    about = say("The steps as they stand now, with minutes and tasks. A name that is there already gets these steps.")
    st.html(words("p", about, "quiet"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(say("Name of the agenda"), key="template-name")
        st.button(say("Keep it"), key="template-keep", on_click=_keep, args=(desk,))


def _keep(desk: Desk) -> None:
    name = st.session_state["template-name"]
    if command(desk.say, desk.now(), lambda: desk.house.workshop.save_template(name, desk.session().agenda)):
        st.session_state["template-name"] = ""
        tell(desk.say("Kept. You can choose it when you open a new session."), desk.now())
