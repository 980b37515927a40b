import pytest

from ltcore.config import RunConfig
from ltcore.runs import RunExistsError, RunFolder, RunWriteError, UnknownRunError, trash
from ltcore.runs.disk import HeldFolder


def test_what_was_deleted_is_listed_with_its_size_and_comes_back(store, config):
    assert store.trash.runs() == []
    folder = store.create(config)
    folder.log("text")
    size = sum(path.stat().st_size for path in folder.path.rglob("*"))
    moved = store.delete(folder.id)
    (run,) = store.trash.runs()
    assert (run.name, run.run_id, run.size) == (moved.name, folder.id, size)
    assert run.deleted > 0
    assert store.trash.restore(folder.id) == folder.id
    assert store.trash.runs() == []
    assert "text" in store.load(folder.id).folder.read_log()


def test_of_two_with_one_id_the_last_comes_back_and_the_other_by_its_name(store, config):
    folder = store.create(config)
    first = store.delete(folder.id)
    store.create(config)
    second = store.delete(folder.id)
    store.trash.restore(folder.id)
    assert [run.name for run in store.trash.runs()] == [first.name]
    with pytest.raises(RunExistsError, match=r"there is a new run"):
        store.trash.restore(first.name)
    store.delete(folder.id)
    store.trash.restore(first.name)
    assert second.name not in [run.name for run in store.trash.runs()]


def test_emptying_removes_what_is_named_or_all(store):
    ids = [store.create(RunConfig(seed=seed)).id for seed in range(3)]
    for run_id in ids:
        store.delete(run_id)
    sizes = {run.run_id: run.size for run in store.trash.runs()}
    assert store.trash.empty([ids[1]]) == sizes[ids[1]]
    assert [run.run_id for run in store.trash.runs()] == [ids[0], ids[2]]
    with pytest.raises(UnknownRunError, match=r"no run 'nothing' in the trash.*ltlab runs trash"):
        store.trash.empty([ids[0], "nothing"])
    assert len(store.trash.runs()) == 2
    assert store.trash.empty() == sizes[ids[0]] + sizes[ids[2]]
    assert store.trash.empty() == 0
    assert store.trash.runs() == []


def test_emptying_removes_links_and_not_what_they_lead_to(store, config, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    folder = store.create(config)
    (folder.path / "checkpoint").symlink_to(outside)
    (folder.path / "mine.txt").symlink_to(outside / "mine.txt")
    store.delete(folder.id)
    assert store.trash.runs()[0].size < 5000
    store.trash.empty()
    assert (outside / "mine.txt").read_text() == "mine"
    assert list(store.trash.path.iterdir()) == []


def test_what_somebody_else_put_there_stays(store, config):
    store.delete(store.create(config).id)
    for name in ("notes", "my-folder", "x-0123456", ".hidden-01234567"):
        (store.trash.path / name).mkdir()
    (store.trash.path / "digits-01234567").symlink_to(store.root)
    (store.trash.path / "file-01234567").write_text("mine")
    assert len(store.trash.runs()) == 1
    store.trash.empty()
    assert len(list(store.trash.path.iterdir())) == 6


@pytest.mark.parametrize("name", ["../x", "", ".", "/etc", "a/b", "x" * 300, "digits-01234567"])
def test_no_text_is_a_path(store, config, name):
    store.delete(store.create(config).id)
    for act in (store.trash.restore, lambda text: store.trash.empty([text])):
        with pytest.raises(UnknownRunError):
            act(name)
    assert len(store.trash.runs()) == 1


def test_a_trash_that_is_a_link_takes_and_loses_nothing(store, config, tmp_path):
    (tmp_path / "outside").mkdir()
    folder = store.create(config)
    store.trash.path.symlink_to(tmp_path / "outside")
    for act in (lambda: store.delete(folder.id), store.trash.runs, store.trash.empty):
        with pytest.raises(RunWriteError, match=r"\.trash is a symbolic link"):
            act()
    assert store.ids() == [folder.id]
    assert list((tmp_path / "outside").iterdir()) == []


def test_what_a_killed_process_was_making_is_removed_once_it_is_old(store, config, monkeypatch):
    assert store.trash.abandoned() == []
    assert store.trash.remove_abandoned() == 0
    store.create(config)

    class Killed(BaseException):
        pass

    def killed(*_arguments, **_settings):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(RunFolder, "write_config", killed)
        patch.setattr(HeldFolder, "remove_tree", lambda *_: None)
        with pytest.raises(Killed):
            store.create(RunConfig(seed=1))
    for name in (".hidden", ".digits.0123", ".trash"):
        (store.root / name).mkdir()
    assert store.ids() == [config.run_id]
    assert store.trash.abandoned() == []  # somebody may be at it
    monkeypatch.setattr(trash, "ABANDONED_AFTER", -1.0)
    (left,) = store.trash.abandoned()
    assert left.run_id == RunConfig(seed=1).run_id
    assert store.trash.remove_abandoned() == left.size > 0
    assert {path.name for path in store.root.iterdir()} == {
        *(config.run_id, ".hidden", ".digits.0123", ".trash"),
    }


def test_a_run_that_is_removed_while_the_trash_is_listed_hides_no_other(store, monkeypatch):
    first, second = (store.create(RunConfig(seed=seed)).id for seed in range(2))
    for run_id in (first, second):
        store.delete(run_id)
    (gone,) = [run for run in store.trash.runs() if run.run_id == first]
    sized = HeldFolder.tree_size

    def late(folder, name):
        if name == gone.name:
            folder.remove_tree(name)
        return sized(folder, name)

    monkeypatch.setattr(HeldFolder, "tree_size", late)
    assert [run.run_id for run in store.trash.runs()] == [second]


def test_a_run_that_is_named_twice_is_counted_once(store, config):
    run_id = store.create(config).id
    store.delete(run_id)
    (run,) = store.trash.runs()
    assert store.trash.empty([run_id, run.name]) == run.size


def test_a_run_is_found_by_its_name_without_a_look_at_the_others(store, monkeypatch):
    ids = [store.create(RunConfig(seed=seed)).id for seed in range(3)]
    names = [store.delete(run_id).name for run_id in ids]
    monkeypatch.setattr(trash.Trash, "runs", lambda _: pytest.fail("it looks at all deleted runs"))
    assert store.trash.restore(names[1]) == ids[1]
    assert store.ids() == [ids[1]]
