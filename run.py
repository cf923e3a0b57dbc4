"""Sets Trendipakka up and starts it, with nothing but Python.

    python3 run.py [options]               start; the options are those of `python -m facilitation serve`
    python3 run.py tests [pytest options]  run the tests, the ones in a real browser included
    python3 run.py --help                  show this

The first run makes a private environment in the folder .venv beside this file and installs there what
requirements.txt names (for the tests also tests/requirements.txt). Nothing else on the computer changes,
except that the tests fetch a browser where there is none. A changed requirements file and a setup that
was interrupted are noticed, and the environment is made anew.

The tests take the browser that TRENDIPAKKA_BROWSER names, else Playwright's own, else an installed
Chromium, Chrome or Edge, else they install Debian's package chromium where they may.
"""

import contextlib
import hashlib
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

OLDEST = (3, 11)
LOOK_TIME = 5.0  # seconds to find out whether the browser's download address answers
DOWNLOAD_TIME = 180.0  # seconds; some 180 MB, and a line that is slower than this has Debian's package as well
START_TIME = 60.0  # seconds; a browser from a snap takes long the first time
PATIENCE = 5.0  # seconds between asking a program to end and ending it
LAST_LINES = 8
# What pytest gets when nothing is asked of it. In the order of the folders: files with the most tests first would
# leave the longest ones, a whole event in one test, to a single worker at the end.
PARALLEL = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")

WINDOWS = os.name == "nt"
ROOT = Path(__file__).resolve().parent
APP = ("requirements.txt",)
TESTS = (*APP, "tests/requirements.txt")

# What would have a program import or install from elsewhere than the private environment, or run without
# its asserts or its bytecode. How pip reaches its index (PIP_INDEX_URL, proxies, certificates) stays as set.
LEAKS = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSAFEPATH",
    "PYTHONSTARTUP",
    "PYTHONOPTIMIZE",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONWARNINGS",
    "PYTHONUSERBASE",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__",
)

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
MAC_BROWSERS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS_BROWSERS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
WHERE_PLAYWRIGHTS_IS = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


def too_old(major: int, minor: int) -> str:
    """The sentence for a Python that cannot run the app, empty for one that can."""
    if (major, minor) >= OLDEST:
        return ""
    return f"Trendipakka needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is Python {major}.{minor}."


# Down to here old Pythons read along (3.6 parses the whole file), so that they can say that they are too old.
if too_old(sys.version_info[0], sys.version_info[1]):
    sys.exit(too_old(sys.version_info[0], sys.version_info[1]))


class SetupError(Exception):
    """Something on this computer stands in the way; the text tells a person what, and how to mend it."""


