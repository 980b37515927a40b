import shutil
from weakref import WeakKeyDictionary

import pytest

from dashboard.shell import jobs, labels_runs, setting_runs, shipped_runs, state
from dashboard.shell.text import literal
from dashboard.views.runs import loaders, table
from dashboard.views.runs.choice import CHOSEN
from ltcore.analysis.runs.outcomes import run_outcome
from ltcore.plots.base.text import one_line
from ltcore.runs import RunFolder, RunStore, known
from ltcore.runs.locks import run_lock

ABSURD = {
    "runs_text": "[" * 2000,
    "runs_state": "asleep",
    "runs_method": "<script>",
    "runs_data": "../../etc",
    "runs_every": "perhaps",
    "runs_chosen": "../../etc/passwd,![x](http://evil.example)",
}
STRANGE = [
    "<b>bold</b>",
    "![x](http://evil.example)",
    "=1+1",
    "$x$ `code`",
    "![[",
    "\u202eright to left",
]


def table_of(at):
    (shown,) = [each for each in at.dataframe if (each.key or "").startswith("runs_table")]
    return shown


def the_list(at):
    """Return what the list shows."""
    return table_of(at).value


def ids_of(at):
    return list(the_list(at)["Id"])


def keys_of(at):
    return [button.key for button in at.button]


def test_all_runs_are_listed_with_what_became_of_them(runs, demo, add_run, page, text_of):
    add_run(demo, "ldam")
    add_run(runs, seed=1, name="mine")
    add_run(runs, seed=2, state="failed")
    add_run(runs, seed=3, state="queued")
    at = page("runs")
    assert not at.exception
    shown = the_list(at)
    assert list(shown["From"]) == ["you", "you", "you", "demo"]
    assert list(shown["State"]) == ["queued", "failed", "finished", "finished"]
    assert shown["Run"].iloc[2] == "mine"
    assert shown["Balanced error"].notna().tolist() == [False, False, True, True]
    said = text_of(at).replace("\\", "")
    assert "4 runs are shown: 1 failed, 1 queued, 2 finished." in said
    assert "2 runs have no test error" in said


def test_without_any_run_there_is_the_way_to_the_first(runs, page, text_of):
    at = page("runs")
    assert not at.exception
    assert "Your runs will appear here" in text_of(at)


def test_runs_behind_other_doors_are_shown_on_request(runs, add_run, page):
    add_run(runs)
    add_run(RunStore(labels_runs.LABELS_ROOT), "ldam")
    add_run(RunStore(setting_runs.ASSETS / "deferred_runs"), "drw")
    assert list(the_list(page("runs"))["From"]) == ["you"]
    every = the_list(page("runs", runs_every="True"))
    assert list(every["From"]) == ["you", "Labels", "Deferred schedules"]


def test_the_same_run_of_two_collections_is_two_rows(runs, demo, add_run, page):
    run_id = add_run(runs)
    assert add_run(demo) == run_id
    at = page("runs", runs_chosen=f"demo/{run_id}")
    assert list(the_list(at)["From"]) == ["you", "demo"]
    assert "runs_delete" not in keys_of(at)


def test_a_filter_is_in_the_address_and_finds_nothing_with_a_way_out(runs, add_run, page, text_of):
    add_run(runs)
    add_run(runs, "ldam", state="failed")
    at = page("runs", runs_state="failed", runs_method="ldam", runs_data="digits", runs_text="ldam")
    assert list(the_list(at)["State"]) == ["failed"]
    assert "1 of 2 runs is shown" in text_of(at)
    at = page("runs", runs_text="no such run")
    assert not at.exception
    assert "None of the 2 runs is like this" in text_of(at)
    at.text_input(key="runs_text").set_value("").run()
    assert len(the_list(at)) == 2
    assert "runs_text" not in at.query_params


def test_an_absurd_link_is_refused_in_words(runs, add_run, page, text_of):
    add_run(runs)
    at = page("runs", **ABSURD)
    assert not at.exception
    assert text_of(at).count("The link asks for") == len(ABSURD)
    assert len(the_list(at)) == 1


def test_several_runs_are_deleted_after_one_question_and_come_back(runs, add_run, page, text_of):
    ids = [add_run(runs, seed=seed) for seed in range(3)]
    at = page("runs", runs_chosen=",".join(ids[:2]))
    assert "**Move 2 runs to the trash?**" in text_of(at)
    assert f"`ltlab runs trash restore RUN_ID --runs {runs.root}`" in text_of(at)
    assert runs.ids() == sorted(ids)
    at.button(key="runs_delete").click().run()
    assert not at.exception
    assert runs.ids() == [ids[2]]
    assert at.success[0].value.startswith("Moved 2 runs to the trash.")
    assert at.success[0].value.endswith(f"--runs {runs.root}`")
    assert "runs_chosen" not in at.query_params
    at.button(key="runs_restore").click().run()
    assert runs.ids() == sorted(ids)
    assert sorted(at.session_state[CHOSEN.key]) == sorted(ids[:2])


