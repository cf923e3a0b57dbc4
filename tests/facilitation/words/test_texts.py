from pathlib import Path

import pytest

from facilitation.words.texts import Text, Unreadable, python_texts, template_texts, texts_under


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param('say("Join")', ["Join"], id="said"),
        pytest.param('desk.say("Join", n=1)', ["Join"], id="said-by-an-attribute"),
        pytest.param('speaker("fi")("Join")', ["Join"], id="said-by-a-new-speaker"),
        pytest.param('_say(request)("Join")', ["Join"], id="said-by-the-request's-speaker"),
        pytest.param('NAMES = {"x": later("Join")}', ["Join"], id="said-later"),
        pytest.param('say("Join the " "session")', ["Join the session"], id="in-two-pieces"),
        pytest.param('say("Open" if shut else "Close")', ["Open", "Close"], id="one-or-the-other"),
        pytest.param('say.many("{n} day", "{n} days", 2)', [("{n} day", "{n} days")], id="counted"),
        pytest.param('speaker("fi").many("a", "b", 2)', [("a", "b")], id="counted-by-a-new-speaker"),
        pytest.param('say(names.STEPS[kind]); say.step("rate")', [], id="by-id"),
        pytest.param('print("Join"); words("p", text)', [], id="not-said"),
    ],
)
def test_python_says_these_texts(source: str, texts: list[Text]):
    assert list(python_texts(source)) == texts


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param('<p title="{{ say("Join") }}">', ["Join"], id="said"),
        pytest.param('{% if say("Join") %}{% endif %}', ["Join"], id="in-a-statement"),
        pytest.param('{{ {"a": say("Join")}|tojson }}', ["Join"], id="in-a-table"),
        pytest.param('{{ say("Group {name}", name=name) }}', ["Group {name}"], id="with-facts"),
        pytest.param('{{ many("{n} day", "{n} days", 2) }}', [("{n} day", "{n} days")], id="counted"),
        pytest.param('{{ say.task("rate") }} say("Join")', [], id="not-said"),
    ],
)
def test_a_template_says_these_texts(source: str, texts: list[Text]):
    assert list(template_texts(source)) == texts


@pytest.mark.parametrize(
    ("name", "source", "reason"),
    [
        pytest.param("a.py", '\nsay(f"{n} left")', "a.py: line 2: f'{n} left'", id="an-f-string"),
        pytest.param("a.py", 'say("Join " + name)', "a.py: line 1: 'Join ' + name", id="a-sum"),
        pytest.param("a.html", "{{ say(name) }}", "a.html: line 1: say() without a literal text", id="a-name"),
    ],
)
def test_a_text_that_is_put_together_is_refused_with_its_place(tmp_path: Path, name: str, source: str, reason: str):
    (tmp_path / name).write_text(source, encoding="utf-8")

    with pytest.raises(Unreadable) as refused:
        texts_under(tmp_path)

    assert str(refused.value) == f"{tmp_path}/{reason}"


def test_texts_are_found_in_every_folder(tmp_path: Path):
    (tmp_path / "phone" / "templates").mkdir(parents=True)
    (tmp_path / "phone" / "templates" / "join.html").write_text('{{ say("Join") }}', encoding="utf-8")
    (tmp_path / "desk.py").write_text('say("Open"); say("Join")', encoding="utf-8")

    assert texts_under(tmp_path) == {"Join", "Open"}
