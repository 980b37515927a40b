import numpy as np
import pytest

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
