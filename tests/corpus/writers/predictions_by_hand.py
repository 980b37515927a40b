"""Predictions in the layouts of R and Weka, and of rows that do not fit their header."""

import numpy as np

from tests.corpus.collecting import HAND, Corpus, lines, text
from tests.corpus.sample import predictions, softmax

WEKA = f"{HAND}: Weka's CSV output of predictions"


def add(corpus: Corpus) -> None:
    _weka(corpus)
    _r(corpus)
    for name, (content, words) in {
        "row_long": ("label,predicted\n0,1,7\n1,1\n", ["line 2", "3", "2"]),
        "later_row_long": ("label,predicted\n0,0\n1,1\n2,2,2\n", ["line 4", "3", "2"]),
        "row_short": ("label,predicted,note\n0,0,a\n1,1\n", ["line 3", "2", "3"]),
        "nothing": ("", ["empty"]),
        "page": ("<!DOCTYPE html>\n<html><body>Not found</body></html>\n", ["label"]),
    }.items():
        corpus.refused(f"import/refused_{name}.csv", HAND, words, text(content), read="import")


def _weka(corpus: Corpus) -> None:
    drawn, predicted, logits = predictions("words", "weka predictions")
    shares = softmax(logits)
    plain, spread = [], []
    for row, (true, guess) in enumerate(zip(drawn.numbers, predicted, strict=True)):
        names = [f"{number + 1}:{drawn.names[number]}" for number in (true, guess)]
        start = f"{row + 1},{names[0]},{names[1]},{'' if true == guess else '+'}"
        plain.append(f"{start},{shares[row].max():.3f}")
        spread.append(
            start
            + "".join(f",{'*' if c == guess else ''}{v:.3f}" for c, v in enumerate(shares[row]))
        )
    corpus.imported(
        "import/weka_p_0.csv",
        WEKA,
        drawn,
        predicted,
        text(lines(["inst#,actual,predicted,error,prediction", *plain, ""])),
    )
    corpus.imported(
        "import/weka_p_0_distribution.csv",
        WEKA,
        drawn,
        predicted,
        text(lines(["inst#,actual,predicted,error,distribution,,,", *spread, ""])),
        scores=np.log(np.maximum(np.round(shares, 3), np.finfo(np.float32).tiny)),
    )


def _r(corpus: Corpus) -> None:
    drawn, predicted, logits = predictions("russian", "R predictions")
    shares = np.round(softmax(logits), 7)
    quoted = [f'"{name}"' for name in drawn.names]
    rows = [
        ",".join([f'"{row + 1}"', quoted[true], quoted[guess], *(f"{v:.7f}" for v in shares[row])])
        for row, (true, guess) in enumerate(zip(drawn.numbers, predicted, strict=True))
    ]
    corpus.imported(
        "import/r_write_csv.csv",
        f"{HAND}: R's write.csv",
        drawn,
        predicted,
        text(lines([",".join(['""', '"truth"', '"predicted"', *quoted]), *rows])),
        scores=np.log(shares),
    )
    corpus.refused(
        "import/refused_r_header_one_short.csv",
        f"{HAND}: R's write.table(sep = ',')",
        ["line 2", "6", "5"],
        text(lines([",".join(['"truth"', '"predicted"', *quoted]), *rows])),
        read="import",
    )
