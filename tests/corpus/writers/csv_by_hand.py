"""CSV tables in the layouts of R, of spreadsheets and of people who type."""

from tests.corpus.collecting import HAND, Corpus, lines, text
from tests.corpus.sample import Sample, sample


def rows_of(drawn: Sample, separator: str = ",") -> list[str]:
    return [
        separator.join([*row, str(label)])
        for row, label in zip(drawn.rows(), drawn.labels, strict=True)
    ]


def add(corpus: Corpus) -> None:
    _r(corpus)
    _typed(corpus)
    _refused(corpus)
    _splits(corpus)


def _r(corpus: Corpus) -> None:
    drawn = sample("words", "write.csv")
    header = ",".join(f'"{column}"' for column in (*drawn.columns, "label"))
    quoted = [
        ",".join([*row, f'"{label}"'])
        for row, label in zip(drawn.rows(), drawn.labels, strict=True)
    ]
    hand = f"{HAND}: R's write.csv"
    corpus.table("csv/r_write_csv.csv", hand, drawn, text(lines([header, *quoted])))
    numbered = [f'"{row}",{line}' for row, line in enumerate(quoted, 1)]
    corpus.refused(
        "csv/refused_r_row_names.csv",
        hand,
        ["without a name"],
        text(lines([f'"",{header}', *numbered])),
    )
    table = f"{HAND}: R's write.table"
    corpus.refused(
        "csv/refused_r_header_one_short.csv",
        f"{table}(sep = ',')",
        ["line 2", "5", "4"],
        text(lines([header, *numbered])),
    )
    corpus.refused(
        "csv/refused_r_write_csv2.csv",
        f"{HAND}: R's write.csv2",
        ["'area'"],
        text(
            lines(
                [
                    header.replace(",", ";"),
                    *(line.replace(",", ";").replace(".", ",") for line in quoted),
                ]
            )
        ),
    )
    plain = sample("russian", "write.table")
    corpus.table(
        "csv/r_write_table_tab.tsv",
        f"{table}(sep = '\\t', quote = FALSE, row.names = FALSE)",
        plain,
        text(lines(["\t".join([*plain.columns, "label"]), *rows_of(plain, "\t")])),
    )
    truth = sample("truth", "R logical")
    corpus.table(
        "csv/r_logical.csv",
        hand,
        truth,
        text(
            lines(
                [
                    '"area","width","height","label"',
                    *(
                        line.replace("True", "TRUE").replace("False", "FALSE")
                        for line in rows_of(truth)
                    ),
                ]
            )
        ),
        classes=["FALSE", "TRUE"],
    )


def _typed(corpus: Corpus) -> None:
    drawn = sample("words", "typed")
    header = ",".join([*drawn.columns, "label"])
    body = rows_of(drawn)
    layouts = {
        "no_last_newline": "\n".join([header, *body]),
        "blank_lines_at_end": lines([header, *body]) + "\n\n",
        "header_blanks": lines([header.replace(",", ", "), *body]),
        "blanks_everywhere": lines([line.replace(",", " , ") for line in (header, *body)]),
        "mark_and_crlf": "\ufeff" + lines([header, *body], "\r\n"),
        "quoted_label": lines([header, *(line.replace("cat", '"cat"') for line in body)]),
    }
    for name, content in layouts.items():
        corpus.table(f"csv/typed_{name}.csv", HAND, drawn, text(content))
    three = sample("whole", "numbers with blanks")
    corpus.table(
        "csv/typed_number_labels.csv",
        HAND,
        three,
        text(
            lines(
                [
                    "area,width,height,label",
                    *(
                        f"{','.join(row)}, {label}.0"
                        for row, label in zip(three.rows(), three.labels, strict=True)
                    ),
                ]
            )
        ),
    )


def _refused(corpus: Corpus) -> None:
    drawn = sample("words", "refused by hand")
    header = ",".join([*drawn.columns, "label"])
    body = rows_of(drawn)

    def at(row: int, line: str) -> str:
        return lines([header, *body[:row], line, *body[row + 1 :]])

    cases = {
        "first_row_long": (at(0, body[0] + ",9"), ["line 2", "5", "4"]),
        "first_rows_long": (lines([header, *(f"7,{line}" for line in body)]), ["line 2", "5", "4"]),
        "later_row_long": (at(9, body[9] + ",9"), ["line 11", "5", "4"]),
        "row_short": (at(5, "1.5,cat"), ["line 7", "2", "4"]),
        "first_row_short": (at(0, "1.5,2,cat"), ["line 2", "3", "4"]),
        "cut_in_last_row": (lines([header, *body])[:-8], ["line", "4"]),
        "comma_at_line_ends": (
            lines([header, *(f"{line}," for line in body)]),
            ["line 2", "5", "4"],
        ),
        "comma_at_all_line_ends": (
            lines([f"{header},", *(f"{line}," for line in body)]),
            ["without a name"],
        ),
        "column_twice": (lines([header.replace("width", "area"), *body]), ["'area'"]),
        "label_twice": (lines([header.replace("width", "label"), *body]), ["'label'"]),
        "nameless": (lines([header.replace("width", ""), *body]), ["without a name"]),
        "open_quote": (at(4, '1,2,"3,cat'), []),
        "zero_byte": (at(4, "1,2,\x003,cat"), []),
        "word": (at(3, "1,2,tall,cat"), ["'tall'", "'height'"]),
        "thousands": (at(3, '1,2,"1,234.5",cat'), ["'1,234.5'", "'height'"]),
        "underscore": (at(3, "1,2,1_000,cat"), ["'1_000'", "'height'"]),
        "label_blank": (at(3, "1,2,3,   "), ["label"]),
        "header_case": (lines([header.replace("label", "Label"), *body]), ["'Label'"]),
        "nothing": ("", ["empty"]),
        "header_only": (lines([header]), ["row"]),
        "no_header": (lines(body), ["no header"]),
        "scikit_learn_iris": (
            lines([f"{len(body)},3,cat,dog", *body]),  # the layout of scikit-learn's own iris.csv
            ["'label'"],
        ),
        "page": ("<!DOCTYPE html>\n<html><body>Not found</body></html>\n", ["'label'"]),
    }
    for name, (content, words) in cases.items():
        corpus.refused(f"csv/refused_{name}.csv", HAND, words, text(content))


def _splits(corpus: Corpus) -> None:
    train, test = sample("words", "train split"), sample("words", "test split", most=6)
    for name, rows, words in (
        ("split_folder", rows_of(test), None),
        ("refused_split_unknown_class", [*rows_of(test), "1,2,3,wolf"], ["'wolf'"]),
    ):
        test_file = corpus.root / "csv" / name / "test.csv"
        test_file.parent.mkdir(parents=True, exist_ok=True)
        header = ",".join([*train.columns, "label"])
        test_file.write_text(lines([header, *rows]), "utf-8", newline="")
        write = text(lines([header, *rows_of(train)]))
        file = f"csv/{name}/train.csv"
        if words is None:
            corpus.table(
                file, HAND, train, write, options={"folder": True}, test_counts=test.counts
            )
        else:
            corpus.refused(file, HAND, words, write, options={"folder": True})
