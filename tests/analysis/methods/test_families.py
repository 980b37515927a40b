from ltcore.analysis.methods.families import family_frame
from ltcore.methods.base import PLACES
from ltcore.methods.families import FAMILIES


def test_the_frame_is_in_pipeline_order_and_by_year():
    frame = family_frame()
    assert len(frame) == len(FAMILIES)
    order = [(PLACES.index(row.place), row.year) for row in frame.itertuples()]
    assert order == sorted(order)
    assert set(frame["place"]) == set(PLACES)


def test_what_is_implemented_names_its_methods():
    frame = family_frame()
    here = (frame[["methods", "pretrainings", "page"]] != "").any(axis=1)
    assert (frame["implemented"] == here).all()
    assert frame.set_index("name").loc["gh", "pretrainings"] == "gh"
    assert (
        frame.set_index("name").loc["class_balanced", "methods"]
        == "cb_softmax, cb_sigmoid, cb_focal"
    )


def test_what_is_done_on_a_page_is_implemented_without_a_method():
    rows = family_frame().set_index("name").loc[["post_hoc", "federated", "experts"]]
    assert rows["implemented"].tolist() == [True, True, False]
    assert rows["methods"].tolist() == ["", "", ""]
    assert rows["page"].tolist() == ["posthoc", "long_tail", ""]
