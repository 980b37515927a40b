import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from ltcore.data import DataError, build, prepare
from ltcore.data.sources import text as text_source

GOOD = ["a fine film", "fine acting, fine music", "lovely, truly fine", "a fine day"]
BAD = ["a dull film", "dull and long", "long, long, dull", "so dull"]


@pytest.fixture
def reviews(configured, tmp_path):
    """Return a function: lines of a CSV -> configuration."""

    def make(content, **options):
        path = tmp_path / "reviews.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        settings = {key: options.pop(key) for key in ("test_per_class", "n_max") if key in options}
        return configured("text", {"root": str(path), **options}, **settings)

    return make


def csv(good=GOOD, bad=BAD):
    rows = [f'"{text}",good' for text in good] + [f'"{text}",bad' for text in bad]
    return "text,label\n" + "\n".join(rows) + "\n"


def test_raw_texts_are_kept(reviews, store, monkeypatch):
    monkeypatch.setattr(text_source, "BLOCK_ROWS", 3)
    source = prepare(reviews(csv(["Größe", "", "z", "x"])), store=store)
    assert source.texts("pool", np.arange(8)) == ["Größe", "", "z", "x", *BAD]
    assert source.class_names == ("bad", "good")
    assert source.labels("pool").tolist() == [1] * 4 + [0] * 4


def test_vocabulary_and_weights_come_from_the_training_texts_alone(reviews, store):
    data = build(reviews(csv(), test_per_class=2), store=store)
    source = prepare(reviews(csv(), test_per_class=2), store=store)
    words = set()
    for text in source.texts("pool", data.train.rows):
        words |= {word for word in text.replace(",", "").split() if len(word) > 1}
    assert data.task.input_shape == (len(words),)
    lengths = np.linalg.norm(data.train.inputs(), axis=1)
    assert lengths == pytest.approx(1, abs=1e-6)
    assert data.train.pool.dtype == np.float32


def test_texts_that_are_not_trained_on_change_nothing(reviews, store):
    data = build(reviews(csv(), test_per_class=1), store=store)
    lines = csv().splitlines()
    for row in data.test.rows:
        label = lines[row + 1].rsplit(",", 1)[1]
        lines[row + 1] = f'"entirely other words, fine and dull",{label}'
    other = build(reviews("\n".join(lines), test_per_class=1), store=store)
    assert np.array_equal(data.train.inputs(), other.train.inputs())
    assert not np.array_equal(data.test.inputs(), other.test.inputs())
    assert np.array_equal(data.mean, other.mean)


def test_unused_rows_are_zero_and_ids_are_rows_of_the_file(reviews, store):
    data = build(reviews(csv(), n_max=1, test_per_class=1), store=store)
    assert data.train.pool.shape[0] == 8
    unused = np.setdiff1d(np.arange(8), np.concatenate([data.train.rows, data.test.rows]))
    assert len(unused) == 4
    assert not data.train.pool[unused].any()


def test_the_number_of_features_is_bounded(reviews, store):
    assert build(reviews(csv(), features=2), store=store).task.input_shape == (2,)


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (csv(), {"text": "texts"}, "text: .* has no column 'texts'. Did you mean 'text'?"),
        (csv(), {"label": "labels"}, "label: .* has no column 'labels'. Did you mean 'label'?"),
        ("text,label\nok,a\nfine,\n", {}, r"row 2: the label \('label'\) is empty"),
        ("text,label\n,a\n,b\n", {}, "has no text in column 'text'"),
        ("text,label\n1,a\n2,b\n3,a\n4,b\n", {}, "have no words in column 'text'"),
        (
            b"\x80\x04\x95pickle",
            {},
            "looks like a Python pickle, which is never opened: expected a table",
        ),
        (
            b"text,label\n\xff\xfe\xff\xfe,a\n",
            {},
            "line 2: byte 12 of the file .0xff. is not UTF-8",
        ),
        (b"", {}, "looks like an empty file"),
    ],
)
def test_what_was_found_and_what_is_expected(content, options, message, reviews, store):
    with pytest.raises(DataError, match=message):
        build(reviews(content, **options), store=store)


