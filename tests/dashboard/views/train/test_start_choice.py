import pytest


@pytest.fixture
def add_start(runs, add_run):
    """Write a finished run with a checkpoint."""

    def written(method="erm", **settings):
        run_id = add_run(runs, method, **settings)
        checkpoint = runs.load(run_id).folder.path / "checkpoint"
        checkpoint.mkdir()
        (checkpoint / "a.json").write_text("{}")
        return run_id

    return written


def test_a_finished_run_to_start_from_is_chosen_from_a_list(runs, add_start, page, form_of):
    first = add_start()
    add_start(seed=1, data={"name": "digits", "ratio": 10})
    at = form_of(page("train", methods="crt"))
    field = at.selectbox(key="from-run")
    assert field.options == ["train the features first", f"ERM, ρ = 100, seed 0 ({first})"]
    assert field.value == ""
    field.set_value(first).run()
    assert not at.exception
    assert at.query_params["from-run"] == first
    assert not at.button(key="start").disabled
    at.select_slider(key="ratio").set_value(10).run()
    assert at.selectbox(key="from-run").value == ""
    assert "from-run" not in at.query_params


def test_a_run_to_start_from_of_the_link_reaches_the_config(runs, add_start, started, page):
    first = add_start()
    at = page("train", **{"methods": "crt,erm", "from-run": first})
    assert not at.warning
    at.button(key="start").click().run()
    configs = {runs.load(run_id).config for run_id in runs.ids() if run_id != first}
    asked = {config.method.name: config.method.parts.retraining for config in configs}
    assert asked["crt"].from_run == first


@pytest.mark.parametrize("case", ["none", "no checkpoint", "unfinished", "another kind of head"])
def test_a_run_that_cannot_be_the_start_is_not_offered(
    runs, add_run, add_start, page, form_of, text_of, case
):
    other = {
        "none": lambda: "digits-r100-erm-s0-0123456789ab",
        "no checkpoint": lambda: add_run(runs),
        "unfinished": lambda: add_start(state="failed"),
        "another kind of head": lambda: add_start("ncm"),
    }[case]()
    at = form_of(page("train", **{"methods": "tau_norm", "from-run": other}))
    assert at.selectbox(key="from-run").options == ["no finished run on this data yet"]
    assert "is not among the finished runs that fit here" in text_of(at)
    assert not at.exception
