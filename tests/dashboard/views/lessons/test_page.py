"""The page Lessons: listed, shown, copied, ordered, edited, refused, mended."""

import json
import time

import psutil
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.serving import at_home
from dashboard.views.lessons import as_text, draft, watching
from dashboard.views.lessons.choice import of_file
from dashboard.views.lessons.draft import key
from ltcore.analysis.lessons.scenes import scenes_frame
from ltcore.lessons import Number, pictures, read_lesson
from ltcore.lessons.background import Background, Begun, Progress
from ltcore.lessons.own import opened
from ltcore.lessons.shelf import find_lesson
from ltcore.plots.lessons.words import words_timeline

STRANGE = "](http://evil.example) <b>bold</b> ![x](http://evil.example)"
OWN = """title = "Mine"
about = "For a test."
[[scenes]]
title = "First?"
view = "long_tail?tail_ratio=10"
say = "a"
minutes = 2
[[scenes]]
title = "Second?"
view = "nowhere"
say = "b"
minutes = 3
notes = "Say it."
[scenes.predict]
kind = "number"
ask = "How many?"
low = 0
high = 3
trace = "t"
at = "3"
[[scenes]]
title = "Third?"
view = "margins"
say = "c"
minutes = 1
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LTLAB_LESSONS", str(tmp_path / "lessons"))
    monkeypatch.setenv("LTLAB_STORE", str(tmp_path / "store"))
    (tmp_path / "lessons").mkdir()
    return tmp_path / "lessons"


@pytest.fixture
def own(folder):
    path = folder / "mine.toml"
    path.write_text(OWN, "utf-8")
    return path


@pytest.fixture
def begun(monkeypatch):
    """What processes a page wanted at work; none is started."""
    wanted = []
    monkeypatch.setattr(
        Background, "start", lambda self, **how: wanted.append((self.kind, self.file.stem, how))
    )
    monkeypatch.setattr(
        Background, "stop", lambda self: wanted.append(("stop", self.kind, self.file.stem))
    )
    return wanted


@pytest.fixture
def progress(monkeypatch):
    """Say how far the process of a kind is."""
    known: dict[str, Progress] = {}
    monkeypatch.setattr(Background, "progress", lambda self: known.get(self.kind, Progress()))
    return known


def began(path, **more):
    now = {"pid": 1, "started": time.time(), "booted": psutil.boot_time()}
    return Begun(**now, version=opened(path).version, **more)


def buttons(at):
    return {button.key: button for button in at.button}


def titles(path):
    return [scene.title for scene in read_lesson(path).scenes]


def write(at, of, name, value):
    where = key(of, name)
    for kind in ("text_input", "text_area", "number_input", "selectbox", "multiselect"):
        for one in at.get(kind):
            if one.key == where:
                one.set_value(value)
                return
    raise AssertionError(where)


def press(at, name):
    buttons(at)[name].click()
    at.run()
    assert not at.exception
    return at


def test_the_shipped_lessons_are_listed_with_a_picture_of_the_first(
    folder, page, text_of, pictures_of
):
    at = page("lessons")
    assert not at.exception
    said = text_of(at).replace("\\", "")
    assert (
        words_timeline(scenes_frame(read_lesson(find_lesson("long_tail_60")))).splitlines()[0]
        in said
    )
    for name in ("theorems_45", "one_map_20", "semi_and_self_45"):
        assert read_lesson(find_lesson(name)).title in said
    assert list(pictures_of(at)) == ["lessons"]
    assert "lesson_save" not in buttons(at)


def test_a_shipped_lesson_is_copied_and_the_copy_is_edited(folder, page):
    at = press(page("lessons", lesson="one_map_20"), "lesson_copy")
    copy = folder / "my_one_map_20.toml"
    assert copy.read_bytes() == find_lesson("one_map_20").read_bytes()
    assert at.session_state["lesson"] == "my_one_map_20"
    assert "This is your copy, `my_one_map_20.toml`" in at.success[0].value
    assert "lesson_save" in buttons(at)


def test_scenes_are_ordered_deleted_and_brought_back(own, page, text_of):
    at = page("lessons", lesson="mine")
    assert buttons(at)["lesson_move_-1"].disabled
    press(at, "lesson_move_1")
    assert titles(own) == ["Second?", "First?", "Third?"]
    assert at.session_state["scene"] == 2
    at.selectbox(key="lesson_move_to").set_value(3).run()
    assert titles(own) == ["Second?", "Third?", "First?"]
    at.selectbox(key="lesson_move_to").set_value(2).run()
    assert titles(own) == ["Second?", "First?", "Third?"]
    own.write_text(own.read_text("utf-8").replace('say = "a"', 'say = "a"  # slowly'), "utf-8")
    press(at.run(), "lesson_delete")
    assert titles(own) == ["Second?", "Third?"]
    assert "Deleted: First?" in text_of(at)
    press(at, "lesson_undo")
    assert titles(own) == ["Second?", "First?", "Third?"]
    assert 'say = "a"  # slowly' in own.read_text("utf-8")
    assert "lesson_undo" not in buttons(at)
    assert read_lesson(own).scenes[0].predict is not None


def test_a_scene_is_edited_and_saved_with_all_that_it_had(own, page):
    before = read_lesson(own)
    at = page("lessons", lesson="mine", scene="2")
    assert buttons(at)["lesson_save"].disabled
    write(at, "scene", "say", 'New "b".')
    write(at, "predict", "high", 4.5)
    write(at, "lesson", "title", "Ours")
    at.run()
    assert buttons(at)["lesson_move_1"].disabled  # nothing typed is lost by an order
    press(at, "lesson_save")
    after = read_lesson(own)
    asked = before.scenes[1].predict
    assert asked is not None
    wanted = before.scenes[1].model_copy(
        update={"say": 'New "b".', "predict": asked.model_copy(update={"high": 4.5})}
    )
    assert after.title == "Ours"
    assert at.session_state["lesson"] == "mine"
    assert at.query_params["lesson"] == "mine"
    assert at.selectbox(key="lesson").value == "mine"
    assert after.scenes == (before.scenes[0], wanted, before.scenes[2])
    assert buttons(at)["lesson_save"].disabled


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("bars", {"trace": "ERM"}, {"trace": "ERM", "low": 0.0, "high": 1.0}),
        ("number", {"trace": "t", "at": "0.5"}, {"at": 0.5}),
        ("number", {"trace": "t", "at": '"7"'}, {"at": "7"}),
        ("cut", {"trace": "t", "truth": "highest"}, {"truth": "highest", "other": ""}),
        ("choice", {"first": "a?b=1", "second": "a"}, {"others": ("a?b=1", "a")}),
    ],
)
def test_a_question_is_asked_in_fields_that_fit_its_kind(own, page, kind, typed, expected):
    at = page("lessons", lesson="mine")
    write(at, "predict", "kind", kind)
    at.run()
    write(at, "predict", "ask", "How heavy?")
    for name, value in typed.items():
        write(at, "predict", name, value)
    at.run()
    press(at, "lesson_save")
    asked = read_lesson(own).scenes[0].predict
    assert asked is not None
    assert asked.kind == kind
    assert {name: getattr(asked, name) for name in expected} == expected


def test_what_is_not_legal_is_said_and_stays_in_the_fields(own, page):
    kept = own.read_bytes()
    at = page("lessons", lesson="mine", scene="2")
    write(at, "scene", "title", "")
    write(at, "predict", "low", 5.0)
    press(at.run(), "lesson_save")
    said = " ".join(error.value for error in at.error).replace("\\", "")
    assert "Question of the scene: it is empty. Write something." in said
    assert "low is 5 and high is 3: low must be below high" in said
    assert own.read_bytes() == kept
    assert at.session_state[key("predict", "low")] == 5.0
    press(at, "lesson_discard")
    assert at.session_state[key("predict", "low")] == 0.0
    assert not at.error


def test_the_second_of_two_tabs_is_refused_and_loses_nothing(own, page):
    first, second = page("lessons", lesson="mine"), page("lessons", lesson="mine")
    write(second, "scene", "say", "second")
    second.run()
    write(first, "lesson", "about", "By the first.")
    press(first.run(), "lesson_save")
    kept = own.read_bytes()
    press(second, "lesson_save")
    said = " ".join(one.value for one in [*second.error, *second.warning]).replace("\\", "")
    assert "has changed since it was read here" in said
    assert own.read_bytes() == kept
    assert second.session_state[key("scene", "say")] == "second"
    press(second, "lesson_merge")
    after = read_lesson(own)
    assert (after.about, after.scenes[0].say) == ("By the first.", "second")
    assert not second.error
    assert not second.warning


def test_a_title_from_another_tab_leaves_the_lesson_chosen(own, page):
    first, second = page("lessons", lesson="mine"), page("lessons", lesson="mine")
    write(first, "lesson", "title", "Ours")
    press(first.run(), "lesson_save")
    press(second, "lesson_delete")
    assert second.session_state["lesson"] == "mine"
    assert "Nothing was written" in second.error[0].value


def test_lessons_of_one_title_are_told_apart(own, page):
    (own.parent / "other.toml").write_text(OWN, "utf-8")
    at = page("lessons", lesson="other")
    own_ones = [label for label in at.selectbox(key="lesson").options if "yours" in label]
    assert own_ones == ["Mine (yours), mine", "Mine (yours), other"]
    assert at.session_state["lesson"] == "other"


@pytest.mark.parametrize("edited", [1, 2])
def test_of_equal_scenes_only_the_edited_one_is_saved_into_a_changed_file(own, page, edited):
    scene = OWN[OWN.index("[[scenes]]") :].partition("\n[[scenes]]")[0] + "\n"
    own.write_text('title = "Mine"\nabout = "a"\n' + 2 * scene, "utf-8")
    at = page("lessons", lesson="mine", scene=str(edited))
    write(at, "scene", "say", "new")
    at.run()
    own.write_text(own.read_text("utf-8").replace('about = "a"', 'about = "b"'), "utf-8")
    press(at.run(), "lesson_merge")
    said = [one.say for one in read_lesson(own).scenes]
    assert said == (["new", "a"] if edited == 1 else ["a", "new"])


def test_an_order_from_an_old_tab_is_refused(own, page):
    old, new = page("lessons", lesson="mine"), page("lessons", lesson="mine")
    press(new, "lesson_move_1")
    press(old, "lesson_delete")
    assert titles(own) == ["Second?", "First?", "Third?"]
    assert "Nothing was written" in old.error[0].value
    press(old, "lesson_delete")  # it is drawn as the file is now
    assert titles(own) == ["First?", "Third?"]


def test_two_tabs_that_change_one_scene_keep_both_texts(own, page):
    first, second = page("lessons", lesson="mine"), page("lessons", lesson="mine")
    write(second, "scene", "say", "second")
    second.run()
    write(first, "scene", "say", "first")
    press(first.run(), "lesson_save")
    second.run()
    assert "lesson_merge" not in buttons(second)
    assert second.session_state[key("scene", "say")] == "second"
    press(second, "lesson_show_file")
    assert second.session_state[key("scene", "say")] == "first"


def test_what_is_not_saved_waits_while_another_lesson_is_looked_at(own, page, text_of):
    (own.parent / "other.toml").write_text(OWN, "utf-8")
    at = page("lessons", lesson="mine")
    write(at, "scene", "say", "mine")
    at.run()
    at.selectbox(key="lesson").set_value("other").run()
    assert "Scene 1 of *Mine* has changes that are not saved" in text_of(at)
    press(at, "lesson_back")
    assert at.session_state["lesson"] == "mine"
    assert at.session_state[key("scene", "say")] == "mine"


def test_a_file_that_is_not_legal_is_listed_and_mended_as_text(own, page, text_of):
    own.write_text(OWN.replace("minutes = 2", "minuts = 2"), "utf-8")
    said = text_of(page("lessons")).replace("\\", "")
    assert "mine.toml is not a legal lesson" in said
    assert "line 7: minuts is unknown. Did you mean minutes?" in said
    at = page("lessons", lesson="mine")
    assert "This file is not a legal lesson" in at.error[0].value
    field = as_text.key("text", "mine")
    at.text_area(key=field).set_value("title = ").run()
    press(at, "lesson_text_save")
    assert any("Not saved" in one.value for one in at.error)
    assert at.session_state[field] == "title = "
    assert "minuts" in own.read_text("utf-8")
    at.text_area(key=field).set_value(OWN).run()
    press(at, "lesson_text_save")
    assert own.read_text("utf-8") == OWN
    assert "lesson_save" in buttons(at)


def test_what_is_typed_into_a_file_waits_while_another_is_mended(own, page):
    for name in ("mine", "other"):
        own.with_name(f"{name}.toml").write_text(f"title = # {name}", "utf-8")
    at = page("lessons", lesson="mine")
    at.text_area(key=as_text.key("text", "mine")).set_value("title = 1").run()
    at.selectbox(key="lesson").set_value("other").run()
    assert at.text_area(key=as_text.key("text", "other")).value == "title = # other"
    at.selectbox(key="lesson").set_value("mine").run()
    assert at.text_area(key=as_text.key("text", "mine")).value == "title = 1"
    press(at, "lesson_text_read")
    assert at.text_area(key=as_text.key("text", "mine")).value == "title = # mine"


def test_a_file_that_is_no_text_is_listed(own, page, text_of):
    own.write_bytes(b'title = "\xff"')
    at = page("lessons", lesson="mine")
    assert not at.exception
    assert "this is not UTF-8 text" in text_of(at).replace("\\", "")
    assert not at.text_area


def test_text_of_a_file_is_never_markup_and_never_a_path(own, page, text_of):
    own.write_text(
        OWN.replace("First?", STRANGE)
        .replace('"Mine"', f'"{STRANGE}"')
        .replace("long_tail?tail_ratio=10", "long_tail?tail_ratio=10)](http://evil"),
        "utf-8",
    )
    at = page("lessons", lesson="mine")
    assert not at.exception
    said = text_of(at)
    assert "](http:" not in said
    assert "<b>" not in said
    at = page("lessons", lesson="../../etc/passwd")
    assert not at.exception
    assert "The link asks for" in text_of(at)


def test_a_name_that_this_page_cannot_write_is_only_read(own, page, text_of):
    own.rename(own.with_name("Odd Name.toml"))
    at = page("lessons", lesson="Odd Name")
    assert not at.exception
    assert "lesson_save" not in buttons(at)
    assert "give the file a name of small letters" in text_of(at)
    assert any("`ltlab lesson serve 'Odd Name'`" in one.value for one in at.markdown)


def test_a_scene_is_opened_by_a_click_on_its_mark(own, page, text_of):
    at = page("lessons", lesson="mine")
    assert "Say it." not in text_of(at)
    assert of_file("mine", own).lesson is not None
    script = (
        "from pathlib import Path\n"
        "from dashboard.views.lessons import page\n"
        "from dashboard.views.lessons.choice import SCENE, of_file\n"
        f"chosen = of_file('mine', Path({str(own)!r}))\n"
        "import streamlit as st\n"
        "from dashboard.shell import state\n"
        "mark = st.session_state['mark']\n"
        "st.text(f'new: {page._clicked(chosen, mark)}, scene {state.value(SCENE)}')\n"
        "page._opened(chosen)"
    )
    at = AppTest.from_string(script, default_timeout=60)
    for mark, said in (
        ({"customdata": None, "time_ms": 1}, "new: False, scene 1"),
        ({"customdata": 2, "time_ms": 2}, "new: True, scene 2"),
        ({"customdata": 2, "time_ms": 2}, "new: False, scene 2"),
        ({"customdata": 9, "time_ms": 3}, "new: True, scene 3"),
    ):
        at.session_state["mark"] = mark
        at.run()
        assert not at.exception
        assert at.text[0].value == said
        assert ("Say it." in text_of(at).replace("\\", "")) == (said.endswith("2"))


def test_a_scene_too_far_is_the_last_one(own, page):
    at = page("lessons", lesson="mine", scene="30")
    assert not at.exception
    assert at.session_state["scene"] == 3


def test_a_lesson_is_shown_from_the_page_where_its_reader_sits(
    own, page, begun, progress, monkeypatch, text_of
):
    at = page("lessons", lesson="mine")
    assert "lesson_show" not in buttons(at)
    assert any("`ltlab lesson serve mine`" in one.value for one in at.markdown)
    monkeypatch.setattr(at_home, "reader_is_at_home", lambda: True)
    at = page("lessons", lesson="mine")
    at.toggle(key="lesson_phones").set_value(True).run()
    press(at, "lesson_show")
    assert begun == [("serve", "mine", {"hall": True})]
    progress["serve"] = Progress(begun=began(own, port=5000, hall=True), is_alive=True)
    monkeypatch.setattr(Background, "is_served", lambda self, begun: False)
    assert "The lesson starts." in text_of(at.run())
    assert not at.get("link_button")
    monkeypatch.setattr(Background, "is_served", lambda self, begun: True)
    assert "Q there shows the address for phones." in text_of(at.run())
    [link] = at.get("link_button")
    assert link.proto.url == "http://127.0.0.1:5000/"
    assert "lesson_show" not in buttons(at)
    own.write_text(OWN.replace("Say it.", "Say."), "utf-8")
    assert "The file has changed since: stop it, and show it again." in text_of(at.run())
    press(at, "lesson_stop")
    assert begun[-1] == ("stop", "serve", "mine")


def test_a_lesson_that_may_fail_says_so_before_it_is_shown(
    own, page, begun, progress, monkeypatch, text_of
):
    monkeypatch.setattr(at_home, "reader_is_at_home", lambda: True)
    at = page("lessons", lesson="mine")
    assert "Not checked yet" in text_of(at)
    assert "Not checked yet" not in text_of(page("lessons"))
    done = {"begun": began(own), "is_finished": True, "scene": 3, "scenes": 3}
    wrong = ("scene 2, view: no", "scene 2, predict: no", "scene 3, view: no")
    progress["check"] = Progress(**done, problems=wrong)
    assert "2 scenes cannot be shown: see the check." in text_of(at.run())
    progress["check"] = Progress(begun=began(own), is_alive=True)
    assert "The check is running." in text_of(at.run())
    progress["check"] = Progress(begun=began(own))
    assert "The check ended early" in text_of(at.run())
    progress["check"] = Progress(**done)
    said = text_of(at.run())
    assert not any(words in said for words in ("Not checked", "ended early", "cannot be shown"))
    own.write_text(OWN.replace("Say it.", "Say."), "utf-8")
    assert "Not checked yet" in text_of(at.run())


def test_a_lesson_that_ended_by_itself_says_so(own, page, begun, progress, monkeypatch, text_of):
    monkeypatch.setattr(at_home, "reader_is_at_home", lambda: True)
    at = press(page("lessons", lesson="mine"), "lesson_show")
    progress["serve"] = Progress(begun=began(own, port=5000), said="no memory")
    assert "The lesson ended by itself. no memory" in text_of(at.run()).replace("\\", "")


def test_a_check_is_watched_and_says_what_is_wrong(own, page, begun, progress, text_of):
    at = press(page("lessons", lesson="mine"), "lesson_check")
    assert begun == [("check", "mine", {})]
    progress["check"] = Progress(begun=began(own), is_alive=True, scene=1, scenes=3)
    at.run()
    assert buttons(at)["lesson_check"].disabled
    press(at, "lesson_check_cancel")
    progress["check"] = Progress(
        begun=began(own),
        is_finished=True,
        scene=3,
        scenes=3,
        problems=("scene 2, view: <b>no</b>",),
    )
    at.run()
    assert "1 scene of 3 cannot be shown" in at.error[0].value
    assert "<b>" not in at.error[0].value
    own.write_text(OWN.replace("Say it.", "Say."), "utf-8")
    assert "The lesson has changed since the last *Check every scene*" in text_of(at.run())


def test_a_lesson_is_taken_home(own, page, begun, progress):
    at = press(page("lessons", lesson="mine"), "lesson_export")
    job = Background("export", own)
    job.folder.mkdir(parents=True)
    job.out.write_text("<!doctype html>", "utf-8")
    progress["export"] = Progress(begun=began(own), is_finished=True, scene=3, scenes=3)
    at.run()
    assert [one.label for one in at.get("download_button") if "file" in one.label] == [
        "Save the file (0.0 MB)"
    ]
    job.out.unlink()
    assert "The file was not made." in at.run().error[0].value


def test_results_of_long_ago_are_not_shown(own, page, progress, monkeypatch):
    progress["check"] = Progress(begun=began(own), is_finished=True, scene=3, scenes=3)
    assert len(page("lessons", lesson="mine").success) == 1
    monkeypatch.setattr(watching, "FRESH", -1.0)
    assert len(page("lessons", lesson="mine").success) == 0


def drawn_for(own, view, *traces):
    job = Background("check", own)
    job.folder.mkdir(parents=True)
    pictures.keep(job.pictures, view, json.dumps({"data": traces, "layout": {}}).encode())


def test_what_is_asked_for_is_chosen_in_words_and_its_truth_is_said(own, page, text_of):
    assert "Save, and press *Check every scene*" in text_of(
        page("lessons", lesson="mine", scene="2")
    )
    line = {"name": "t", "mode": "lines", "x": [1, 3], "y": [1, 2]}
    other = {"mode": "markers", "text": ["rarest"], "x": [3], "y": [0.5]}
    drawn_for(own, "nowhere", line, other)
    at = page("lessons", lesson="mine", scene="2")
    choice = at.selectbox(key=key("predict", "trace"))
    assert choice.options == ["t: line, from 1 to 2", "#2: points “rarest”, 0.5"]
    write(at, "predict", "at", "3")
    assert "It would say: **2**" in text_of(at.run()).replace("\\", "")
    write(at, "predict", "trace", "#2")
    assert "It would say: **0.5**" in text_of(at.run()).replace("\\", "")
    press(at, "lesson_save")
    asked = read_lesson(own).scenes[1].predict
    assert isinstance(asked, Number)
    assert asked.trace == "#2"


def test_a_line_that_has_a_name_may_be_meant_by_its_number(own, page):
    own.write_text(OWN.replace('trace = "t"', 'trace = "#1"'), "utf-8")
    drawn_for(own, "nowhere", {"name": "u", "x": [1, 3], "y": ["few", "many"]})
    choice = page("lessons", lesson="mine", scene="2").selectbox(key=key("predict", "trace"))
    assert choice.value == "#1"
    assert set(choice.options) == {"#1: line, at 1 to 3", "u: line, at 1 to 3"}


def test_a_name_that_the_picture_has_not_is_kept_and_said(own, page, text_of):
    drawn_for(own, "nowhere", {"name": "u", "x": [1, 3], "y": [1, 2]})
    at = page("lessons", lesson="mine", scene="2")
    assert at.selectbox(key=key("predict", "trace")).value == "t"
    assert "the picture has no trace 't'. It has: 'u' (line" in text_of(at).replace("\\", "")
    assert buttons(at)["lesson_save"].disabled


@pytest.mark.parametrize("text", ["1_000", "nan", "inf", "-Infinity", "9" * 400, "\u0663"])
def test_what_only_looks_like_a_number_is_a_name(text):
    assert draft.place(text) == text


@pytest.mark.parametrize("at", [0.25, 3.0, -1e300, "digit 3", "3", '"x"'])
def test_a_place_is_typed_as_it_is_read(at):
    assert draft.place(draft.typed(at)) == at