def main(arguments: list[str]) -> int:
    """Does what the command line asks for; 0 done, 1 something has to be mended first, 2 not understood."""
    if {"-h", "--help"} & set(arguments):
        print(__doc__.strip() if __doc__ else "")
        return 0
    if arguments and arguments[0] != "tests" and not arguments[0].startswith("-"):
        tell(f"run.py knows `tests`, not `{arguments[0]}`; `python3 run.py --help` shows what there is.")
        return 2
    try:
        if arguments[:1] == ["tests"]:
            return run_tests(arguments[1:])
        return serve(arguments)
    except SetupError as error:
        tell(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


def serve(options: list[str]) -> int:
    environ = private(os.environ)
    python = environment(ROOT, APP, environ)
    return become([str(python), "-m", "facilitation", "serve", *options], environ)


def run_tests(options: list[str]) -> int:
    environ = untouched_by_settings(private(os.environ))
    python = environment(ROOT, TESTS, environ)
    apt = package_manager(shutil.which, is_root(), may_sudo)
    ready_playwright(str(python), apt, environ)
    environ["TRENDIPAKKA_BROWSER"] = browser(str(python), apt, environ, os.environ.get("TRENDIPAKKA_BROWSER", ""))
    return become([str(python), "-m", "pytest", *(options or PARALLEL)], environ)


def tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


# The private environment


def private(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment variables without those that mix a person's own packages in."""
    kept = {name: value for name, value in environ.items() if name not in LEAKS}
    return {**kept, "PIP_USER": "0"}


def untouched_by_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Without settings of the app: the tests must never meet the database that a person works with."""
    return {name: value for name, value in environ.items() if not name.startswith(("TRENDIPAKKA_", "STREAMLIT_"))}


def environment(root: Path, files: Sequence[str], environ: Mapping[str, str]) -> Path:
    """The interpreter of `.venv` in `root`, with what the requirement files `files` name installed.

    An environment that was not finished, or was made for other requirements or another Python, is made anew;
    to one that has what the app needs, what the tests need is added.

    Raises:
        SetupError: Python lacks venv, or making the environment or installing failed.
    """
    venv = root / ".venv"
    python = interpreter(venv)
    mark = venv / "installed"  # written last, so what was interrupted has none
    present = mark.read_text() if python.exists() and mark.exists() else ""
    if present in (stamp(root, files), stamp(root, TESTS)):
        return python
    if present == stamp(root, APP):
        tell("Adding what the tests need to .venv ...")
        mark.unlink()
    else:
        if missing_modules():
            raise SetupError(missing_modules())
        tell("Setting up the private environment .venv, once; this takes a minute or two ...")
        mark.unlink(missing_ok=True)
        make(venv, environ)
    install(python, [root / file for file in files], environ)
    mark.write_text(stamp(root, files))
    return python


def interpreter(venv: Path) -> Path:
    return venv / "Scripts" / "python.exe" if WINDOWS else venv / "bin" / "python"


def stamp(root: Path, files: Sequence[str], python: str = f"{sys.version} {sysconfig.get_platform()}") -> str:
    """What an environment was made from: 64 hex digits over this Python and the requirement files."""
    digest = hashlib.sha256(python.encode())
    for file in files:
        path = root / file
        digest.update(hashlib.sha256(path.read_bytes() if path.exists() else b"").digest())
    return digest.hexdigest()


def missing_modules(find: Callable[[str], object] = importlib.util.find_spec) -> str:
    """The sentence for a Python that cannot make environments, empty for one that can."""
    # Debian packages these two apart from python3.
    if all(find(name) for name in ("venv", "ensurepip")):
        return ""
    return (
        "This Python has no module `venv`, which makes the private environment. On Debian and Ubuntu: "
        "sudo apt install python3-venv. Elsewhere: install Python from https://www.python.org."
    )


def make(venv: Path, environ: Mapping[str, str]) -> None:
    well, said = finished([sys.executable, "-I", "-m", "venv", "--clear", str(venv)], environ)
    if not well:
        raise SetupError(f"The private environment {venv} could not be made:\n{last_lines(said)}")


def install(python: Path, files: Iterable[Path], environ: Mapping[str, str]) -> None:
    pip = [str(python), "-I", "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    # Compiling every module takes as long as the rest of an installation; Python compiles what it imports.
    pip += ["install", "--no-compile"]
    well, said = finished([*pip, *itertools.chain(*(("-r", str(file)) for file in files))], environ)
    if not well:
        raise SetupError(
            "Installing failed; is this computer online, and may it reach the Python package index? "
            f"Then run the same command again. pip's last words:\n{last_lines(said)}"
        )


# The browser of the tests


def ready_playwright(python: str, apt: Sequence[str], environ: Mapping[str, str]) -> None:
    """Sees to it that Playwright, which drives the browser, starts.

    Raises:
        SetupError: it does not.
    """
    ask = [python, "-I", "-m", "playwright", "--version"]
    if finished(ask, environ, START_TIME)[0]:
        return
    install_packages(apt, ["libatomic1"], environ)  # its Node needs it, and a bare Debian lacks it
    well, said = finished(ask, environ, START_TIME)
    if not well:
        raise SetupError(
            "Playwright, which drives the browser in the tests, does not start; if it misses a library, "
            f"install that (on Debian: sudo apt install libatomic1). Its last words:\n{last_lines(said)}"
        )


def browser(python: str, apt: Sequence[str], environ: Mapping[str, str], named: str) -> str:
    """The browser to test with: the one `named`, where a name is given, else the first found that starts.

    Raises:
        SetupError: the named one does not start, or there is none and none can be had.
    """
    if named and not starts(named):
        raise SetupError(f"TRENDIPAKKA_BROWSER names {named}, which does not start.")
    found = first_that_starts(
        (
            [named] if named else [],
            playwrights_own(python, environ),
            playwrights_download(python, environ),
            system_browsers(sys.platform, os.environ, shutil.which),
            debians_own(apt, environ),
        ),
        starts,
    )
    if not found:
        raise SetupError(
            "The tests need a browser: install Chromium or Chrome (on Debian: sudo apt install chromium), "
            "or name one in TRENDIPAKKA_BROWSER."
        )
    return found


def first_that_starts(sources: Iterable[Iterable[str]], start: Callable[[str], bool]) -> str:
    """The first browser that starts, empty if none does; a source is asked when those before it had none."""
    return next(filter(start, itertools.chain.from_iterable(sources)), "")


def starts(path: str) -> bool:
    """Whether a browser is there with all the libraries that it needs."""
    if WINDOWS:  # there `--version` opens a window, and the libraries come along
        return Path(path).exists()
    return finished([path, "--version"], os.environ, START_TIME)[0]


def playwrights_own(python: str, environ: Mapping[str, str]) -> Iterator[str]:
    well, said = finished([python, "-I", "-c", WHERE_PLAYWRIGHTS_IS], environ, START_TIME)
    path = said.strip().rpartition("\n")[2]
    if well and Path(path).exists():
        yield path


def playwrights_download(python: str, environ: Mapping[str, str]) -> Iterator[str]:
    """Playwright's own browser, downloaded; nothing when its address is silent or the download drags on."""
    command = [python, "-I", "-m", "playwright", "install", "--no-shell", "chromium"]
    _, plan = finished([*command, "--dry-run"], environ, START_TIME)
    addresses = [word for word in plan.split() if word.startswith(("https://", "http://"))]
    # Without this look Playwright tries each address five times, and where packets vanish half a minute each.
    if not addresses or not answers(addresses[0], LOOK_TIME):
        return
    tell("Fetching Playwright's browser ...")
    finished(command, environ, DOWNLOAD_TIME)
    yield from playwrights_own(python, environ)


def answers(address: str, seconds: float) -> bool:
    """Whether anything answers at an http(s) address, through the proxy where one is set."""
    answered = threading.Event()

    def look() -> None:
        try:
            request = urllib.request.Request(address, method="HEAD")  # noqa: S310 - named by Playwright
            with urllib.request.urlopen(request, timeout=seconds):  # noqa: S310
                answered.set()
        except urllib.error.HTTPError as refusal:
            refusal.close()
            answered.set()
        except (OSError, ValueError):
            pass

    # In a thread, since no timeout of urlopen bounds the look-up of a name.
    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(seconds)
    return answered.is_set()


def system_browsers(platform: str, environ: Mapping[str, str], which: Callable[[str], str | None]) -> Iterator[str]:
    """Browsers that a computer of this `platform` (as sys.platform) usually has, those on the path first."""
    yield from filter(None, map(which, BROWSERS))
    if platform == "darwin":
        folders = ["/Applications", f"{environ.get('HOME', '')}/Applications"]
        places = [f"{folder}/{name}.app/Contents/MacOS/{name}" for name in MAC_BROWSERS for folder in folders]
    elif platform == "win32":
        roots = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        folders = [environ[root] for root in roots if root in environ]
        places = [f"{folder}/{name}" for name in WINDOWS_BROWSERS for folder in folders]
    else:
        places = []
    yield from (place for place in places if Path(place).exists())


def debians_own(apt: Sequence[str], environ: Mapping[str, str]) -> Iterator[str]:
    install_packages(apt, ["chromium"], environ)
    yield from filter(None, [shutil.which("chromium")])


def install_packages(apt: Sequence[str], packages: Sequence[str], environ: Mapping[str, str]) -> None:
    """Installs Debian packages with the command `apt`, where there is one, and tells when that fails."""
    if not apt:
        return
    tell(f"Installing Debian's {', '.join(packages)} for the tests ...")
    # A list that cannot be fetched need not be the one these are in, so its failure is not the end.
    finished([*apt, "update"], environ)
    well, said = finished([*apt, "install", "--yes", "--no-install-recommends", *packages], environ)
    if not well:
        tell(last_lines(said))


def package_manager(which: Callable[[str], str | None], root: bool, sudo_is_free: Callable[[], bool]) -> list[str]:
    """The command that installs Debian packages without a question, empty where this user may not."""
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    apt += ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=30"]
    if not which("apt-get"):
        return []
    if root:
        return apt
    return ["sudo", "-n", *apt] if which("sudo") and sudo_is_free() else []


def is_root() -> bool:
    return not WINDOWS and os.geteuid() == 0


def may_sudo() -> bool:
    return finished(["sudo", "-n", "true"], os.environ, PATIENCE)[0]


# Other programs


def become(command: list[str], environ: Mapping[str, str]) -> int:
    """Goes on as another program, in the project's folder; returns its exit code where there is no exec."""
    os.chdir(ROOT)
    if WINDOWS:
        return subprocess.run(command, env=dict(environ), check=False).returncode
    # In our place, not below us: whoever stops us (Ctrl-C, systemd, a closed terminal) stops it.
    return os.execve(command[0], command, dict(environ))  # noqa: S606


def finished(command: Sequence[str], environ: Mapping[str, str], seconds: float | None = None) -> tuple[bool, str]:
    """Whether a program ended well within `seconds`, and all that it said.

    When the time is up, or at Ctrl-C, it is ended with all the programs that it started.
    """
    # A file and not a pipe: a pipe stays open as long as any of the program's own children lives.
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                command,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as failure:
            return False, str(failure)
        with process:
            try:
                code: int | None = process.wait(seconds)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                end(process)
        said.seek(0)
        return code == 0, said.read().decode(errors="replace")


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ends a program that still runs, politely first, and those that it started."""
    if process.poll() is not None:
        return
    signal_all(process, signal.SIGINT)  # as Ctrl-C would: on SIGTERM pip leaves its temporary folders behind
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
    if not WINDOWS:
        signal_all(process, signal.SIGKILL)


def signal_all(process: "subprocess.Popen[bytes]", number: int) -> None:
    if WINDOWS:
        process.terminate()
        return
    # They may be gone already, or be sudo's, which hands it on by itself.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def last_lines(said: str) -> str:
    return "\n".join([line for line in said.split("\n") if line.strip()][-LAST_LINES:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
