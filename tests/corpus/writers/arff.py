"""ARFF as liac-arff and Weka write it, and KEEL's .dat files."""

from typing import Any

from tests.corpus.collecting import HAND, Corpus, lines, text
from tests.corpus.sample import Sample, sample
from tests.corpus.writers.csv_by_hand import rows_of

WEKA = f"{HAND}: Weka"
KEEL = f"{HAND}: KEEL"


def add(corpus: Corpus) -> None:
    _liac(corpus)
    _weka(corpus)
    _weka_sparse(corpus)
    _keel(corpus)
    _refused(corpus)


def _liac(corpus: Corpus) -> None:
    import arff  # type: ignore[import-not-found]

    for name, family in {
        "words": "words",
        "umlaut": "russian",
        "quoted": "quoted",
        "whole": "whole",
    }.items():
        drawn = sample(family, f"arff liac {name}")
        names = [str(label) for label in drawn.names]
        content = arff.dumps(
            {
                "description": "Drawn for a test",
                "relation": "drawn",
                "attributes": [*((c, "REAL") for c in drawn.columns), ("class", names)],
                "data": [
                    [*row, str(label)]
                    for row, label in zip(drawn.features.tolist(), drawn.labels, strict=True)
                ],
            }
        )
        corpus.table(f"arff/liac_{name}.arff", "liac-arff", drawn, text(content))
    drawn = sample("words", "arff liac sparse")
    content = arff.dumps(
        {
            "relation": "drawn",
            "attributes": [*((c, "NUMERIC") for c in drawn.columns), ("class", list(drawn.names))],
            "data": [
                {**{at: v for at, v in enumerate(row) if v}, 3: label}
                for row, label in zip(drawn.features.tolist(), drawn.labels, strict=True)
            ],
        }
    )
    corpus.table("arff/liac_sparse.arff", "liac-arff", drawn, text(content))


def head(drawn: Sample, classes: str, *, relation: str = "drawn") -> list[str]:
    attributes = [f"@attribute {column} numeric" for column in drawn.columns]
    return [f"@relation {relation}", "", *attributes, f"@attribute class {classes}", "", "@data"]


def declared(drawn: Sample, separator: str = ",") -> str:
    return "{" + separator.join(drawn.names) + "}"


def _weka(corpus: Corpus) -> None:
    drawn = sample("words", "weka")
    body = rows_of(drawn)
    plain = head(drawn, declared(drawn))
    layouts: dict[str, str] = {
        "plain": lines([*plain, *body]),
        "comments": lines(
            [
                "% 1. Title: drawn",
                "%",
                *plain,
                "% the first half",
                *body[:9],
                "",
                "% the second",
                *body[9:],
            ]
        ),
        "comment_after_attribute": lines(
            [line.replace("numeric", "numeric % in mm") for line in plain] + body
        ),
        "blanks_in_braces": lines([*head(drawn, "{ " + " , ".join(drawn.names) + " }"), *body]),
        "blanks_in_data": lines([*plain, *(line.replace(",", ", ") for line in body)]),
        "upper_case": lines(
            [line.replace("@attribute", "@ATTRIBUTE").replace("@data", "@DATA") for line in plain]
            + body
        ).replace("numeric", "REAL"),
        "tabs": lines([line.replace(" ", "\t") for line in plain] + body),
        "crlf": lines([*plain, *body], "\r\n"),
        "mark": "\ufeff" + lines([*plain, *body]),
        "quoted_attributes": lines([*plain, *body]).replace(
            "@attribute area", "@attribute 'area in mm'"
        ),
        "weights": lines([*plain, *(f"{line}, {{5}}" for line in body)]),
        "ranges": lines([*plain, *body]).replace("width numeric", "width real [-20,20]"),
        "quoted_data": lines([*plain, *(line.replace("cat", "'cat'") for line in body)]),
    }
    for name, content in layouts.items():
        corpus.table(f"arff/weka_{name}.arff", WEKA, drawn, text(content))
    inner = sample("inner", "weka inner blanks")
    for name, mark in {"single": "'", "double": '"'}.items():
        quoted = [
            f"{','.join(row)},{mark}{label}{mark}"
            for row, label in zip(inner.rows(), inner.labels, strict=True)
        ]
        braces = "{" + ",".join(f"{mark}{n}{mark}" for n in inner.names) + "}"
        corpus.table(
            f"arff/weka_{name}_quotes.arff",
            WEKA,
            inner,
            text(lines([*head(inner, braces), *quoted])),
        )
    escaped = sample("quoted", "weka escapes")
    names = {name: "'" + name.replace("'", "\\'") + "'" for name in escaped.names}
    rows = [
        f"{','.join(row)},{names[label]}"
        for row, label in zip(escaped.rows(), escaped.labels, strict=True)
    ]
    braces = "{" + ",".join(names.values()) + "}"
    corpus.table(
        "arff/weka_escapes.arff", WEKA, escaped, text(lines([*head(escaped, braces), *rows]))
    )
    signs = sample("signs", "weka signs")
    corpus.table(
        "arff/weka_signs.arff", WEKA, signs, text(lines([*head(signs, "{-1,1}"), *rows_of(signs)]))
    )


