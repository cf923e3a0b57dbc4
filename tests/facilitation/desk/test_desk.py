"""The desk as a facilitator uses it, screen by screen and click by click."""

from __future__ import annotations

import re
from html import escape, unescape

import pytest
from streamlit.testing.v1 import AppTest

from facilitation.desk.rehearsing import rehearsals
from facilitation.service import Service
from facilitation.wall.screen import wall_now
from facilitation.words import speaker
from sessions.agenda import FULL, SHORT
from sessions.archive import write_archive
from sessions.events import Step
from tests.facilitation.desk.desks import alerts, at_results, at_run, browser, facilitator, shown, steering
from tests.facilitation.rooms import opened, revealed
from tests.factories import SettableClock

UNTIMED_FULL = tuple(Step(id=step.id, kind=step.kind) for step in FULL)

HOSTILE = [
    "<script>window.__xss = 1</script>",
    "<img src=x onerror=alert(1)>",
    "![picture](http://evil.example/p.png)",
    "[link](http://evil.example) **bold** # heading",
    "$\\rule{9cm}{9cm}$ :red[red] :material/home:",
    '" onmouseover="alert(1)',
]


def seat(house: Service, code: str, n: int = 1, **fields: str) -> str:
    """The id of a seat that has just been taken."""
    house.workshop.take_seat(code, ticket=f"ticket-{n}", **fields).result()
    taken = house.workshop.seat_of(code, f"ticket-{n}")
    assert taken is not None
    return taken.id


# -------------------------------------------------------------------- who may come in


def test_somebody_without_a_pass_sees_the_way_to_sign_in_and_nothing_else(house: Service) -> None:
    code = opened(house, title="Nobody else's business")

    app = browser({"lang": "en"}, session=code)

    assert 'href="/facilitate/sign-in"' in shown(app)
    assert "Nobody else" not in shown(app)
    assert not app.button


def test_a_wall_pass_opens_the_wall_of_its_own_session_whatever_the_address_says(house: Service) -> None:
    code, other = opened(house, steps=0, title="Ours"), opened(house, steps=0, title="Theirs")
    token = house.doors.wall_link(code).split("#")[1]

    app = browser({house.doors.wall_cookie: token}, session=other)

    assert "Ours" in shown(app)
    assert "Theirs" not in shown(app)
    assert not app.button


# -------------------------------------------------------------------- every screen, every language


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_screen_can_be_drawn_in_every_language(house: Service, language: str) -> None:
    code = opened(house, steps=3)
    revealed(house, code, "c1")
    say = speaker(language)

    screens = [
        facilitator(house, language),
        facilitator(house, language).button(key="new").click().run(),
        at_run(house, code, language),
        at_results(house, code, language),
    ]

    assert [len(app.exception) for app in screens] == [0, 0, 0, 0]
    assert all(escape(say("Sign out")) in shown(app) for app in screens)


@pytest.mark.parametrize("steps", range(5))
def test_run_and_results_can_be_drawn_at_every_step_of_an_empty_session(house: Service, steps: int) -> None:
    code = opened(house, steps=steps)

    run, results = at_run(house, code), at_results(house, code)

    assert not run.exception
    assert not results.exception
    assert "Nobody has answered yet." in shown(results)


def test_a_desk_without_sessions_says_how_to_begin(house: Service) -> None:
    app = facilitator(house)

    assert "No session yet." in shown(app)
    assert not app.exception


# -------------------------------------------------------------------- opening


def test_a_session_is_opened_with_two_clicks_and_good_defaults(house: Service) -> None:
    app = facilitator(house).button(key="new").click().run()

    app.button(key="open").click().run()

    session = house.workshop.session(app.query_params["session"])
    assert [group.name for group in session.groups] == ["Table 1", "Table 2", "Table 3", "Table 4"]
    assert len(session.cards) == 12
    assert session.opened.languages == ("en", "fi", "sv")
    assert session.opened.title.startswith("Trend card session ")
    assert steering(app, "next").label == "Next: deal the cards and start rating"


def test_what_the_fields_say_is_what_is_opened(house: Service) -> None:
    app = facilitator(house).button(key="new").click().run()

    app.text_input(key="title").input("Trends in Oulu")
    app.selectbox(key="hand").select("keko-6")
    app.number_input(key="groups").set_value(2)
    app.radio(key="deal").set_value("split")
    app.radio(key="joining").set_value("chosen")
    app.run()
    app.multiselect(key="anchors-keko-6").select("digitalisation")
    app.text_area(key="names").input("Harbour\nStation")
    app.number_input(key="minutes-5").set_value(7)
    app.button(key="open").click().run()

    opening = house.workshop.session(app.query_params["session"]).opened
    assert opening.title == "Trends in Oulu"
    assert (opening.hand, opening.joining) == ("keko-6", "chosen")
    assert (opening.dealing.kind, opening.dealing.anchors) == ("split", ("digitalisation",))
    assert [group.name for group in opening.groups] == ["Harbour", "Station"]
    assert [step.minutes for step in opening.agenda if step.kind == "rate"] == [7]


