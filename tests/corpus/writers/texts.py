"""Tables of texts: line ends inside quotes, other scripts, commas that nobody quoted."""

from pathlib import Path
from typing import Any

from tests.corpus.collecting import HAND, Corpus, lines, text, to
from tests.corpus.sample import Sample, sample

PHRASES = {
    "words": ("a good film", 'she said "no"', "slow, but kind", "two\nlines"),
    "chinese": ("这部电影很好", "无聊,太长", "第一行\n第二行"),
    "russian": ("хороший фильм", "скучно, длинно", "«да» сказала она"),
    "hindi": ("अच्छी फ़िल्म", "धीमी, पर अच्छी", "दो\nपंक्तियाँ"),
}


def drawn_texts(family: str, seed: str) -> tuple[Sample, list[str]]:
    drawn = sample(family, seed)
    phrases = PHRASES[family]
    return drawn, [f"{phrases[row % len(phrases)]} {row}" for row in range(len(drawn.labels))]


def add(corpus: Corpus) -> None:
    import duckdb  # type: ignore[import-not-found]
    import polars as pl  # type: ignore[import-not-found]

    for family in PHRASES:
        drawn, texts = drawn_texts(family, f"text pandas {family}")
        frame = drawn.frame().assign(text=texts)[["text", "label"]]
        corpus.texts(
            f"text/pandas_{family}.csv",
            "pandas",
            drawn,
            texts,
            to(frame.to_csv, index=False),
        )
    styles: dict[str, dict[str, Any]] = {
        "mark": {"encoding": "utf-8-sig"},
        "tab": {"sep": "\t"},
        "semicolon": {"sep": ";"},
    }
    for style, how in styles.items():
        drawn, texts = drawn_texts("russian", f"text pandas {style}")
        frame = drawn.frame().assign(text=texts)[["text", "label"]]
        corpus.texts(
            f"text/pandas_{style}.csv",
            "pandas",
            drawn,
            texts,
            to(frame.to_csv, index=False, **how),
        )
    drawn, texts = drawn_texts("words", "text imdb")
    named = drawn.frame().assign(review=texts, sentiment=drawn.labels)[["review", "sentiment"]]
    corpus.texts(
        "text/pandas_reviews.csv",
        "pandas",
        drawn,
        texts,
        to(named.to_csv, index=False),
        options={"text": "review", "label": "sentiment"},
    )
    drawn, texts = drawn_texts("hindi", "text polars")
    columns = {"label": drawn.labels, "text": texts, "id": list(range(len(texts)))}
    corpus.texts(
        "text/polars_with_id.csv",
        "polars",
        drawn,
        texts,
        to(pl.DataFrame(columns).write_csv),
    )
    drawn, texts = drawn_texts("words", "text duckdb")
    pairs = drawn.frame().assign(text=texts)

    def copy(path: Path) -> None:
        with duckdb.connect() as base:
            base.register("pairs", pairs)
            base.execute(f"COPY (SELECT text, label FROM pairs) TO '{path}' (FORMAT csv, HEADER)")

    corpus.texts("text/duckdb.csv", "duckdb", drawn, texts, copy)
    drawn, texts = drawn_texts("words", "text R")
    quoted = [text.replace('"', '""') for text in texts]
    body = [f'"{text}","{label}"' for text, label in zip(quoted, drawn.labels, strict=True)]
    corpus.texts(
        "text/r_write_csv.csv",
        f"{HAND}: R's write.csv",
        drawn,
        texts,
        text(lines(['"text","label"', *body])),
    )
    unquoted = [
        f"{'good film, really nice' if row % 2 else 'bad film'},{row % 3}" for row in range(30)
    ]
    corpus.refused(
        "text/refused_unquoted_comma.csv",
        HAND,
        ["line 3", "3", "2"],
        text(lines(["text,label", *unquoted])),
        read="text",
    )
    corpus.refused(
        "text/refused_empty_texts.csv",
        HAND,
        ["'text'"],
        text(lines(["text,label", *(f",{row % 3}" for row in range(12))])),
        read="text",
    )
    corpus.refused(
        "text/refused_no_text_column.csv",
        HAND,
        ["'text'", "'review'"],
        text(lines(["review,label", *(f"film {row},{row % 3}" for row in range(12))])),
        read="text",
    )
