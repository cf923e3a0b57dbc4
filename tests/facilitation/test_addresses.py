"""At which addresses phones can reach this machine, on the networks that meeting rooms have."""

import ipaddress
import socket
from collections.abc import Sequence

import pytest

from facilitation.addresses import best_first, detected_hosts, own_names


def test_loopback_is_never_told_to_a_phone():
    hosts = detected_hosts()

    assert [host for host in hosts if ipaddress.ip_address(host).is_loopback] == []
    assert all(isinstance(ipaddress.ip_address(host), ipaddress.IPv4Address) for host in hosts)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        pytest.param(["127.0.0.1"], [], id="no-network"),
        pytest.param(["169.254.7.7", "0.0.0.0"], [], id="no-address-given"),
        pytest.param(["192.168.1.5"], ["192.168.1.5"], id="one"),
        pytest.param(["203.0.113.7", "8.8.8.8", "10.0.0.2"], ["10.0.0.2"], id="private-first"),
        pytest.param(["172.17.0.1", "192.168.1.5"], ["192.168.1.5", "172.17.0.1"], id="containers-last"),
        pytest.param(["172.20.10.2"], ["172.20.10.2"], id="a-phones-own-hotspot"),
    ],
)
def test_the_addresses_of_the_room_come_first(found: Sequence[str], told: Sequence[str]):
    assert best_first(found)[: len(told) or 1] == told


def test_this_machine_knows_its_own_names():
    names = own_names()

    assert {"localhost", "127.0.0.1", "::1", socket.gethostname().lower()} <= names
    assert names == {name.lower() for name in names}