def test_the_short_agenda_is_usual_and_the_full_one_a_click_away(house: Service) -> None:
    short = facilitator(house).button(key="new").click().run()
    full = facilitator(house).button(key="new").click().run()

    short.button(key="open").click().run()
    full.selectbox(key="agenda").set_value("full")
    full.run()
    full.number_input(key="points").set_value(5)
    full.button(key="open").click().run()

    opened_short = house.workshop.session(short.query_params["session"]).opened
    opened_full = house.workshop.session(full.query_params["session"]).opened
    assert (opened_short.agenda, opened_short.points) == (SHORT, 3)
    assert (opened_full.agenda, opened_full.points) == (FULL, 5)


def test_changing_the_number_of_groups_keeps_the_names_that_were_typed(house: Service) -> None:
    app = facilitator(house).button(key="new").click().run()
    app.text_area(key="names").input("Harbour\nStation").run()

    app.number_input(key="groups").set_value(3).run()

    assert app.text_area(key="names").value == "Harbour\nStation\nTable 3"


def test_a_plan_that_is_refused_stays_as_it_was_typed_and_says_why(house: Service) -> None:
    app = facilitator(house).button(key="new").click().run()
    app.text_input(key="title").input("  ")
    app.text_area(key="names").input("Harbour\nStation")

    app.button(key="open").click().run()

    assert len(alerts(app)) == 1
    assert app.text_area(key="names").value == "Harbour\nStation"
    assert house.workshop.sessions() == []


# -------------------------------------------------------------------- running


def test_a_whole_session_is_run_with_next_alone(house: Service) -> None:
    app = at_run(house, opened(house, steps=0, cards=2))

    labels = []
    while not steering(app, "next").disabled:
        labels.append(steering(app, "next").label)
        steering(app, "next").click().run()
    steering(app, "end").click().run()

    assert labels == [
        "Next: deal the cards and start rating",
        "Next: close the rating and talk at the tables",
        "Next: go to the answers",
        "Next: show card 1 of 2",
        "Next: show card 2 of 2",
        "Next: show all cards together",
        "Next: thank everybody",
    ]
    assert [session.closed for session in house.workshop.sessions()] == [True]
    assert not app.exception


def test_a_full_session_is_run_with_next_alone_and_says_what_comes(house: Service) -> None:
    app = at_run(house, opened(house, steps=5, cards=1, agenda=UNTIMED_FULL))

    steps = []
    while not steering(app, "next").disabled:
        steps.append((steering(app, "next").label, coming(app)))
        steering(app, "next").click().run()

    assert steps == [
        (
            "Next: let people give their points",
            "Then the wall says: Give your points to the cards that matter most.",
        ),
        (
            "Next: show which cards got most points",
            "Then the wall shows the cards with most points, and nobody can give any more.",
        ),
        ("Next: ask the last three questions", "Then the wall says: Three short questions before we leave."),
        ("Next: thank everybody", "Then the wall says: Thank you for taking part."),
    ]
    assert not app.exception


def coming(app: AppTest) -> str:
    """What the desk says the wall will show."""
    return next(unescape(line) for line in re.findall(r'class="coming"[^>]*>([^<]*)<', shown(app)))


def test_the_desk_counts_who_has_given_points_and_who_has_answered_the_last_questions(house: Service) -> None:
    code = opened(house, steps=1, cards=1, nicknames=True, groups=("A",), agenda=UNTIMED_FULL)
    for n, name in enumerate(["Aino", "Bertil"], start=1):
        seat(house, code, n, nickname=name)

    to_step(house, code, "priorities")
    house.workshop.prioritise(code, seat="s1", card="c1", points=1).result()
    weighing = shown(at_run(house, code))
    to_step(house, code, "checkout")
    house.workshop.check_out(code, seat="s2", grade=4).result()
    house.workshop.check_out(code, seat="s1").result()
    leaving = shown(at_run(house, code))
    house.workshop.close(code).result()
    ended = shown(at_run(house, code))

    assert "1 of 2 have given their points" in weighing
    assert "Missing: Bertil" in weighing
    assert "1 of 2 ready" in leaving
    assert "Missing: Aino" in leaving
    assert "2 people have joined" in ended
    assert [word in ended for word in ("of 2 ready", "Missing:")] == [False, False]


