"""What runs: the workshop with its log, the hub, the doors, and the address of this house.

It lives in this module, never in Streamlit's caches: any browser could empty those.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from facilitation.addresses import detected_hosts, own_names
from facilitation.documents import Documents
from facilitation.doors import Doors, facilitators_key, write_private
from facilitation.live import Hub
from facilitation.reissues import Reissues
from sessions.log import Clock, Log, clock
from sessions.settings import Settings
from sessions.workshop import Workshop

HOSTS_FRESH = 5.0  # seconds; asking the machine for its addresses costs a millisecond
HOST = re.compile(r"[A-Za-z0-9._-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
SERVER_FILE = "server.json"  # for command lines beside the server: where it is; the key lies beside it


class Service:
    """Everything the faces need, opened once per process. Use `service(settings)`, or `open` and `close`."""

    def __init__(self, settings: Settings, *, clock: Clock = clock) -> None:
        settings.data.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.key = facilitators_key(settings.data, settings.key)
        self.log = Log(settings.database_url, clock=clock)
        self.workshop = Workshop(self.log)
        self.documents = Documents(self.log)
        self.hub = Hub()
        self.reissues = Reissues()
        self.doors = Doors(self.log, key=self.key, port=settings.port)
        self._chosen = ""
        self._hosts: tuple[float, frozenset[str]] = (-HOSTS_FRESH, frozenset())
        self._called: set[str] = set()  # Host headers found to name this server since the hosts were looked up

    def close(self) -> None:
        self.documents.close()
        self.log.close()

    def announce(self) -> None:
        """Tells command lines beside this process where the server is."""
        place = {"url": f"http://127.0.0.1:{self.settings.port}", "key": self.key}
        write_private(self.settings.data / SERVER_FILE, json.dumps(place))

    def leave(self) -> None:
        (self.settings.data / SERVER_FILE).unlink(missing_ok=True)

    # ---------------------------------------------------------------- the address for phones

    def addresses(self) -> list[str]:
        """Addresses at which phones may reach us, best first; the public one alone when it is set."""
        if self.settings.public_url:
            return [self.settings.public_url]
        return [f"http://{host}:{self.settings.port}" for host in detected_hosts()]

    def address(self) -> str:
        """The address phones are told: the one chosen, else the best detected; "" when there is none."""
        found = self.addresses()
        if self._chosen in found:
            return self._chosen
        return found[0] if found else ""

    def choose_address(self, url: str) -> None:
        """Tells phones this address from now on, if it is one of ours."""
        if url in self.addresses():
            self._chosen = url

    def join_url(self, code: str) -> str:
        return f"{self.address()}/{code}"

    def is_own_host(self, host: str) -> bool:
        """Whether a Host header names this server: its addresses, its names, or the public address."""
        hosts = self._own_hosts()
        if host in self._called:
            return True
        if not self._names_us(host, hosts):
            return False
        self._called.add(host)
        return True

    def _names_us(self, host: str, hosts: frozenset[str]) -> bool:
        if not HOST.fullmatch(host):
            return False
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
            public = (urlsplit(self.settings.public_url).hostname or "").lower()
        except ValueError:
            return False
        return bool(name) and (name == public or name in hosts)

    def _own_hosts(self) -> frozenset[str]:
        """Names and addresses of this machine; looked up anew when the network may have changed."""
        at, hosts = self._hosts
        if time.monotonic() - at >= HOSTS_FRESH:
            hosts = frozenset({*own_names(), *detected_hosts()})
            self._hosts = (time.monotonic(), hosts)
            self._called.clear()
        return hosts


_running: Service | None = None


def use(house: Service | None) -> None:
    """Makes this the running service of the process."""
    global _running
    _running = house


def running() -> Service:
    """The service of this process.

    Raises:
        RuntimeError: the server has not been started.
    """
    if _running is None:
        raise RuntimeError("the service is not running: start it with `python3 run.py`")
    return _running


@contextmanager
def service(settings: Settings, *, clock: Clock = clock) -> Iterator[Service]:
    """A service that runs while the context lasts."""
    house = Service(settings, clock=clock)
    use(house)
    try:
        yield house
    finally:
        use(None)
        house.close()


def for_tests(folder: Path, *, clock: Clock = clock) -> Service:
    """A service on a database of its own in `folder`; the caller says `use` and `close`."""
    settings = Settings(
        data=folder,
        database_url=f"sqlite:///{(folder / 'test.db').as_posix()}",
        public_url="http://room.example:8501",
        key="the-key-of-the-tests",
    )
    return Service(settings, clock=clock)
