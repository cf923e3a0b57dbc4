import ast
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import run

REPOSITORY = Path(__file__).parent.parent

# Stands for the app: tells how it was started; with --wait it serves until it is told to stop.
FACILITATION = """
import json, os, signal, sys

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
here = {"arguments": sys.argv[1:], "folder": os.getcwd(), "private": sys.prefix, "path": sys.path}
print(json.dumps(here), flush=True)
if "--wait" in sys.argv:
    print("stopped by", int(signal.sigwait([signal.SIGTERM])), flush=True)
    sys.exit(7)
sys.exit(3)
"""


def new_project(folder: Path, requirements: str = "# nothing\n") -> Path:
    """A folder with run.py, the given requirements and a `facilitation` that tells how it was started."""
    (folder / "facilitation").mkdir(parents=True)
    (folder / "facilitation" / "__main__.py").write_text(FACILITATION)
    (folder / "requirements.txt").write_text(requirements)
    shutil.copy(REPOSITORY / "run.py", folder)
    return folder


def command(project: Path, *arguments: str) -> list[str]:
    return [sys.executable, str(project / "run.py"), *arguments]


def ran(project: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(project, *arguments),
        env={**os.environ, **environ},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was set up over a half-made environment, in a folder with a space and letters beyond ASCII."""
    project = new_project(tmp_path_factory.mktemp("run") / "Työ ja väki på ön")
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").write_text("half a download")
    started = ran(project)
    assert (started.returncode, started.stderr) == (
        3,
        "Setting up the private environment .venv, once; this takes a minute or two ...\n",
    )
    return project


def test_the_app_gets_the_options_the_folder_and_the_private_environment(project: Path) -> None:
    started = ran(project, "--port", "8600", "--title", "Työ ja väki")

    told = json.loads(started.stdout)
    assert told["arguments"] == ["serve", "--port", "8600", "--title", "Työ ja väki"]
    assert (told["folder"], told["private"]) == (str(project), str(project / ".venv"))
    assert (started.returncode, started.stderr) == (3, "")


def test_packages_of_the_person_do_not_leak_in(project: Path, tmp_path: Path) -> None:
    started = ran(project, PYTHONPATH=str(tmp_path), PYTHONSAFEPATH="1")

    path = json.loads(started.stdout)["path"]
    assert (path[0], str(tmp_path) in path) == (str(project), False)


def test_a_signal_to_run_reaches_the_app_and_its_exit_code_comes_back(project: Path) -> None:
    with subprocess.Popen(command(project, "--wait"), stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        started.stdout.readline()

        started.send_signal(signal.SIGTERM)

        assert started.stdout.read() == f"stopped by {signal.SIGTERM.value}\n"
    assert started.returncode == 7


def test_an_installation_that_fails_says_what_to_do_and_is_not_taken_for_done(tmp_path: Path) -> None:
    project = new_project(tmp_path, requirements="./no-such-package.whl\n")

    failed = ran(project)

    assert (failed.returncode, (project / ".venv" / "installed").exists()) == (1, False)
    assert failed.stderr.split("\n")[1] == (
        "Installing failed; is this computer online, and may it reach the Python package index? "
        "Then run the same command again. pip's last words:"
    )
    assert ("no-such-package.whl" in failed.stderr, "Traceback" in failed.stderr) == (True, False)


def test_ctrl_c_during_the_installation_leaves_no_pip_no_folders_and_no_traceback(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as index:
        address = f"http://127.0.0.1:{index.getsockname()[1]}/slow-1-py3-none-any.whl"
        project = new_project(tmp_path, requirements=f"slow @ {address}\n")
        leftovers = tmp_path / "leftovers"
        leftovers.mkdir()
        environ = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "TMPDIR": str(leftovers)}
        with subprocess.Popen(command(project), env=environ, stderr=subprocess.PIPE, text=True) as started:
            download, _ = index.accept()
            with download:
                download.recv(16)

                started.send_signal(signal.SIGINT)

                assert started.stderr is not None
                assert started.stderr.read().split("\n")[1:] == [""]
                while download.recv(65536):  # until pip, too, is gone
                    pass
    assert (started.returncode, (project / ".venv" / "installed").exists()) == (130, False)
    assert list(leftovers.iterdir()) == []


def test_help_is_shown_without_making_an_environment(tmp_path: Path) -> None:
    project = new_project(tmp_path)

    helped = ran(project, "--help")

    assert (helped.returncode, helped.stdout.strip()) == (0, (run.__doc__ or "").strip())
    assert not (project / ".venv").exists()


def test_a_word_that_run_does_not_know_is_refused_at_once(tmp_path: Path) -> None:
    project = new_project(tmp_path)

    refused = ran(project, "test")

    assert (refused.returncode, refused.stderr) == (
        2,
        "run.py knows `tests`, not `test`; `python3 run.py --help` shows what there is.\n",
    )
    assert not (project / ".venv").exists()


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        pytest.param((3, 8), "Trendipakka needs Python 3.11 or newer; this is Python 3.8.", id="long-out-of-care"),
        pytest.param((3, 10), "Trendipakka needs Python 3.11 or newer; this is Python 3.10.", id="just-too-old"),
        pytest.param((3, 11), "", id="oldest-that-will-do"),
        pytest.param((4, 0), "", id="to-come"),
    ],
)
def test_an_old_python_is_told_which_one_is_needed(version: tuple[int, int], sentence: str) -> None:
    assert run.too_old(*version) == sentence


def test_an_old_python_can_read_the_file_far_enough_to_say_so() -> None:
    source = (REPOSITORY / "run.py").read_text()

    assert ast.parse(source, feature_version=(3, 7)).body


@pytest.mark.parametrize(
    "missing", [pytest.param("venv", id="no-venv"), pytest.param("ensurepip", id="no-ensurepip")]
)
def test_a_python_without_venv_is_told_what_to_install(missing: str) -> None:
    sentence = run.missing_modules(lambda name: None if name == missing else object())

    assert sentence == (
        "This Python has no module `venv`, which makes the private environment. On Debian and Ubuntu: "
        "sudo apt install python3-venv. Elsewhere: install Python from https://www.python.org."
    )


def test_a_python_with_venv_has_nothing_missing() -> None:
    assert run.missing_modules(lambda name: object()) == ""


def test_an_environment_serves_the_requirements_and_the_python_that_it_was_made_for(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "requirements.txt").write_text("streamlit==1\n")
    (tmp_path / "tests" / "requirements.txt").write_text("pytest==1\n")
    first = run.stamp(tmp_path, run.APP, python="3.11.2")

    again = run.stamp(tmp_path, run.APP, python="3.11.2")
    for_tests = run.stamp(tmp_path, run.TESTS, python="3.11.2")
    newer_python = run.stamp(tmp_path, run.APP, python="3.12.0")
    (tmp_path / "requirements.txt").write_text("streamlit==2\n")
    changed = run.stamp(tmp_path, run.APP, python="3.11.2")

    assert again == first
    assert len({first, for_tests, newer_python, changed}) == 4


def test_an_environment_for_the_tests_does_for_the_app_too(tmp_path: Path) -> None:
    python = run.interpreter(tmp_path / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / ".venv" / "installed").write_text(run.stamp(tmp_path, run.TESTS))

    assert run.environment(tmp_path, run.APP, {}) == python


def test_the_private_environment_keeps_the_way_to_the_package_index() -> None:
    index = {"PIP_INDEX_URL": "https://index.example", "HTTPS_PROXY": "http://proxy.example", "PATH": "/bin"}

    kept = run.private({**index, "PYTHONPATH": "/mine", "PYTHONHOME": "/old", "PIP_USER": "1", "PIP_TARGET": "x"})

    assert kept == {**index, "PIP_USER": "0"}


def test_the_tests_see_no_setting_of_the_app() -> None:
    kept = run.untouched_by_settings(
        {"TRENDIPAKKA_DATABASE_URL": "postgresql://real", "STREAMLIT_SERVER_PORT": "80", "PATH": "/bin"}
    )

    assert kept == {"PATH": "/bin"}


def test_a_source_of_browsers_is_asked_only_when_those_before_it_had_none_that_starts() -> None:
    asked = []

    def source(name: str, *paths: str) -> Iterator[str]:
        asked.append(name)
        yield from paths

    found = run.first_that_starts(
        [source("own", "broken"), source("download"), source("system", "works", "other"), source("debian")],
        lambda path: path != "broken",
    )

    assert (found, asked) == ("works", ["own", "download", "system"])


def test_no_browser_anywhere_is_an_empty_answer() -> None:
    assert run.first_that_starts([[], ["broken"]], lambda path: False) == ""


def test_a_browser_that_is_named_and_does_not_start_is_not_replaced_by_another(tmp_path: Path) -> None:
    with pytest.raises(run.SetupError) as refused:
        run.browser(sys.executable, [], os.environ, str(tmp_path / "gone"))

    assert str(refused.value) == f"TRENDIPAKKA_BROWSER names {tmp_path}/gone, which does not start."


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param("echo Chromium 156", True, id="whole"),
        pytest.param("echo libnss3.so: cannot open; exit 127", False, id="library-missing"),
    ],
)
def test_a_browser_starts_when_it_can_tell_its_version(tmp_path: Path, script: str, expected: bool) -> None:
    path = tmp_path / "chromium"
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] || exit 2\n{script}\n')
    path.chmod(0o755)

    assert run.starts(str(path)) == expected


def test_a_browser_on_the_path_is_found_by_each_of_its_names(tmp_path: Path) -> None:
    for name in ("google-chrome", "chromium"):
        (tmp_path / name).touch(mode=0o755)

    found = list(run.system_browsers("linux", {}, lambda name: shutil.which(name, path=str(tmp_path))))

    assert found == [str(tmp_path / "chromium"), str(tmp_path / "google-chrome")]


@pytest.mark.parametrize(
    ("platform", "variable", "place"),
    [
        pytest.param("darwin", "HOME", "Applications/Google Chrome.app/Contents/MacOS/Google Chrome", id="macos"),
        pytest.param("win32", "LOCALAPPDATA", "Google/Chrome/Application/chrome.exe", id="windows"),
    ],
)
def test_a_browser_in_its_usual_folder_is_found(tmp_path: Path, platform: str, variable: str, place: str) -> None:
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).touch()

    found = list(run.system_browsers(platform, {variable: str(tmp_path)}, lambda name: None))

    assert found == [f"{tmp_path}/{place}"]


@pytest.mark.parametrize(
    ("programs", "root", "sudo_is_free", "first_words"),
    [
        pytest.param({"apt-get"}, True, False, ["env"], id="root"),
        pytest.param({"apt-get", "sudo"}, False, True, ["sudo", "-n", "env"], id="sudo-without-password"),
        pytest.param({"apt-get", "sudo"}, False, False, [], id="sudo-asks"),
        pytest.param({"apt-get"}, False, True, [], id="no-sudo"),
        pytest.param({"sudo"}, True, True, [], id="no-debian"),
    ],
)
def test_debian_packages_are_installed_only_where_no_question_would_be_asked(
    programs: set[str], root: bool, sudo_is_free: bool, first_words: list[str]
) -> None:
    manager = run.package_manager(lambda name: name if name in programs else None, root, lambda: sudo_is_free)

    assert manager[: manager.index("env") + 1 if manager else 0] == first_words


def test_packages_are_installed_after_a_look_at_the_newest_lists(tmp_path: Path) -> None:
    said = tmp_path / "said"
    apt = [sys.executable, "-c", f"import sys; open({str(said)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')"]

    run.install_packages(apt, ["chromium"], os.environ)

    assert said.read_text() == "update\ninstall --yes --no-install-recommends chromium\n"


def test_a_package_that_cannot_be_installed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    run.install_packages([sys.executable, "-c", "import sys; sys.exit('no such package')"], ["chromium"], os.environ)

    assert capsys.readouterr().err == "Installing Debian's chromium for the tests ...\nno such package\n"


def test_a_playwright_that_does_not_start_says_what_it_lacks(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho node: libatomic.so.1: cannot open shared object file\nexit 127\n")
    python.chmod(0o755)

    with pytest.raises(run.SetupError) as refused:
        run.ready_playwright(str(python), [], os.environ)

    assert str(refused.value).split("\n")[1:] == ["node: libatomic.so.1: cannot open shared object file"]


def test_a_program_that_fails_hands_back_what_it_said() -> None:
    program = "import sys; print('å'); print('no', file=sys.stderr); sys.exit(4)"

    well, said = run.finished([sys.executable, "-X", "utf8", "-uc", program], os.environ)

    assert (well, said) == (False, "å\nno\n")


def test_a_program_that_is_not_there_is_no_traceback(tmp_path: Path) -> None:
    well, said = run.finished([str(tmp_path / "gone")], os.environ)

    assert (well, said) == (False, f"[Errno 2] No such file or directory: '{tmp_path}/gone'")


def test_a_program_over_its_time_is_ended_with_what_it_started() -> None:
    with socket.create_server(("127.0.0.1", 0)) as here:
        here.settimeout(30)
        child = f"import socket; socket.create_connection({here.getsockname()}).recv(1)"
        parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

        well, _ = run.finished([sys.executable, "-c", parent], os.environ, seconds=3)

        started, _ = here.accept()
        with started:
            started.settimeout(30)
            assert (well, started.recv(1)) == (False, b"")  # the child's end of the line is closed


class NotHere(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


def test_an_address_answers_when_anything_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with HTTPServer(("127.0.0.1", 0), NotHere) as server:
        once = threading.Thread(target=server.handle_request)
        once.start()
        address = f"http://127.0.0.1:{server.server_port}/chrome.zip"

        assert run.answers(address, seconds=30)

        once.join()
    assert not run.answers(address, seconds=30)


def test_an_address_that_stays_silent_costs_no_more_than_the_time_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/chrome.zip"

        assert not run.answers(address, seconds=0.2)


def test_the_last_words_are_few_and_without_gaps() -> None:
    said = "\n\n".join(f"line {number}" for number in range(20))

    assert run.last_lines(said) == "\n".join(f"line {number}" for number in range(12, 20))
