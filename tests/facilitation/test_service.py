"""What runs: the address that phones are told, whose Host is ours, and what command lines find."""

import json
import stat
from pathlib import Path

import msgspec
import pytest

from facilitation.service import Service, for_tests, running, service, use
from sessions.settings import Settings, sqlite_url


def a_service(folder: Path, **more: object) -> Service:
    settings = {"data": folder, "database_url": sqlite_url(folder / "a.db"), "key": "the-key", "port": 8600, **more}
    return Service(Settings(**settings))  # type: ignore[arg-type]


def test_command_lines_are_told_where_the_server_is_and_nobody_else_is(tmp_path: Path):
    house = a_service(tmp_path)

    house.announce()

    file = tmp_path / "server.json"
    assert json.loads(file.read_text()) == {"url": "http://127.0.0.1:8600", "key": "the-key"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    house.leave()
    assert not file.exists()
    house.leave()
    house.close()


def test_without_a_key_in_the_settings_one_lies_in_the_data_folder(tmp_path: Path):
    house = a_service(tmp_path / "new" / "folder", key="")

    assert house.key == (tmp_path / "new" / "folder" / "key").read_text()
    house.close()


def test_a_public_address_is_the_only_one_that_phones_are_told(tmp_path: Path):
    house = a_service(tmp_path, public_url="https://trends.example/room")

    assert (house.addresses(), house.address()) == (["https://trends.example/room"], "https://trends.example/room")
    assert house.join_url("TEST42") == "https://trends.example/room/TEST42"
    house.close()


def test_phones_are_told_an_address_that_this_machine_has(tmp_path: Path):
    house = a_service(tmp_path)

    for address in house.addresses():
        house.choose_address(address)
        assert house.join_url("TEST42") == f"{address}/TEST42"
    chosen = house.address()
    house.choose_address("http://evil.example")

    assert house.address() == chosen
    assert "127.0.0.1" not in house.address()
    house.close()


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1:8600", True),
        ("localhost", True),
        ("LOCALHOST.:1", True),
        ("[::1]:8600", True),
        ("trends.example", True),
        ("Trends.Example:443", True),
        ("", False),
        ("trends.example.evil", False),
        ("evil.example#trends.example", False),
        ("evil.example/@trends.example", False),
        ("x@trends.example", False),
        ("trends.example; script-src *", False),
        ("trends.example:port", False),
        ("[", False),
        ("[]", False),
        ("ä", False),
    ],
)
def test_a_host_header_names_this_server_or_not(tmp_path: Path, host: str, ours: bool):
    house = a_service(tmp_path, public_url="https://trends.example")

    assert house.is_own_host(host) is ours
    house.close()


def test_the_service_runs_while_its_context_lasts(tmp_path: Path):
    settings = Settings(data=tmp_path, database_url=sqlite_url(tmp_path / "a.db"), key="the-key")

    with service(settings) as house:
        assert running() is house
    with pytest.raises(RuntimeError, match="not running"):
        running()


def test_nothing_is_said_to_run_before_it_does():
    use(None)

    with pytest.raises(RuntimeError, match="start it with"):
        running()


def test_the_service_of_tests_has_a_folder_of_its_own(tmp_path: Path):
    house = for_tests(tmp_path)

    assert msgspec.structs.asdict(house.settings)["data"] == tmp_path
    assert (house.log.codes(), house.workshop.sessions()) == ([], [])
    house.close()
