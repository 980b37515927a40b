"""Two tabs of one reader: what is chosen in one is not chosen in the other."""

import pytest

pytestmark = pytest.mark.browser

RECALL, PRECISION = "Recall of the rarest class: ", "Precision of the rarest class: "


def test_a_choice_in_one_tab_stays_in_it(server, open_page, quiet):
    first, second = (open_page(f"{server.address}/compare?drawn=marks") for _ in range(2))
    for page in (first, second):
        page.get_by_text(RECALL).wait_for()
    second.get_by_text("Precision", exact=True).click()
    second.get_by_text(PRECISION).wait_for()
    first.get_by_text("Lecture", exact=True).click()  # the first one runs again
    first.wait_for_url("**lecture=**")
    quiet(first)
    assert first.get_by_text(RECALL).count() == 1
    assert first.get_by_text(PRECISION).count() == 0
    assert "measure=" not in first.url
    assert "lecture=" not in second.url
    second.reload()
    second.get_by_text(PRECISION).wait_for()
    first.reload()
    first.get_by_text(RECALL).wait_for()