def test_a_folder_with_no_legal_name_is_not_said_to_be_gone(runs, add_run, page):
    add_run(runs)
    (runs.root / "My run").mkdir()
    at = page("runs")
    at.session_state[CHOSEN.key] = ["My run"]
    at.run()
    at.button(key="runs_delete").click().run()
    assert not at.exception
    assert not any("not there any more" in told.value for told in at.info)
    assert "not a run id" in at.error[0].value.replace("\\", "")
    assert (runs.root / "My run").is_dir()


def test_a_chosen_run_of_a_collection_that_is_switched_off_is_not_gone(runs, add_run, page):
    add_run(runs)
    other = add_run(RunStore(labels_runs.LABELS_ROOT), "ldam")
    at = page("runs", runs_chosen=f"labels/{other},demo/gone-run")
    assert not at.exception
    told = [toast.value.replace("\\", "") for toast in at.toast]
    assert any("1 chosen run of a collection that is switched off" in one for one in told)
    assert any(one.startswith("1 chosen run no longer here: demo/gone-run") for one in told)
    assert not any(f"labels/{other}" in one for one in told)


def test_all_runs_can_be_deleted_and_restored(runs, add_run, page):
    run_id = add_run(runs)
    at = page("runs", runs_chosen=run_id)
    at.button(key="runs_delete").click().run()
    assert not at.exception
    assert runs.ids() == []
    at.button(key="runs_restore").click().run()
    assert runs.ids() == [run_id]


def test_checked_boxes_are_those_of_the_list_that_was_seen(runs, add_run, page, monkeypatch):
    ids = [add_run(runs, seed=seed) for seed in range(3)]
    at = page("runs")
    seen, key = ids_of(at), table_of(at).key
    runs.delete(ids[2])  # in another tab, before the click on the second row arrives
    session: dict[str, object] = {key: {"selection": {"rows": [1]}}}
    monkeypatch.setattr(state, "remembered", session.get)
    monkeypatch.setattr(state, "put", lambda setting, keys: session.update({setting.key: keys}))
    table._take(key, seen)
    assert session[CHOSEN.key] == [seen[1]] == [ids[1]]
    monkeypatch.undo()
    at.run()
    assert table_of(at).key != key


def test_boxes_are_checked_where_a_link_says_so(runs, add_run, page):
    ids = [add_run(runs, seed=seed) for seed in range(3)]
    at = page("runs", runs_chosen=f"{ids[0]},{ids[2]}")
    told = at.session_state[table_of(at).key]["selection"]["rows"]
    assert sorted(ids_of(at)[row] for row in told) == sorted([ids[0], ids[2]])


def test_demo_runs_cannot_be_deleted_and_the_page_says_so(runs, demo, add_run, page, text_of):
    shipped, own = add_run(demo, "ldam"), add_run(runs)
    at = page("runs", runs_chosen=f"demo/{shipped}")
    assert "demo runs cannot be deleted, renamed or trained further" in text_of(at)
    assert "runs_delete" not in keys_of(at)
    at = page("runs", runs_chosen=f"demo/{shipped},{own}")
    assert "**Move 1 run to the trash?**" in text_of(at)
    at.button(key="runs_delete").click().run()
    assert (demo.ids(), runs.ids()) == ([shipped], [])


@pytest.mark.parametrize("state", ["running", "stalled"])
def test_a_run_in_training_stays_with_the_way_out(runs, add_run, page, text_of, state):
    training, other = add_run(runs, state=state), add_run(runs, seed=1)
    at = page("runs", runs_chosen=f"{training},{other}")
    assert (
        "1 chosen run is still training and will stay. Cancel it first, then delete it."
        in text_of(at)
    )
    at.button(key="runs_delete").click().run()
    assert runs.ids() == [training]
    at = page("runs", runs_chosen=training)
    assert "runs_delete" not in keys_of(at)
    assert "runs_cancel" in keys_of(at)


def test_a_run_that_begins_to_train_meanwhile_is_refused(runs, add_run, page, text_of):
    ids = [add_run(runs, seed=seed, state="queued") for seed in range(2)]
    at = page("runs", runs_chosen=",".join(ids))
    with run_lock(runs.root / ids[0]):
        at.button(key="runs_delete").click().run()
    assert not at.exception
    assert runs.ids() == [ids[0]]
    assert "is still running. Cancel it first" in text_of(at).replace("\\", "")


def test_two_tabs_delete_the_same_run(runs, add_run, page, text_of):
    ids = [add_run(runs, seed=seed) for seed in range(2)]
    first, second = (page("runs", runs_chosen=",".join(ids)) for _ in range(2))
    first.button(key="runs_delete").click().run()
    second.button(key="runs_delete").click().run()
    assert not second.exception
    assert "2 runs were not there any more" in text_of(second)
    assert runs.ids() == []
    assert len(runs.trash.runs()) == 2


