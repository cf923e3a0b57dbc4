"""What the browser tests play on: a real server in a process of its own, and the browsers of a room."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import msgspec
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from sessions import commands
from sessions.workshop import Plan

ROOT = Path(__file__).resolve().parents[2]
KEY = "the-key-of-the-tests"
PATIENCE = 120  # seconds until a test gives up waiting: two slow cores may be busy with other tests
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP room.test 127.0.0.1",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Server:
    """`python -m facilitation serve` on a free port, with a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TRENDIPAKKA_")},
            "TRENDIPAKKA_DATA": str(data),
            "TRENDIPAKKA_KEY": KEY,
            "TRENDIPAKKA_PORT": str(self.port),
            "TRENDIPAKKA_HOST": "127.0.0.1",
            "TRENDIPAKKA_PUBLIC_URL": f"http://room.test:{self.port}",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.data / "out.txt").open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "facilitation", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((self.data / "out.txt").read_text())

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Stops it and tells how many seconds that took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(number)
        self._process.wait(timeout=PATIENCE)
        self._process = None
        return time.monotonic() - began

    def running(self) -> bool:
        return self._process is not None

    def new(self, *, title: str = "Työn tulevaisuus", groups: tuple[str, ...] = ("Pöytä 1",), **plan: object) -> str:
        """The code of a new session."""
        wishes = {"title": title, "groups": groups, **plan}
        return str(self.ask(commands.New(msgspec.convert(wishes, Plan)))["code"])

    def step(self, code: str, step: commands.StepName = "next") -> None:
        self.ask(commands.Move(code, step))

    def show(self, code: str) -> commands.Answer:
        """What `python -m sessions show` tells of a session: every count, nothing hidden."""
        return self.ask(commands.Show(code))

    def wait_for(self, code: str, **counts: int) -> commands.Answer:
        """What `show` tells of a session once it has these counts, as `ratings=1`."""
        deadline = time.monotonic() + PATIENCE
        while (said := self.show(code)) | counts != said:
            assert time.monotonic() < deadline, said
        return said

    def cards(self, code: str) -> list[str]:
        """The cards of a session's first group."""
        hands = self.show(code)["hands"]
        assert isinstance(hands, dict)
        return list(next(iter(hands.values())))

    def ask(self, command: commands.Command) -> commands.Answer:
        return commands.ask(self.url, KEY, command)


def browser_program() -> str:
    """The browser that `run.py tests` found, or Debian's."""
    program = os.environ.get("TRENDIPAKKA_BROWSER") or shutil.which("chromium")
    assert program, "no browser: run the tests with `python3 run.py tests`"
    return program


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Room:
    """Browsers of people in the room, each a context of its own; whatever a page complains about is kept."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.server = server
        self.complaints: list[str] = []
        self.foreign: list[str] = []

    def phone(self, language: str = "fi", *, script: bool = True, dark: bool = False, width: int = 390) -> Page:
        """A phone that speaks this language."""
        return self._page(
            viewport={"width": width, "height": 844},
            locale=f"{language}-FI",
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            has_touch=True,
        )

    def screen(self, width: int = 1440, height: int = 900, language: str = "fi") -> Page:
        """A laptop's or a projector's browser."""
        return self._page(viewport={"width": width, "height": height}, locale=f"{language}-FI")

    def facilitator(self, width: int = 1440, height: int = 900, language: str = "fi") -> Page:
        """A browser that has signed in to the desk."""
        page = self.screen(width, height, language)
        page.context.add_cookies([{"name": "lang", "value": language, "url": self.server.url}])
        page.goto(f"{self.server.url}/facilitate/sign-in#{KEY}")
        page.wait_for_url("**/facilitate/")
        return page

    def _page(self, **wishes: object) -> Page:
        context = self._browser.new_context(**wishes)  # type: ignore[arg-type]
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._foreign(request.url))
        return page

    def _foreign(self, url: str) -> None:
        own = (self.server.url, f"http://room.test:{self.server.port}", f"ws://127.0.0.1:{self.server.port}")
        if not url.startswith((*own, "data:", "blob:")):
            self.foreign.append(url)

    def leave(self) -> None:
        for context in self._contexts:
            context.close()


STILL = """() => Promise.allSettled(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime < Infinity)
    .map(each => each.finished)).then(() => null)"""


def violations(page: Page) -> list[str]:
    """What axe-core finds on a page once nothing on it moves: rule and where.

    A card that fades in is pale for 180 ms, and a check in that moment would find its text too faint.
    """
    page.evaluate(STILL)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{each['id']}: {node['target']} {node['html'][:150]}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]