def _weka_sparse(corpus: Corpus) -> None:
    drawn = sample("words", "weka sparse")
    rows = []
    for row, label in zip(drawn.rows(), drawn.labels, strict=True):
        pairs = [f"{at} {value}" for at, value in enumerate(row) if value != "0"]
        if label != drawn.names[0]:  # the first declared value is the zero of a sparse row
            pairs.append(f"3 {label}")
        rows.append("{" + ", ".join(pairs) + "}")
    corpus.table(
        "arff/weka_sparse.arff",
        f"{WEKA}'s NonSparseToSparse",
        drawn,
        text(lines([*head(drawn, declared(drawn)), *rows])),
    )


def _keel(corpus: Corpus) -> None:
    drawn = sample("blanks", "keel")
    names = ", ".join(drawn.names)
    spaced = [
        ", ".join([*row, str(label)]) for row, label in zip(drawn.rows(), drawn.labels, strict=True)
    ]
    attributes = [
        f"@attribute {column} real [{low:g}, {high:g}]"
        for column, low, high in zip(
            drawn.columns, drawn.features.min(axis=0), drawn.features.max(axis=0), strict=True
        )
    ]
    start = ["@relation drawn", *attributes, f"@attribute Class {{{names}}}"]
    ends = [f"@inputs {', '.join(drawn.columns)}", "@outputs Class", "@data"]
    layouts: dict[str, list[str]] = {
        "plain": [*start, *ends, *spaced],
        "tight_ranges": [line.replace("real [", "real[").replace(", ", ",") for line in start]
        + [*ends, *spaced],
        "no_inputs": [*start, "@data", *spaced],
        "upper_case": [
            *start,
            *(line.replace("@o", "@O").replace("@i", "@I") for line in ends),
            *spaced,
        ],
        "one_output": [
            *start,
            ends[0].replace("@inputs", "@input"),
            "@output Class",
            "@data",
            *spaced,
        ],
    }
    for name, content in layouts.items():
        corpus.table(f"keel/{name}.dat", KEEL, drawn, text(lines(content)))
    # The class of a KEEL file is what @outputs says, also where it is no last attribute.
    first = [
        "@relation drawn",
        f"@attribute Kind {{{names}}}",
        *attributes,
        f"@inputs {', '.join(drawn.columns)}",
        "@outputs Kind",
        "@data",
        *(
            ", ".join([str(label).strip(), *row])
            for row, label in zip(drawn.rows(), drawn.labels, strict=True)
        ),
    ]
    stripped = sample("blanks", "keel")
    corpus.table("keel/class_first.dat", KEEL, stripped, text(lines(first)))
    yeast = sample("words", "keel imbalanced")
    corpus.table(
        "keel/crlf.dat",
        KEEL,
        yeast,
        text(
            lines(
                [
                    "@relation yeast",
                    *(f"@attribute {c} real [-20.0, 20.0]" for c in yeast.columns),
                    f"@attribute Class {declared(yeast, ', ')}",
                    f"@inputs {', '.join(yeast.columns)}",
                    "@outputs Class",
                    "@data",
                    *rows_of(yeast, ", "),
                ],
                "\r\n",
            )
        ),
    )


def _refused(corpus: Corpus) -> None:
    drawn = sample("words", "arff refused")
    body = rows_of(drawn)
    plain = head(drawn, declared(drawn))
    line_of_row_5 = f"line {len(plain) + 5}"

    def at(row: str) -> str:
        return lines([*plain, *body[:4], row, *body[5:]])

    def second(kind: str, value: str) -> str:
        """Return the file with another second attribute."""
        rows = [",".join([row.split(",")[0], value, *row.split(",")[2:]]) for row in body]
        return lines([line.replace("width numeric", f"width {kind}") for line in plain] + rows)

    cases: dict[str, tuple[str, list[str]]] = {
        "class_missing": (at("1,2,3,?"), []),
        "number_missing": (at("1,?,3,cat"), ["'width'"]),
        "too_many": (at("1,2,3,4,cat"), [line_of_row_5]),
        "too_few": (at("1,2,cat"), [line_of_row_5]),
        "undeclared": (at("1,2,3,wolf"), ["row 5", "wolf"]),
        "word": (at("1,tall,3,cat"), ["'width'", "tall"]),
        "open_quote": (at("1,2,3,'cat"), [line_of_row_5]),
        "no_data": (lines(plain[:-1]), []),
        "no_rows": (lines(plain), ["row"]),
        "text_attribute": (second("string", "'quite tall'"), ["'width'"]),
        "date_attribute": (second('date "yyyy-MM-dd"', '"2026-01-31"'), ["'width'"]),
        "nominal_attribute": (second("{low,high}", "high"), ["'width'"]),
        "attribute_twice": (lines([*plain, *body]).replace("width", "area"), ["'area'"]),
        "unknown_kind": (
            lines([*plain, *body]).replace("width numeric", "width complex"),
            ["complex"],
        ),
        "sparse_index": (at("{0 1, 9 2, 3 cat}"), [line_of_row_5]),
        "sparse_twice": (at("{0 1, 0 2, 3 cat}"), [line_of_row_5]),
    }
    for name, (content, words) in cases.items():
        corpus.refused(f"arff/refused_{name}.arff", WEKA, words, text(content))


def libsvm_rows(drawn: Sample, *, base: int, labels: list[Any] | None = None) -> list[str]:
    return [
        " ".join(
            [str(label), *(f"{at + base}:{value}" for at, value in enumerate(row) if value != "0")]
        )
        for row, label in zip(drawn.rows(), labels or drawn.labels, strict=True)
    ]
