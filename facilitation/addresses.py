"""At which addresses phones can reach this machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable

import ifaddr


def detected_hosts() -> list[str]:
    """IPv4 addresses of this machine that others may reach, as `best_first`."""
    return best_first([ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)])


def best_first(addresses: Iterable[str]) -> list[str]:
    """Those of the addresses that others may reach, private networks first; never 127.0.0.1."""
    found = [ipaddress.ip_address(address) for address in addresses]
    usable = [ip for ip in found if not (ip.is_loopback or ip.is_link_local or ip.is_unspecified)]
    return [str(ip) for ip in sorted(usable, key=lambda ip: (not ip.is_private, _likely_virtual(ip), ip.packed))]


def _likely_virtual(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    # 172.17-31 is where container programs put their own networks; a meeting room's is rarely there
    return ip in ipaddress.ip_network("172.17.0.0/12", strict=False)


def own_names() -> set[str]:
    """Names under which this machine calls itself."""
    name = socket.gethostname().lower()
    return {"localhost", "127.0.0.1", "::1", name, f"{name.split('.')[0]}.local"}
