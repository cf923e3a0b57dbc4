"""Who may open which door: the key, links that work once, walls, and what signing out takes away."""

import stat
from pathlib import Path

import pytest

from facilitation.doors import (
    LINK_ROLES,
    UNGUESSABLE,
    Doors,
    Link,
    LinkRole,
    Pass,
    facilitators_key,
    write_private,
)
from sessions.errors import TooManyTries
from sessions.log import Log
from tests.factories import NOON, SettableClock

KEY = "a-key-of-more-than-twenty"
SHORT = "1234"


@pytest.fixture
def doors(log: Log) -> Doors:
    return Doors(log, key=KEY, port=8501)


def facilitator(doors: Doors) -> dict[str, str]:
    cookie = doors.signed_in(doors.sign_in_token())
    assert cookie is not None
    return {doors.cookie: cookie}


def wall(doors: Doors, code: str = "TEST42") -> dict[str, str]:
    return {doors.wall_cookie: doors.wall_link(code).partition("#")[2]}


def test_a_sign_in_link_works_once(doors: Doors):
    token = doors.sign_in_token()

    first, second = doors.signed_in(token), doors.signed_in(token)

    assert (first is not None, second) == (True, None)


def test_the_key_works_again_and_again_and_each_browser_gets_a_pass_of_its_own(doors: Doors):
    cookies = [doors.signed_in(KEY) for _ in range(3)]

    assert None not in cookies
    assert len(set(cookies)) == 3


@pytest.mark.parametrize("secret", ["", "wrong", KEY + "x", KEY[:-1], KEY.upper(), "\ud800", "x" * 100_000])
def test_nothing_else_signs_in(doors: Doors, secret: str):
    assert (doors.signed_in(secret), doors.is_key(secret)) == (None, False)


def test_a_secret_holds_128_bits_at_least(doors: Doors):
    secrets = [doors.sign_in_token(), *facilitator(doors).values(), *wall(doors).values()]

    assert all(len(secret) * 6 >= 128 for secret in secrets)
    assert len(set(secrets)) == 3


def test_what_a_pass_allows(doors: Doors):
    desk, screen = facilitator(doors), wall(doors)

    passes = [doors.pass_from(cookies) for cookies in (desk, screen, {**desk, **screen}, {})]

    assert [(each.role, each.session) if each else None for each in passes] == [
        ("facilitator", ""),
        ("wall", "TEST42"),
        ("facilitator", ""),
        None,
    ]


def test_a_walls_token_in_the_facilitators_cookie_opens_nothing(doors: Doors):
    (token,) = wall(doors).values()
    (desk,) = facilitator(doors).values()

    assert doors.pass_from({doors.cookie: token}) is None
    assert doors.pass_from({doors.wall_cookie: desk}) is None
    assert doors.entered(desk, roles=LINK_ROLES) is None


def test_browsers_are_told_apart_without_their_secret(doors: Doors):
    one, other = facilitator(doors), facilitator(doors)

    named = [doors.pass_from(cookies) for cookies in (one, one, other)]

    assert isinstance(named[0], Pass)
    assert (named[0] == named[1], named[0] == named[2]) == (True, False)
    assert one[doors.cookie] not in repr(named)


def test_passes_outlive_a_restart_and_links_that_nobody_used_do_not(log: Log):
    before = Doors(log, key=KEY, port=8501)
    desk, screen, unused = facilitator(before), wall(before), before.sign_in_token()

    after = Doors(log, key=KEY, port=8501)

    assert after.pass_from(desk) == before.pass_from(desk)
    assert after.pass_from(screen) == before.pass_from(screen)
    assert after.signed_in(unused) is None


def test_only_hashes_of_secrets_are_kept(doors: Doors, log: Log):
    secrets = [*facilitator(doors).values(), *wall(doors).values()]

    kept = repr(log.granted())

    assert [secret for secret in secrets if secret in kept] == []


def test_signing_out_ends_the_pass_on_the_server_too(doors: Doors, log: Log):
    desk, other = facilitator(doors), facilitator(doors)

    doors.sign_out(desk)

    for each in (doors, Doors(log, key=KEY, port=8501)):
        assert (each.pass_from(desk), each.pass_from(other) is None) == (None, False)


def test_signing_out_where_a_wall_was_tried_leaves_the_projector_alone(doors: Doors):
    screen = wall(doors)

    doors.sign_out({**facilitator(doors), **screen})

    assert doors.pass_from(screen) is not None


def test_signing_out_without_a_pass_does_nothing(doors: Doors, log: Log):
    before = log.granted()

    doors.sign_out({})
    doors.sign_out({doors.cookie: "never granted"})

    assert log.granted() == before


def test_a_wall_link_opens_its_wall_until_it_is_revoked(doors: Doors, log: Log):
    here, there, desk = wall(doors, "TEST42"), wall(doors, "OTHER2"), facilitator(doors)

    doors.revoke_walls("TEST42")

    for each in (doors, Doors(log, key=KEY, port=8501)):
        assert [each.pass_from(cookies) is None for cookies in (here, there, desk)] == [True, False, False]
        assert each.entered(here[doors.wall_cookie], roles=LINK_ROLES) is None


# -------------------------------------------------------------------- co-facilitators and observers


def guest(doors: Doors, role: LinkRole, code: str = "TEST42", name: str = "") -> dict[str, str]:
    return {doors.guest_cookie: doors.link(role, code, name).partition("#")[2]}


