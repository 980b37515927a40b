import pytest
from streamlit.testing.v1 import AppTest

from dashboard.shell import state

SCRIPT = """
import streamlit as st
from dashboard.shell import state
LEVEL = state.Linked("level", 1, state.whole(1, 9))
SIZE = state.Linked("size", 1, state.whole(1, 9))
state.enter(st.session_state.get("where", "here"))
for setting in (LEVEL, SIZE):
    state.adopt(setting)
    st.number_input(setting.key, 1, 9, key=setting.key, persist_state="session")
state.publish(LEVEL, SIZE)
"""


@pytest.fixture
def script():
    return AppTest.from_string(SCRIPT).run()


def written(at):
    return {key: at.query_params[key] for key in at.query_params}


def level(at):
    return at.number_input(key="level").value


def test_a_changed_value_is_written_and_its_default_is_not(script):
    script.number_input(key="level").set_value(3).run()
    assert written(script) == {"level": "3"}
    script.number_input(key="level").set_value(1).run()
    assert not script.query_params


def test_an_address_that_has_moved_is_adopted(script):
    script.number_input(key="level").set_value(3).run()
    script.query_params["level"] = "5"
    assert level(script.run()) == 5


def test_back_to_an_address_without_a_word_is_the_default_again(script):
    script.number_input(key="level").set_value(3).run()
    del script.query_params["level"]
    assert level(script.run()) == 1
    assert not script.query_params


def test_another_page_and_back_keeps_and_writes_the_value(script):
    script.number_input(key="level").set_value(3).run()
    script.session_state["where"] = "there"
    del script.query_params["level"]
    script.run()
    assert level(script) == 3
    assert script.query_params["level"] == "3"


def test_an_address_is_not_written_back_until_something_changes(script):
    script.query_params["level"] = "1"
    script.query_params["size"] = "99"
    script.run()
    assert script.query_params["size"] == "99"
    script.number_input(key="level").set_value(2).run()
    assert written(script) == {"level": "2"}


def test_many_legal_values_are_named_to_their_last():
    with pytest.raises(ValueError, match=r"^it must be one of 0, 1, .*, 10 and so on to 49$"):
        state.one_of(range(50))("NaN")
    with pytest.raises(ValueError, match=r"^it must be one of 0, 1, 2$"):
        state.one_of(range(3))("NaN")


def test_a_notice_of_a_setting_that_two_pictures_share_is_given_once():
    def script():
        import streamlit as st

        from dashboard.shell import state, widgets

        level = state.Linked("level", 1, state.whole(1, 9))
        state.adopt(level)
        st.number_input("level", 1, 9, key="level", persist_state="session")
        widgets.show_notices(level, level)

    at = AppTest.from_function(script)
    at.query_params["level"] = ""
    (notice,) = at.run().warning
    assert "level = nothing; it must be a whole number" in notice.value


@pytest.mark.parametrize(
    ("text", "on"),
    [("true", True), ("True", True), ("TRUE", True), ("1", True), ("false", False), ("0", False)],
)
def test_a_switch_is_read_in_any_spelling(text, on):
    assert state.yes_or_no(text) is on


def test_a_page_says_what_it_cannot_read_of_its_switches(page):
    assert page("effective_number", lecture="true").toggle(key="lecture").value
    unread = page("effective_number", lecture="maybe")
    assert not unread.toggle(key="lecture").value
    assert "lecture = maybe; it must be True or False" in unread.warning[0].value


def test_a_visit_lasts_until_another_page_is_entered(script):
    script.session_state["where"] = "there"
    first = script.run().session_state["_visit"]
    assert script.run().session_state["_visit"] == first
    script.session_state["where"] = "here"
    assert script.run().session_state["_visit"] == first + 1
