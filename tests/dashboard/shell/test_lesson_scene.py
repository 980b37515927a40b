"""What a page shows becomes a scene."""

import pytest
from streamlit.testing.v1 import AppTest

from ltcore.lessons import read_lesson

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
    def sent(**texts):
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
    send(Lesson="my_lesson")
    assert len(read_lesson(folder / "my_lesson.toml").scenes) == 2


def test_what_is_missing_is_said(send, folder):
    assert "Fill in the question and the sentence" in send().error[0].value
    assert list(folder.iterdir()) == []


def test_what_is_not_legal_is_said(send, folder):
    texts = {"Question of the scene": "a", SENTENCE: "b"}
    assert "small letters" in send(Lesson="../evil", **texts).error[0].value
    (folder / "broken.toml").write_text("title = ", "utf-8")
    said = send(Lesson="broken", **texts).error[0].value.replace("\\", "")
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
