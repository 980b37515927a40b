"""Predictions as pandas, polars, DuckDB and numpy write them, under the names that people use."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.corpus.collecting import Corpus, to
from tests.corpus.sample import predictions, softmax


def add(corpus: Corpus) -> None:
    _names(corpus)
    _scores(corpus)
    _parquet(corpus)
    _npz(corpus)
    _refused(corpus)


def table(family: str, seed: str, true: str = "label", guess: str = "predicted") -> Any:
    drawn, predicted, logits = predictions(family, seed)
    frame = pd.DataFrame({true: drawn.labels})
    if guess:
        written = np.array([*dict.fromkeys(drawn.labels)], dtype=object)
        order = dict(zip(drawn.labels, drawn.numbers, strict=True))
        by_number = sorted(written, key=lambda label: order[label])
        frame[guess] = [by_number[number] for number in predicted]
    return drawn, predicted, logits, frame


def _names(corpus: Corpus) -> None:
    pairs = {
        "label_predicted": ("whole", "label", "predicted"),
        "y_true_y_pred": ("words", "y_true", "y_pred"),
        "true_pred": ("chinese", "true", "pred"),
        "target_prediction": ("russian", "target", "prediction"),
        "actual_predicted": ("quoted", "actual", "predicted"),
        "class_prediction": ("hindi", "class", "prediction"),
        "truth_pred": ("blanks", "truth", "pred"),
        "from_one": ("from_one", "label", "predicted"),
        "signs": ("signs", "y_true", "y_pred"),
        "twelve": ("twelve", "y_true", "y_pred"),
        "truth_values": ("truth", "label", "predicted"),
        "codes": ("codes", "label", "predicted"),
    }
    for name, (family, true, guess) in pairs.items():
        drawn, predicted, _, frame = table(family, f"import {name}", true, guess)
        corpus.imported(
            f"import/pandas_{name}.csv",
            "pandas",
            drawn,
            predicted,
            to(frame.to_csv, index=False),
        )
    # Row numbers and other columns are named and not used; ids are.
    drawn, predicted, _, frame = table("words", "import with index")
    dated = frame.assign(file="a.png", when=pd.Timestamp("2026-01-01"))
    corpus.imported(
        "import/pandas_with_index.csv",
        "pandas",
        drawn,
        predicted,
        to(dated.to_csv),
    )
    styles: dict[str, dict[str, Any]] = {
        "semicolon": {"sep": ";"},
        "tab_mark": {"sep": "\t", "encoding": "utf-8-sig"},
        "crlf": {"lineterminator": "\r\n"},
    }
    for style, how in styles.items():
        drawn, predicted, _, frame = table("inner", f"import {style}")
        corpus.imported(
            f"import/pandas_{style}.csv",
            "pandas",
            drawn,
            predicted,
            to(frame.to_csv, index=False, **how),
        )


def _scores(corpus: Corpus) -> None:
    named = {
        "logit": ("whole", "logit_{}", False, "predicted"),
        "logits": ("whole", "logits_{}", False, ""),
        "proba": ("whole", "proba_{}", True, "y_pred"),
        "prob": ("signs", "prob_{}", True, "predicted"),
        "proba_words": ("words", "proba_{}", True, "predicted"),
        "autogluon": ("words", "{}", True, ""),
        "autogluon_numbers": ("from_one", "{}", True, "predicted"),
        "quoted": ("quoted", "prob_{}", True, ""),
        "probabilities_called_logits": ("whole", "logit_{}", True, "predicted"),
        "twelve": ("twelve", "proba_{}", True, ""),
    }
    for name, (family, pattern, as_shares, guess) in named.items():
        drawn, predicted, logits, frame = table(family, f"import scores {name}", guess=guess)
        shares = np.round(softmax(logits), 7)
        # Rounding keeps the sum of a row at 1 to a few parts in ten million.
        values = shares if as_shares else logits
        for number, meant in enumerate(drawn.names):
            frame[pattern.format(meant)] = values[:, number]
        corpus.imported(
            f"import/scores_{name}.csv",
            "pandas",
            drawn,
            predicted,
            to(frame.to_csv, index=False),
            scores=np.log(shares) if as_shares else logits,
        )
    drawn, predicted, logits, frame = table("whole", "import scores shuffled", guess="")
    for number in (3, 0, 4, 2, 1):
        frame[f"logit_{number}"] = logits[:, number]
    corpus.imported(
        "import/scores_in_another_order.csv",
        "pandas",
        drawn,
        predicted,
        to(frame.to_csv, index=False),
        scores=logits,
    )


def _parquet(corpus: Corpus) -> None:
    import duckdb  # type: ignore[import-not-found]
    import polars as pl  # type: ignore[import-not-found]

    drawn, predicted, _, frame = table("words", "import parquet index")
    ids = frame.assign(index=np.arange(1000, 1000 + len(frame))).set_index("index")
    corpus.imported(
        "import/pandas_ids_are_index.parquet",
        "pandas",
        drawn,
        predicted,
        to(ids.to_parquet),
        index=[1000, 1000 + len(frame) - 1],
    )
    drawn, predicted, _, frame = table("twelve", "import parquet filtered")
    corpus.imported(
        "import/pandas_filtered.parquet",
        "pandas",
        drawn,
        predicted,
        to(frame.set_index(np.arange(len(frame)) * 2).to_parquet),
    )
    drawn, predicted, logits, frame = table("chinese", "import parquet polars", guess="")
    shares = softmax(logits)
    columns = {
        "y_true": drawn.labels,
        **{f"proba_{n}": shares[:, c] for c, n in enumerate(drawn.names)},
    }
    corpus.imported(
        "import/polars_proba.parquet",
        "polars",
        drawn,
        predicted,
        to(pl.DataFrame(columns).with_columns(pl.col("y_true").cast(pl.Categorical)).write_parquet),
        scores=np.log(shares),
    )
    drawn, predicted, _, frame = table("whole", "import duckdb", "actual", "predicted")

    def copy(path: Path) -> None:
        with duckdb.connect() as base:
            base.register("pairs", frame)
            kinds = "actual::DECIMAL(6,1) AS actual, predicted::DECIMAL(6,1) AS predicted"
            form = path.suffix[1:]
            header = ", HEADER" if form == "csv" else ""
            base.execute(f"COPY (SELECT {kinds} FROM pairs) TO '{path}' (FORMAT {form}{header})")

    for form in ("parquet", "csv"):
        corpus.imported(f"import/duckdb_decimal.{form}", "duckdb", drawn, predicted, copy)
    drawn, predicted, _, frame = table("inner", "import polars csv", "truth", "prediction")
    corpus.imported(
        "import/polars_truth.csv",
        "polars",
        drawn,
        predicted,
        to(pl.DataFrame(frame.to_dict("list")).write_csv),
    )


def _npz(corpus: Corpus) -> None:
    kinds: dict[str, tuple[str, Any, bool]] = {
        "whole": ("whole", np.int64, False),
        "column": ("whole", np.int32, True),
        "floats": ("from_one", np.float32, False),
        "words": ("words", "U", False),
        "fixed_bytes": ("words", "S", False),
        "truth": ("truth", np.bool_, False),
        "signs_column": ("signs", np.int8, True),
    }
    for name, (family, kind, column) in kinds.items():
        drawn, predicted, _, frame = table(family, f"import npz {name}")
        pair = [np.asarray(frame[part].tolist()).astype(kind) for part in ("label", "predicted")]
        y_true, y_pred = (values[:, None] if column else values for values in pair)
        corpus.imported(
            f"import/numpy_{name}.npz",
            "numpy",
            drawn,
            predicted,
            to(np.savez, y_true=y_true, y_pred=y_pred),
        )
    drawn, predicted, logits, _ = table("whole", "import npz scores")
    numbers, shares = drawn.numbers, softmax(logits)
    ids = np.arange(50, 50 + len(numbers))
    for name, arrays, scores in (
        ("logits", {"y_pred": predicted, "logits": logits.astype(np.float32)}, logits),
        ("logits_only", {"logits": logits}, logits),
        ("y_prob", {"y_pred": predicted, "y_prob": shares}, np.log(shares)),
        ("y_prob_only", {"y_prob": shares}, np.log(shares)),
        ("index", {"y_pred": predicted, "index": ids}, None),
        ("more", {"y_pred": predicted, "features": logits}, None),
    ):
        corpus.imported(
            f"import/numpy_{name}.npz",
            "numpy",
            drawn,
            predicted,
            to(np.savez, y_true=numbers, **arrays),
            scores=scores,
        )


def _refused(corpus: Corpus) -> None:
    drawn, predicted, logits, frame = table("whole", "import refused")
    columns = {f"logit_{c}": logits[:, c] for c in range(5)}
    scored = frame.assign(**columns)
    rows = np.arange(len(frame))
    tables: dict[str, tuple[pd.DataFrame, list[str]]] = {
        "argmax_of_another_order": (
            frame.assign(**{f"logit_{c}": logits[:, (c + 1) % 5] for c in range(5)}),
            ["largest score"],
        ),
        "score_missing": (scored.drop(columns="logit_2"), ["class 2"]),
        "score_not_finite": (
            scored.assign(logit_3=scored["logit_3"].where(rows != 4)),
            ["5", "logit_3"],
        ),
        "beyond_float32": (
            scored.assign(logit_3=scored["logit_3"].where(rows != 4, -1e39)),
            ["5", "logit_3"],
        ),
        "label_gap": (frame.assign(label=frame["label"].where(rows != 7)), ["8", "label"]),
        "guess_gap": (
            frame.assign(predicted=frame["predicted"].where(rows != 7)),
            ["8", "predicted"],
        ),
        "no_guess": (frame[["label"]], ["predicted"]),
        "no_label": (frame[["predicted"]], ["label"]),
        "no_rows": (frame.iloc[:0], ["row"]),
        "column_twice": (pd.concat([frame, frame[["label"]]], axis=1), ["label"]),
    }
    for name, (content, words) in tables.items():
        corpus.refused(
            f"import/refused_{name}.csv",
            "pandas",
            words,
            to(content.to_csv, index=False),
            read="import",
        )
    numbers = drawn.numbers
    archives: dict[str, tuple[dict[str, Any], list[str]]] = {
        "objects": ({"y_true": numbers.astype(object), "y_pred": predicted}, ["y_true"]),
        "other_length": ({"y_true": numbers, "y_pred": predicted[:-1]}, [str(len(numbers))]),
        "several_labels": ({"y_true": np.c_[numbers, numbers], "y_pred": predicted}, ["y_true"]),
        "flat_scores": ({"y_true": numbers, "logits": logits[:, 0]}, ["logits"]),
        "no_guess": ({"y_true": numbers}, ["y_pred"]),
        "label_gap": (
            {"y_true": np.where(rows == 4, np.nan, numbers), "y_pred": predicted},
            ["5", "y_true"],
        ),
    }
    for name, (arrays, words) in archives.items():
        corpus.refused(
            f"import/refused_{name}.npz",
            "numpy",
            words,
            to(np.savez, allow_pickle=True, **arrays),
            read="import",
        )
