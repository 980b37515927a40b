import pandas as pd

from ltcore.analysis.base.training_counts import sameness_in_words, sizes_in_words
from ltcore.runs.importing.settings import ImportSettings
from ltcore.runs.importing.writing import import_into


def imports(store, tmp_path, counts):
    for place in range(2):
        path = tmp_path / f"{place}.csv"
        pd.DataFrame({"label": [0, 1], "predicted": [0, place]}).to_csv(path, index=False)
        settings = ImportSettings(class_counts=counts)
        import_into(store.root, path, name=str(place), settings=settings)
    return [record for record in store.records() if record.config is None]


def test_trained_runs_with_equal_tables_have_the_same_counts(store):
    said = sameness_in_words(store.records())
    assert said == "All were trained on the same classes with the same counts."


def test_counts_of_imports_are_as_given(store, tmp_path):
    records = imports(store, tmp_path, (50, 5))
    assert sizes_in_words(records[0].class_counts) == "50 to 5 per class"
    assert sameness_in_words(records).endswith("the same counts; those of imports are as given.")


def test_unknown_counts_are_unknown_and_never_the_same(store, tmp_path):
    records = imports(store, tmp_path, None)
    assert sizes_in_words(records[0].class_counts) == "training examples unknown"
    said = sameness_in_words(records)
    assert said == "All know the same classes; the training counts are unknown and may differ."


def test_one_run_shares_nothing(store):
    assert sameness_in_words(store.records()[:1]) == ""