def test_a_folder_that_vanishes_meanwhile_is_told(runs, add_run, page):
    ids = [add_run(runs, seed=seed) for seed in range(2)]
    at = page("runs", runs_chosen=",".join(ids))
    shutil.rmtree(runs.root / ids[0])
    at.run()
    assert not at.exception
    assert ids_of(at) == [ids[1]]
    assert at.session_state[CHOSEN.key] == [ids[1]]
    assert "1 chosen run no longer here" in at.toast[0].value
    at.run()
    assert not at.toast


def test_a_damaged_run_is_listed_and_can_be_deleted(runs, add_run, damage, page, text_of):
    run_id = add_run(runs)
    damage(runs, run_id)
    at = page("runs", runs_chosen=run_id)
    assert not at.exception
    assert "config.json" in the_list(at)["Note"].iloc[0]
    assert not [one for one in at.text_input if one.label == "Own name"]
    at.button(key="runs_delete").click().run()
    assert runs.ids() == []


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_is_shown_letter_by_letter_everywhere(runs, add_run, page, text_of, name):
    run_id = add_run(runs)
    at = page("runs", runs_chosen=run_id)
    (field,) = [one for one in at.text_input if one.label == "Own name"]
    field.set_value(name).run()
    assert not at.exception
    assert runs.load(run_id).name == name
    at.run()
    assert the_list(at)["Run"].iloc[0] == one_line(name)
    assert f"* {literal(name)}" in text_of(at)
    at = page("train", runs=run_id)
    assert not at.exception
    assert literal(name).strip() in text_of(at)


def test_a_chosen_run_is_stopped_and_resumed(runs, add_run, started, page):
    queued, failed = add_run(runs, state="queued"), add_run(runs, seed=1, state="failed")
    at = page("runs", runs_chosen=f"{queued},{failed}")
    assert "1 run" in at.button(key="runs_cancel").label
    at.button(key="runs_cancel").click().run()
    assert runs.load(queued).shown_state == "cancelled"
    assert at.button(key="runs_resume").label == "Resume 2 runs"
    at.button(key="runs_resume").click().run()
    assert {runs.load(one).shown_state for one in (queued, failed)} == {"queued"}
    assert started


def test_what_cannot_be_deleted_keeps_none_of_the_others_back(runs, add_run, page, monkeypatch):
    ids = [add_run(runs, seed=seed) for seed in range(3)]
    delete = jobs.delete

    def full(run_id):
        if run_id == ids[1]:
            raise OSError("the disk is full")
        return delete(run_id)

    monkeypatch.setattr(jobs, "delete", full)
    at = page("runs", runs_chosen=",".join(ids))
    at.button(key="runs_delete").click().run()
    assert runs.ids() == [ids[1]]
    assert "the disk is full" in at.error[0].value


def test_more_chosen_runs_than_a_link_holds_stay_chosen(runs, add_run, page):
    first = add_run(runs)
    for number in range(230):
        shutil.copytree(runs.root / first, runs.root / f"copy-{number}")
    at = page("runs")
    at.session_state[CHOSEN.key] = runs.ids()
    at.run()
    assert "**Move 231 runs to the trash?**" in "\n".join(one.value for one in at.markdown)
    assert "and 223 more" in "\n".join(one.value for one in at.markdown)
    assert "runs_chosen" not in at.query_params


def test_what_has_not_changed_is_not_read_again(runs, add_run, page, monkeypatch):
    monkeypatch.setattr(known, "SETTLED_S", -1.0)
    ids = [add_run(runs, seed=seed) for seed in range(5)]
    read = []

    def noted(record):
        read.append(record.id)
        return run_outcome(record)

    monkeypatch.setattr(loaders, "run_outcome", noted)
    at = page("runs")
    assert sorted(read) == sorted(ids)
    read.clear()
    at.run()
    page("runs", runs_text="erm")
    assert read == []
    folder = RunFolder(runs.root / ids[0])
    folder.write_predictions("test", folder.read_predictions("test"))
    at.run()
    assert read == [ids[0]]
    # Another server that starts on the same runs knows them all.
    read.clear()
    shown = the_list(at)
    monkeypatch.setattr(loaders, "_OUTCOMES", WeakKeyDictionary())
    assert the_list(page("runs")).equals(shown)
    assert read == []


def test_every_collection_of_the_lab_is_listed_and_has_a_name():
    roots = shipped_runs.roots(every=True)
    assert set(roots) < set(table.FROM)
    assert {root.name for root in roots.values()} == {
        root.name for root in setting_runs.ASSETS.glob("*_runs")
    }


def test_the_switch_names_every_page_whose_runs_it_shows(runs, page):
    (switch,) = [one for one in page("runs").toggle if one.key == "runs_every"]
    on_request = shipped_runs.roots(every=True).keys() - shipped_runs.roots(every=False).keys()
    assert all(table.FROM[name] in switch.label for name in on_request)