def to_step(house: Service, code: str, kind: str) -> None:
    while house.workshop.session(code).current_step.kind != kind:
        house.workshop.forward(code).result()


def test_of_two_desks_that_press_next_at_once_one_moves_the_room_and_the_other_is_told(house: Service) -> None:
    code = opened(house, steps=0)
    first, second = at_run(house, code), at_run(house, code)

    steering(first, "next").click().run()
    steering(second, "next").click().run()

    assert house.workshop.session(code).step == 1
    assert alerts(first) == []
    assert alerts(second) == [
        '<p class="notice" role="alert">Somebody else moved the session on a moment ago. '
        "Here is how it stands now.</p>"
    ]
    assert steering(second, "next").label == steering(first, "next").label


def test_back_takes_one_step_back(house: Service) -> None:
    code = opened(house, steps=2)

    steering(at_run(house, code), "back").click().run()

    assert house.workshop.session(code).current_step.kind == "rate"


def test_the_clock_is_shown_and_can_be_given_a_minute_more(house: Service) -> None:
    code = opened(house, steps=0)
    house.workshop.forward(code).result()
    house.workshop.add_time(code, minutes=2).result()
    app = at_run(house, code)
    before = shown(app)

    app.button(key="minute").click().run()

    assert "Rating is open: 2:00 left" in before
    assert "Rating is open: 3:00 left" in shown(app)


def test_a_round_is_closed_and_opened_again_from_the_desk(house: Service) -> None:
    code = opened(house, steps=1)
    app = at_run(house, code)

    steering(app, "close-round").click().run()
    closed = house.workshop.session(code).open_round(house.workshop.now())
    steering(app, "open-round").click().run()

    assert closed is None
    assert house.workshop.session(code).open_round(house.workshop.now()) is not None


def test_a_chosen_card_is_shown_on_the_wall(house: Service) -> None:
    code = opened(house, steps=3)
    app = at_run(house, code)

    app.selectbox(key="card").select("c3").run()
    app.button(key="reveal").click().run()

    assert house.workshop.session(code).shown == "c3"


def test_a_card_cannot_be_shown_while_people_rate_and_the_desk_says_so(house: Service) -> None:
    code = opened(house, steps=1)
    app = at_run(house, code)

    app.button(key="reveal").click().run()

    assert house.workshop.session(code).shown == ""
    assert len(alerts(app)) == 1


def test_a_session_that_has_ended_can_be_opened_again(house: Service) -> None:
    code = opened(house, steps=4)
    house.workshop.close(code).result()
    app = at_run(house, code)

    steering(app, "reopen").click().run()

    assert not house.workshop.session(code).closed


def test_the_desk_counts_answers_and_names_who_is_missing_by_group(house: Service) -> None:
    code = opened(house, steps=1, cards=1, nicknames=True)
    for n, name in enumerate(["Aino", "Bertil", "Cecilia"], start=1):
        seat(house, code, n, nickname=name)
    house.workshop.rate(code, seat="s1", card="c1", stance="both", round_number=1).result()

    app = at_run(house, code)

    assert "1 of 3 ready" in shown(app)
    assert "Missing: Cecilia" in shown(app)
    assert "Missing: Aino" not in shown(app)


def test_the_desk_does_not_tell_answers_before_they_are_revealed(house: Service) -> None:
    code = opened(house, steps=1, cards=1)
    for n in range(1, 5):
        seat(house, code, n)
        house.workshop.rate(code, seat=f"s{n}", card="c1", stance="threat", round_number=1).result()

    app = at_run(house, code)

    assert "▼" not in shown(app)


# -------------------------------------------------------------------- words of people


@pytest.mark.parametrize("text", HOSTILE)
def test_titles_groups_and_notes_are_shown_as_the_text_they_are(house: Service, text: str) -> None:
    code = opened(house, steps=2, title=text, groups=(text, "B"))
    house.workshop.note(code, seat=seat(house, code), card="c1", kind="plus", text=text).result()

    apps = [facilitator(house), at_run(house, code, panel="notes"), at_results(house, code)]

    for app in apps:
        assert not app.exception
        assert escape(text) in shown(app)
        assert text not in shown(app) or escape(text) == text
        assert text not in labels(app)