@pytest.mark.parametrize("role", ["desk", "observer"])
def test_a_link_opens_its_own_session_for_what_it_was_made_for(doors: Doors, role: LinkRole):
    cookies = guest(doors, role)
    (token,) = cookies.values()

    visitor = doors.pass_from(cookies)

    assert visitor is not None
    assert (visitor.role, visitor.session) == (role, "TEST42")
    assert doors.entered(token, roles=("desk", "observer")) == "TEST42"
    assert doors.entered(token, roles=("wall",)) is None


def test_a_link_in_another_cookie_opens_nothing(doors: Doors):
    (co_facilitator,) = guest(doors, "desk").values()
    (screen,) = wall(doors).values()
    (desk,) = facilitator(doors).values()

    cookies = [
        {doors.cookie: co_facilitator},
        {doors.wall_cookie: co_facilitator},
        {doors.guest_cookie: screen},
        {doors.guest_cookie: desk},
    ]

    assert [doors.pass_from(each) for each in cookies] == [None] * 4


def test_of_several_passes_in_one_browser_the_one_that_allows_more_counts(doors: Doors):
    everything = {**wall(doors), **guest(doors, "observer")}

    roles = [doors.pass_from(cookies) for cookies in (everything, {**everything, **facilitator(doors)})]

    assert [each.role if each else "" for each in roles] == ["observer", "facilitator"]


def test_links_are_listed_by_name_with_when_they_were_made_and_used(log: Log, clock: SettableClock):
    doors = Doors(log, key=KEY, port=8501)
    (token,) = guest(doors, "desk", name="  Maija \n at the door ").values()
    clock.move(60_000)
    guest(doors, "observer", name="x" * 100)
    wall(doors, "OTHER2")
    facilitator(doors)

    doors.entered(token, roles=("desk",))

    for each in (doors, Doors(log, key=KEY, port=8501)):
        listed = each.links("TEST42")
        assert [(link.role, link.name, link.made_at, link.used_at) for link in listed] == [
            ("desk", "Maija at the door", NOON, NOON + 60_000),
            ("observer", "x" * 60, NOON + 60_000, 0),
        ]
        assert token not in repr(listed)


def test_one_link_is_revoked_and_the_others_stay(doors: Doors, log: Log):
    first, second, screen = guest(doors, "desk", name="A"), guest(doors, "desk", name="B"), wall(doors)
    links: list[Link] = doors.links("TEST42")

    doors.revoke("TEST42", links[0].id)

    for each in (doors, Doors(log, key=KEY, port=8501)):
        assert [each.pass_from(cookies) is None for cookies in (first, second, screen)] == [True, False, False]


def test_a_link_is_revoked_by_its_own_session_only(doors: Doors):
    cookies, desk = guest(doors, "desk", "OTHER2"), facilitator(doors)
    before = doors.links("OTHER2")

    doors.revoke("TEST42", before[0].id)
    doors.revoke("", next(iter(doors._grants)))

    assert doors.links("OTHER2") == before
    assert doors.pass_from(cookies) is not None
    assert doors.pass_from(desk) is not None


def test_two_installations_on_one_machine_do_not_share_cookies(log: Log):
    names = {(doors.cookie, doors.wall_cookie) for doors in (Doors(log, key=KEY, port=port) for port in (1, 2))}

    assert names == {("desk-1", "wall-1"), ("desk-2", "wall-2")}


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_short_key_cannot_be_guessed_at_without_end(log: Log):
    seconds = Seconds()
    doors = Doors(log, key=SHORT, port=8501, monotonic=seconds)
    for n in range(10):
        assert doors.signed_in(f"guess {n}", client="10.0.0.9") is None

    with pytest.raises(TooManyTries) as refused:
        doors.signed_in(SHORT, client="10.0.0.9")

    assert refused.value.facts == {"seconds": 5}
    seconds.now += 5
    assert doors.signed_in(SHORT, client="10.0.0.9") is not None


def test_guessing_locks_out_nobody_else_and_no_link(log: Log):
    doors = Doors(log, key=SHORT, port=8501, monotonic=Seconds())
    link = doors.sign_in_token()
    for n in range(10):
        doors.is_key(f"guess {n}", client="10.0.0.9")

    assert doors.signed_in(SHORT, client="127.0.0.1") is not None
    assert doors.signed_in(link, client="10.0.0.9") is not None


def test_a_key_that_cannot_be_guessed_locks_nobody_out(doors: Doors):
    for n in range(1_000):
        doors.is_key(f"guess {n}", client="10.0.0.9")

    assert len(KEY) >= UNGUESSABLE
    assert doors.signed_in(KEY, client="10.0.0.9") is not None


def test_using_the_right_short_key_often_costs_nothing(log: Log):
    doors = Doors(log, key=SHORT, port=8501, monotonic=Seconds())

    assert [doors.is_key(SHORT, client="127.0.0.1") for _ in range(100)] == [True] * 100


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path):
    first, second = (facilitators_key(tmp_path / "data", "") for _ in range(2))

    file = tmp_path / "data" / "key"
    assert (first, second) == (second, file.read_text())
    assert len(first) >= UNGUESSABLE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_that_was_given_is_not_written_down(tmp_path: Path):
    assert facilitators_key(tmp_path, "given") == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_private_file_is_private_even_where_an_open_one_stood(tmp_path: Path):
    file = tmp_path / "server.json"
    file.write_text("for everyone")
    file.chmod(0o644)

    write_private(file, "for me")

    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("for me", 0o600)


def test_a_private_file_is_not_written_through_a_link(tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("untouched")
    (tmp_path / "key").symlink_to(elsewhere)

    write_private(tmp_path / "key", "secret")

    assert (elsewhere.read_text(), (tmp_path / "key").read_text()) == ("untouched", "secret")
