import os
import time
from collections.abc import Callable, Iterator

import pytest

from facilitation.writeup import export, export_series
from facilitation.writeup.making import Maker, Progress
from sessions.errors import DocumentFailed, MakingCancelled
from sessions.session import replayed
from tests.factories import an_opening
from tests.rooms import a_rooms_history, answers, seated

HISTORY = a_rooms_history(seated(g1=["association"] * 4), answers(c1="PPNB"))


@pytest.fixture(scope="module")
def maker() -> Iterator[Maker]:
    """One for all tests, as its process takes seconds to start."""
    maker = Maker()
    yield maker
    maker.close()


def until(condition: Callable[[], bool]) -> None:
    """Waits for something that comes to pass on a slow machine too."""
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_documents_are_those_that_this_process_would_make(maker: Maker):
    wanted = [("md", "fi"), ("csv", "en"), ("pdf", "sv")]

    made = maker.start(HISTORY, wanted).wait(timeout=120)

    assert made == [export(replayed(HISTORY), HISTORY, format, language) for format, language in wanted]


def test_the_booklet_of_a_series_is_that_which_this_process_would_make(maker: Maker):
    histories = [
        HISTORY,
        a_rooms_history(seated(g1=["association"] * 3), answers(c1="PPN"), opened=an_opening("OTHER2")),
    ]
    sessions, at = [replayed(history) for history in histories], HISTORY[-1].at

    made = maker.start_series(histories, [("pdf", "fi"), ("pdf", "en")]).wait(timeout=120)

    assert made == [export_series(sessions, at, "pdf", "fi"), export_series(sessions, at, "pdf", "en")]


def test_documents_are_made_in_another_process(maker: Maker):
    maker.start(HISTORY, [("md", "fi")]).wait(timeout=120)

    assert maker.process not in (None, os.getpid())


def test_the_other_process_gives_way_to_the_server(maker: Maker):
    maker.start(HISTORY, [("md", "fi")]).wait(timeout=120)

    assert os.getpriority(os.PRIO_PROCESS, maker.process or 0) > os.getpriority(os.PRIO_PROCESS, 0)


def test_progress_counts_the_documents(maker: Maker):
    task = maker.start(HISTORY, [("md", "fi"), ("md", "sv"), ("md", "en")])

    seen = {task.progress().done}
    task.wait(timeout=120)

    assert seen <= {0, 1, 2, 3}
    assert task.progress() == Progress(done=3, of=3, over=True)


def test_tasks_are_done_one_after_another(maker: Maker):
    first = maker.start(HISTORY, [("md", "fi"), ("csv", "fi")])
    second = maker.start(HISTORY, [("md", "en")])

    made = second.wait(timeout=120)

    assert first.progress() == Progress(done=2, of=2, over=True)
    assert [given.filename.rpartition(".")[2] for given in made] == ["md"]


def test_a_task_that_is_called_off_ends_and_the_next_one_is_done(maker: Maker):
    long = maker.start(HISTORY, [("pdf", "fi")] * 1000)
    until(lambda: long.progress().done > 0)
    following = maker.start(HISTORY, [("md", "fi")])

    long.cancel()

    with pytest.raises(MakingCancelled):
        long.wait(timeout=120)
    assert len(following.wait(timeout=120)) == 1
    assert 0 < long.progress().done < 1000


def test_a_document_that_fails_says_which_and_the_next_one_is_made(maker: Maker, caplog):
    failing = maker.start(HISTORY, [("md", "fi"), ("exe", "fi")])
    following = maker.start(HISTORY, [("md", "fi")])

    with pytest.raises(DocumentFailed) as failed:
        failing.wait(timeout=120)

    assert failed.value.facts == {"format": "exe"}
    assert failing.progress() == Progress(done=1, of=2, over=True)
    assert len(following.wait(timeout=120)) == 1
    assert [record.getMessage().rpartition(":")[0] for record in caplog.records] == [
        "document exe: BadField at __init__.py"
    ]


def test_a_process_that_dies_fails_its_task_and_is_replaced(maker: Maker):
    maker.start(HISTORY, [("md", "fi")]).wait(timeout=120)
    os.kill(maker.process or 0, 9)

    with pytest.raises(DocumentFailed):
        maker.start(HISTORY, [("md", "fi")]).wait(timeout=120)

    assert len(maker.start(HISTORY, [("md", "fi")]).wait(timeout=120)) == 1


def test_a_process_without_work_ends():
    maker = Maker(idle=0.01)
    maker.start(HISTORY, [("md", "fi")]).wait(timeout=120)

    until(lambda: maker.process is None)

    assert len(maker.start(HISTORY, [("md", "fi")]).wait(timeout=120)) == 1
    maker.close()


def test_what_waits_when_the_server_stops_is_called_off():
    maker = Maker()
    tasks = [maker.start(HISTORY, [("pdf", "fi")] * 1000) for _ in range(3)]

    maker.close()

    for task in [*tasks, maker.start(HISTORY, [("md", "fi")])]:
        with pytest.raises(MakingCancelled):
            task.wait(timeout=120)


def test_a_task_that_is_not_ready_says_so(maker: Maker):
    task = maker.start(HISTORY, [("pdf", "fi")] * 1000)

    with pytest.raises(TimeoutError):
        task.wait(timeout=0)

    task.cancel()