def labels(app: AppTest) -> set[str]:
    """Every label and text of the screen that Streamlit would read as Markdown."""
    widgets = [*app.button, *app.selectbox, *app.radio, *app.text_input, *app.text_area, *app.multiselect]
    texts = [
        *app.markdown,
        *app.caption,
        *app.title,
        *app.header,
        *app.subheader,
        *app.warning,
        *app.error,
        *app.info,
    ]
    return {widget.label for widget in widgets} | {text.value for text in texts}


# -------------------------------------------------------------------- notes and seats


def noted(house: Service, code: str, text: str, n: int = 1) -> str:
    """The id of a note that somebody has just written."""
    taken = seat(house, code, n)
    house.workshop.note(code, seat=taken, card="c1", kind="idea", text=text).result()
    return house.workshop.session(code).all_notes()[-1].id


def test_a_note_is_put_on_the_wall_and_taken_off_it_by_its_own_button(house: Service) -> None:
    code = opened(house, steps=2)
    noted(house, code, "First", 1), noted(house, code, "Second", 2)
    app = at_run(house, code, panel="notes")

    app.button(key="release-n1").click().run()
    on_wall = wall_now(house, code)
    said = shown(app)
    app.button(key="hide-n1").click().run()

    assert ("First" in on_wall, "Second" in on_wall) == (True, False)
    assert "1 note is on the wall." in said
    assert app.button(key="release-n1").label == "Release note 1 to the wall"
    assert "First" not in wall_now(house, code)


def test_a_note_that_was_taken_back_meanwhile_is_said_to_be_gone(house: Service) -> None:
    code = opened(house, steps=2)
    note = noted(house, code, "Hush")
    app = at_run(house, code, panel="notes")
    house.workshop.withdraw(code, seat="s1", note=note).result()

    app.button(key=f"release-{note}").click().run()

    assert len(alerts(app)) == 1
    assert not app.exception


def test_of_very_many_notes_the_newest_are_shown_and_the_others_on_wish(house: Service) -> None:
    code = opened(house, steps=2)
    writer = seat(house, code)
    for n in range(1, 23):
        house.workshop.note(code, seat=writer, card="", kind="idea", text=f"Note {n}.").result()
    app = at_run(house, code, panel="notes")
    few = [button.key for button in app.button if str(button.key).startswith("release-")]

    app.checkbox(key="older").check().run()

    every = [button.key for button in app.button if str(button.key).startswith("release-")]
    assert few == [f"release-n{n}" for n in range(22, 2, -1)]
    assert every == [f"release-n{n}" for n in range(22, 0, -1)]


def test_a_seat_goes_on_on_another_phone_by_a_personal_code(house: Service, clock: SettableClock) -> None:
    code = opened(house, steps=1, nicknames=True)
    seat(house, code, 1, nickname="Aino"), seat(house, code, 2, nickname="Bertil")
    app = at_run(house, code, panel="seats")

    app.selectbox(key="seat").select("s2").run()
    app.button(key="give-seat").click().run()
    personal = re.search(r'<p class="code personal">(\w{6})</p>', shown(app))
    assert personal is not None
    before = shown(app)
    opens = house.reissues.redeem(code, personal[1], browser="b")
    house.workshop.move_seat(code, seat=opens.seat, ticket="another").result()

    assert app.selectbox(key="seat").options == ["Seat 1 · A · Aino", "Seat 2 · B · Bertil"]
    assert opens.seat == "s2"
    assert "It holds for 15 more minutes, and once." in before
    assert "This seat is on the other phone now." in shown(app.run())


def test_a_personal_code_that_has_run_out_is_shown_no_longer(house: Service, clock: SettableClock) -> None:
    code = opened(house, steps=1)
    seat(house, code)
    app = at_run(house, code, panel="seats")
    app.button(key="give-seat").click().run()

    clock.move(15 * 60_000)

    assert "The personal code has run out. Make a new one." in shown(app.run())
    assert 'class="code personal"' not in shown(app)


# -------------------------------------------------------------------- rehearsal


def test_rehearsal_seats_are_counted_apart_and_wiped_with_one_click(house: Service) -> None:
    code = opened(house, steps=1, groups=("A",))
    seat(house, code)
    for n in range(2, 5):
        house.workshop.take_seat(code, ticket=f"ticket-{n}", rehearsal=True).result()
    house.workshop.rate(code, seat="s2", card="c1", stance="threat", round_number=1).result()
    app = at_run(house, code, panel="rehearsal")
    before = shown(app)

    app.button(key="wipe-rehearsal").click().run()

    assert "3 simulated people are here." in before
    assert "0 of 1 ready · 1 phone away · Rehearsal: 3 simulated people, 0 ready" in before
    assert "0 simulated people are here." in shown(app)
    assert "Rehearsal:" not in shown(app)
    assert set(house.workshop.session(code).seats) == {"s1"}
    assert app.button(key="wipe-rehearsal").disabled


