"""What a page shows becomes a scene."""

import pytest
from streamlit.testing.v1 import AppTest

from ltcore.lessons import Scene, read_lesson
from ltcore.lessons.writing import add_scene

NEW = "Name of the new lesson"
SENTENCE = "What you say, in one sentence"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_LESSONS", str(tmp_path))
    return tmp_path


@pytest.fixture
def opened(folder):
    """The form of the dialog, on a page with settings in its address."""
    script = (
        "from dashboard.shell import lesson_scene, state\n"
        "state.enter('effective_number')\n"
        "lesson_scene.form()"
    )
    at = AppTest.from_string(script, default_timeout=60)
    for name, text in {"en_picture": "weights", "en_beta": "0.99", "lecture": "True"}.items():
        at.query_params[name] = text
    return at.run()


@pytest.fixture
def send(opened):
    def sent(lesson=None, **texts):
        if lesson is not None:
            opened.selectbox[0].set_value(lesson).run()
        for field in opened.text_input:
            if field.label in texts:
                field.set_value(texts[field.label])
        at = opened.button[0].click().run()
        assert not at.exception
        return at

    return sent


def test_a_view_is_added_with_its_settings(send, folder):
    at = send(**{"Question of the scene": "How heavy?", SENTENCE: "Rare classes weigh more."})
    [scene] = read_lesson(folder / "my_lesson.toml").scenes
    assert scene.view == "effective_number?en_picture=weights&en_beta=0.99"
    assert (scene.title, scene.minutes) == ("How heavy?", 3)
    assert "page *Lessons*" in at.success[0].value
    assert "scene 1 of `my_lesson.toml`" in at.success[0].value
    send()
    assert len(read_lesson(folder / "my_lesson.toml").scenes) == 2


def test_an_own_lesson_is_chosen_by_title_and_the_last_one_first(opened, send, folder):
    texts = {"Question of the scene": "How heavy?", SENTENCE: "Much."}
    for name in ("alpha", "zulu"):
        add_scene(name, Scene(title="a", view="long_tail", say="b", minutes=1))
    opened.run()
    assert opened.selectbox[0].options == ["Alpha", "Zulu", "a new one"]
    send("zulu", **texts)
    assert len(read_lesson(folder / "zulu.toml").scenes) == 2
    assert opened.run().selectbox[0].options == ["Zulu", "Alpha", "a new one"]
    assert opened.selectbox[0].value == "zulu"
    send("", **{NEW: "mike"}, **texts)
    assert opened.run().selectbox[0].value == "mike"
    said = send("", **{NEW: "alpha"}, **texts).error[0].value
    assert "There is a lesson `alpha` already" in said
    assert len(read_lesson(folder / "alpha.toml").scenes) == 1


def test_what_is_missing_is_said(send, folder):
    said = send(**{"Question of the scene": "How heavy?"}).error[0].value
    assert said == f"Fill in: {SENTENCE}."
    assert list(folder.iterdir()) == []


def test_what_is_not_legal_is_said(send, folder):
    texts = {"Question of the scene": "a", SENTENCE: "b"}
    assert "small letters" in send(**{NEW: "../evil"}, **texts).error[0].value
    (folder / "broken.toml").write_text("title = ", "utf-8")
    said = send(**{NEW: "broken"}, **texts).error[0].value.replace("\\", "")
    assert "broken.toml, line 1: this is not TOML" in said
    assert (folder / "broken.toml").read_text("utf-8") == "title = "


@pytest.mark.parametrize(("slug", "buttons"), [("margins", ["lesson_scene"]), ("train", [])])
def test_the_button_stands_below_pictures_and_not_below_a_training(slug, buttons):
    script = (
        "from dashboard.shell import footer, state\n"
        f"state.enter({slug!r})\n"
        "footer.draw({}, 'Counted.', 'a_figure')"
    )
    at = AppTest.from_string(script, default_timeout=60).run()
    assert [button.key for button in at.button] == buttons
