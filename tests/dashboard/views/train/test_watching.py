"""The page while runs are watched: order of the queue, what counts as done, time left, Cancel."""

import time
from dataclasses import replace

import pytest

from dashboard.views.train.answered import answered
from dashboard.views.train.progress import timed
from ltcore.config import RunConfig
from ltcore.runs import RunFolder, RunRecord, Status

WATCHED = {"methods": "erm,ldam_drw", "epochs": "3"}


def write(store, run_id, **changes):
    folder = store.load(run_id).folder
    folder.write_status(replace(folder.read_status(), **changes))


def progress(at):
    return at.get("progress")[0].proto.text


def shown_runs(at):
    return at.query_params["runs"].split(",")


def test_the_first_seed_of_every_method_is_queued_before_the_second_of_any(runs, started, page):
    at = page("train", methods="erm,ldam_drw,drw", seeds="2", epochs="3")
    at.button(key="start").click().run()
    queue = sorted(runs.records(), key=lambda record: record.status.heartbeat)
    assert [(record.method, record.seed) for record in queue] == [
        (method, seed) for seed in (0, 1) for method in ("erm", "ldam_drw", "drw")
    ]
    assert shown_runs(at) == [record.id for record in queue]


def test_a_run_that_comes_with_the_lab_counts_as_done(
    runs, demo, add_run, started, page, text_of, pictures_of
):
    shipped = add_run(demo)
    at = page("train", **WATCHED)
    assert at.button(key="start").label == "Start 1 of 2"
    assert "1 of 2 runs comes with the lab and counts as done." in text_of(at)
    at.button(key="start").click().run()
    assert not at.exception
    assert [record.method for record in runs.records()] == ["ldam_drw"]
    assert shown_runs(at) == [shipped, *runs.ids()]
    assert "1 of 2 done" in progress(at)
    assert "1 of 2 is already finished and shown here." in text_of(at)
    assert "Came with the lab" in text_of(at)
    drawn = [
        trace["name"] for trace in pictures_of(at)["live"]["figure"]["data"] if "name" in trace
    ]
    assert {"ERM", "LDAM-DRW"} <= set(drawn)


def test_where_all_come_with_the_lab_nothing_is_trained(runs, demo, add_run, started, page):
    shipped = add_run(demo)
    at = page("train", methods="erm", epochs="3")
    assert at.button(key="start").label == "Show 1 run"
    at.button(key="start").click().run()
    assert (runs.ids(), started, shown_runs(at)) == ([], [], [shipped])
    assert progress(at) == "1 of 1 done"
    assert at.button(key="cancel-all").disabled


def test_a_run_that_comes_with_the_lab_is_trained_where_that_is_meant(
    runs, demo, add_run, started, page
):
    shipped = add_run(demo)
    at = page("train", **WATCHED)
    at.toggle(key="again").set_value(True).run()
    assert at.query_params["again"] == "True"
    assert at.button(key="start").label == "Start 2 runs"
    at.button(key="start").click().run()
    assert shipped in runs.ids()
    assert started == [runs.root]
    # What the reader has begun is gone on with, whatever comes with the lab.
    write(runs, shipped, state="cancelled")
    at = page("train", methods="erm", epochs="3")
    assert at.button(key="start").label == "Start 1 run"
    at.button(key="start").click().run()
    assert runs.load(shipped).shown_state == "queued"


def test_what_the_reader_has_finished_is_not_counted_among_the_runs_to_train(runs, add_run):
    add_run(runs)
    add_run(runs, seed=1, state="failed")
    configs = [RunConfig.model_validate({"seed": seed, "train": {"epochs": 3}}) for seed in (0, 1)]
    done = answered(configs, again=False)
    assert (len(done.own), len(done.shipped), done.to_train) == (1, 0, 1)
    assert done.in_words() == "1 of 2 runs is finished already."


@pytest.mark.parametrize(
    ("shown", "told"),
    [((0,), "40 s"), ((0, 1), "2 min"), ((0, 1, 2), "3 min"), ((2,), "3 min")],
)
def test_the_time_left_is_that_of_all_that_waits_before(runs, add_run, page, shown, told):
    now = time.time()
    states = ("running", "queued", "queued")
    ids = [add_run(runs, seed=seed, state=state) for seed, state in enumerate(states)]
    # 20 s after its process started, the first run has 40 s before it, and so 60 s each that waits.
    write(runs, ids[0], started=now - 20, eta_s=40.0)
    for place, run_id in enumerate(ids[1:]):
        write(runs, run_id, heartbeat=now - 2 + place, progress=0.0)
    at = page("train", runs=",".join(ids[place] for place in shown))
    assert f"about {told} left" in progress(at)