def test_features_that_would_not_fit_are_refused(reviews, store, monkeypatch):
    monkeypatch.setattr(text_source, "MAX_FEATURE_BYTES", 100)
    with pytest.raises(DataError, match="Lower features"):
        build(reviews(csv()), store=store)


def test_texts_and_labels_of_parquet_in_every_type(configured, store, tmp_path):
    texts = ["fine 猫", "", None, "fine 猫"]
    labels = [1, 2, 1, 2]
    kinds = (
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.uint8(), pa.string()),
    )
    found = []
    for number, kind in enumerate((*kinds, pa.binary())):
        held = [text.encode() if text and kind == pa.binary() else text for text in texts]
        column = pa.array(held, kind if not pa.types.is_dictionary(kind) else pa.string())
        path = tmp_path / f"{number}.parquet"
        parquet.write_table(pa.table({"text": column.cast(kind), "label": labels}), path)
        source = prepare(configured("text", {"root": str(path)}), store=store)
        assert source.class_names == ("1", "2")
        assert source.labels("pool").tolist() == [0, 1, 0, 1]
        found.append(source.texts("pool", np.arange(4)))
    assert found == [["fine 猫", "", "", "fine 猫"]] * 5


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([1, 2], "column 'text' holds 1: name the column with the text"),
        ([1.5, 2], "column 'text' holds .*1.5"),
        ([[1], [2]], "column 'text' holds list<"),
        ([b"\xfc", b"a"], "cannot be read as text: .*utf-8"),
    ],
)
def test_what_is_no_text_is_refused(column, message, configured, store, tmp_path):
    parquet.write_table(pa.table({"text": column, "label": ["a", "b"]}), tmp_path / "t.parquet")
    with pytest.raises(DataError, match=message):
        prepare(configured("text", {"root": str(tmp_path / "t.parquet")}), store=store)


def test_columns_that_nothing_uses_are_named(reviews, store):
    content = "id,text,label,stars\n7,fine film,a,3\n8,dull film,b,1\n"
    assert prepare(reviews(content), store=store).notes == (
        "reviews.csv: unused columns: 'id', 'stars'",
    )


def test_a_comma_that_is_not_quoted_makes_no_class(reviews, store):
    rows = "".join(f"good film, really nice,{row % 2}\n" for row in range(40))
    with pytest.raises(DataError, match="line 2 has 3 fields, the header has 2"):
        prepare(reviews("text,label\n" + rows), store=store)


@pytest.mark.parametrize("shift", range(6))
def test_texts_of_other_scripts_are_texts(shift, reviews, store):
    content = (
        "text,label\n"
        + "x" * shift
        + "".join(
            f"{text},{label}\n"
            for label, text in enumerate(("你好 世界 学习", "深度 网络"))
            for _ in range(200)
        )
    )
    assert len(prepare(reviews(content), store=store).labels("pool")) == 400


def test_blocks_of_any_size_hold_the_same(reviews, store, monkeypatch):
    rows = [(f"word{row % 5} é{row}", f"k{row % 3}") for row in range(50)]
    content = "text,label\n" + "".join(f"{text},{label}\n" for text, label in rows)
    for number, block in enumerate((1, 7, 49, 50, 51)):
        monkeypatch.setattr(text_source, "BLOCK_ROWS", block)
        source = prepare(reviews(content), store=store / str(number))
        assert source.texts("pool", np.arange(50)) == [text for text, _ in rows]
        assert source.labels("pool").tolist() == [row % 3 for row in range(50)]


def test_a_small_file_that_unfolds_is_refused(configured, store, tmp_path, monkeypatch):
    """One long text that stands in every row takes a few kilobytes in Parquet."""
    monkeypatch.setattr("ltcore.data.tables.held.ALWAYS", 2**20)
    text = pa.array(["word " * 20_000] * 1000).dictionary_encode()
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"text": text, "label": [0, 1] * 500}), path)
    assert path.stat().st_size < 20_000
    with pytest.raises(
        DataError, match=r"claims 96 MiB .*; a file of this size may hold at most 1 MiB"
    ):
        prepare(configured("text", {"root": str(path)}), store=store)