def test_a_rehearsal_that_cannot_reach_the_server_says_so(house: Service) -> None:
    code = opened(house, steps=1)
    app = at_run(house, code, panel="rehearsal")

    app.button(key="rehearse").click().run()
    rehearsals[code].stop()
    app.run()

    assert "The rehearsal broke off. Try it again." in shown(app)
    assert app.button(key="rehearse").label == "Rehearse with 30 people"
    assert not app.exception


# -------------------------------------------------------------------- the list


def test_a_session_is_deleted_only_when_its_code_is_typed(house: Service) -> None:
    code = opened(house)
    app = facilitator(house)
    app.selectbox(key="doomed").select(code).run()

    app.text_input(key="confirmation").input("WRONG1")
    app.button(key="delete").click().run()
    after_wrong = len(house.workshop.sessions())
    app.text_input(key="confirmation").input(code.lower())
    app.button(key="delete").click().run()

    assert after_wrong == 1
    assert house.workshop.sessions() == []
    assert not app.exception


def test_a_session_comes_back_from_its_archive(house: Service) -> None:
    code = opened(house, title="Trends we had")
    archive = write_archive(house.log.history(code))
    house.workshop.delete(code).result()
    app = facilitator(house)

    app.file_uploader(key="archive").upload("session.json", archive, "application/json").run()
    app.button(key="restore").click().run()

    assert house.workshop.session(code).opened.title == "Trends we had"
    assert app.query_params["session"] == code


def test_a_file_that_is_no_archive_is_refused_in_words(house: Service) -> None:
    app = facilitator(house)

    app.file_uploader(key="archive").upload("session.json", b'{"<b>not</b>": 1}', "application/json").run()
    app.button(key="restore").click().run()

    assert not app.exception
    assert len(alerts(app)) == 1
    assert "<b>not</b>" not in alerts(app)[0]


def test_a_session_that_was_deleted_elsewhere_is_said_to_be_gone(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code)
    house.workshop.delete(code).result()

    steering(app, "next").click().run()

    assert not app.exception
    assert any("There is no session with this code here." in alert for alert in alerts(app))


# -------------------------------------------------------------------- results


def test_results_count_answers(house: Service) -> None:
    code = opened(house, steps=1, cards=1)
    for n in range(1, 5):
        seat(house, code, n)
        stance = "threat" if n < 4 else "opportunity"
        house.workshop.rate(code, seat=f"s{n}", card="c1", stance=stance, round_number=1).result()
    house.workshop.forward(code).result()

    app = at_results(house, code)

    table = app.dataframe[0].value
    counts = {"Card": "Card 1", "Opportunity": 1, "Threat": 3, "Both": 0, "Can't say": 0, "Answered": 4, "Asked": 4}
    assert table.to_dict("records") == [
        {**counts, "Lean": "-0.5", "Split": "0.5", "Groups that talked": 0, "Points": 0}
    ]
    assert "3 of 4 people saw more threat than opportunity. 1 saw more opportunity." in shown(app)


def test_results_tell_points_and_last_words(house: Service) -> None:
    code = opened(house, steps=1, cards=2, agenda=UNTIMED_FULL)
    for n in range(1, 4):
        seat(house, code, n)
    to_step(house, code, "priorities")
    for n in range(1, 4):
        house.workshop.prioritise(code, seat=f"s{n}", card="c2", points=n).result()
        house.workshop.check_out(code, seat=f"s{n}", grade=3, next_time="<b>Employers</b>").result()

    html = shown(at_results(house, code))

    assert "<span>Card 2</span><b>6 points</b>" in html
    assert "<span>3 Good</span><b>3</b>" in html
    assert '<li dir="auto">&lt;b&gt;Employers&lt;/b&gt;</li>' in html


def test_a_link_for_another_computer_opens_the_wall_until_it_is_made_invalid(house: Service) -> None:
    app = at_run(house, opened(house, steps=0), panel="room")

    app.button(key="wall-link").click().run()
    token = app.code[0].value.split("#")[1]
    opens = house.doors.pass_from({house.doors.wall_cookie: token})
    app.button(key="revoke").click().run()

    assert opens is not None
    assert opens.role == "wall"
    assert house.doors.pass_from({house.doors.wall_cookie: token}) is None