def test_time_left_is_not_claimed_before_it_is_known_or_where_nobody_works(
    runs, add_run, page, text_of
):
    run_id = add_run(runs, state="queued")
    write(runs, run_id, heartbeat=time.time(), progress=0.0)
    assert progress(page("train", runs=run_id)) == "0 of 1 done, time left not known yet"
    write(runs, run_id, heartbeat=time.time() - 100)
    at = page("train", runs=run_id)
    assert progress(at) == "0 of 1 done"
    assert "no process is working on the queue" in text_of(at)


def test_cancel_training_reaches_every_run_that_waits_or_trains(runs, add_run, started, page):
    states = ("queued", "finished", "queued")
    ids = [add_run(runs, seed=seed, state=state) for seed, state in enumerate(states)]
    at = page("train", runs=",".join(ids))
    at.button(key="cancel-all").click().run()
    assert [runs.load(run_id).shown_state for run_id in ids] == [
        "cancelled",
        "finished",
        "cancelled",
    ]
    assert progress(at) == "1 of 3 done, 2 stopped"
    at.button(key="resume-all").click().run()
    assert [runs.load(run_id).shown_state for run_id in ids] == ["queued", "finished", "queued"]


def test_the_controls_give_the_picture_their_room_and_stay_within_reach(runs, add_run, page):
    at = page("train")
    assert not at.get("popover")[0].proto.popover.label.startswith("New runs")
    at = page("train", runs=add_run(runs, state="running"))
    assert at.get("popover")[0].proto.popover.label == "New runs"
    at.multiselect(key="methods").set_value(["drw"]).run()
    assert at.button(key="start").label == "Start 1 run"


def test_a_sweep_that_trains_is_followed_to_its_end_and_stays_in_sight(runs, add_run, page):
    long_ago, done, waits = (
        add_run(runs, seed=seed, state=state)
        for seed, state in enumerate(("finished", "finished", "queued"))
    )
    now = time.time()
    for run_id, heartbeat in ((long_ago, now - 100), (done, now - 1), (waits, now - 5)):
        write(runs, run_id, heartbeat=heartbeat)
    at = page("train")
    assert "1 of 2 done" in progress(at)
    write(runs, waits, state="finished", progress=1.0)
    at.run()
    assert progress(at) == "2 of 2 done"
    add_run(runs, "drw", state="queued")  # another tab starts more: the page stays what it was
    at.run()
    assert progress(at) == "2 of 2 done"


def test_what_another_tab_begins_to_train_is_offered_and_takes_no_page_away(runs, add_run, page):
    at = page("train")
    run_id = add_run(runs, state="running")
    at.select_slider(key="ratio").set_value(10).run()
    assert not at.get("progress")
    at.button(key="watch-others").click().run()
    assert shown_runs(at) == [run_id]
    assert "0 of 1 done" in progress(at)


def test_lines_keep_their_order_while_runs_get_on(runs, add_run, page):
    ids = [add_run(runs, seed=seed, state="queued") for seed in range(3)]
    at = page("train", runs=",".join(ids))
    before = [button.key for button in at.button if button.key.startswith("cancel-digits")]
    assert before == [f"cancel-{run_id}" for run_id in ids]
    write(runs, ids[2], state="cancelled")
    write(runs, ids[0], state="finished")
    at.run()
    kept = [button.key for button in at.button if button.key.startswith(("cancel-d", "resume-d"))]
    assert kept == [f"cancel-{ids[1]}", f"resume-{ids[2]}"]


def test_start_closes_the_controls_that_lie_over_the_picture(runs, add_run, started, page):
    at = page("train", runs=add_run(runs), methods="drw")
    at.session_state["new_runs"] = True
    at.run()
    at.button(key="start").click().run()
    assert at.session_state["new_runs"] is False
    assert shown_runs(at) == [runs.records()[-1].id]


def test_seeds_that_train_as_one_program_share_a_place(tmp_path):
    def record(seed, state, started, **settings):
        config = RunConfig.model_validate({"seed": seed, **settings})
        status = Status(state=state, heartbeat=1000.0, started=started, attempt=1)
        folder = RunFolder(tmp_path / f"{seed}-{started}")
        return RunRecord(folder=folder, config=config, status=status, shown_state=state)

    company = {"train": {"together": True}}
    at_work = [record(seed, "running", 900.0, **company) for seed in range(2)]
    second = record(2, "running", 950.0, **company)
    # What ended before and is queued again has the old start in its status.
    waiting = [record(seed, "queued", started, **company) for seed, started in ((3, 0.0), (4, 7.0))]
    several_stages = record(5, "running", 900.0, method={"name": "crt"}, **company)
    alone = record(6, "running", 900.0)
    records = [*at_work, second, *waiting, several_stages, alone]
    programs = [one.program for one in timed(records, ())]
    assert programs[0] == programs[1] != programs[2]
    assert programs[3] == programs[4] != programs[0]
    assert programs[5:] == [None, None]
