"""What the papers and repositories print, pasted from their text and parsed: tables, protocols, choices."""

import re

import pytest

from ltcore.analysis.effective_number.published_betas import (
    N_SEARCHED,
    PROTOCOL,
    SEARCHED,
    published_betas,
)
from ltcore.analysis.published.results import published_frame, setting_title
from ltcore.methods import METHODS
from ltcore.published import Setting, corrections, families, results, tables

MENON = """
ERM 27.16 61.64 53.11 38.66
Weight norm. 1 24.02 58.89 52.00 48.05
Weight norm. τ* 21.50 58.76 49.37 34.10⋆
Adaptive 26.65† 60.40† 52.15 35.42†
Equalised 26.02 57.26 54.02 38.37
LA post-hoc 1 22.60 58.24 49.66 33.98
LA post-hoc τ* 19.08 57.90 49.56 33.80
LA loss 1 22.33 56.11 48.89 33.64
"""
"""Table 3: long-tailed CIFAR-10 and CIFAR-100, ImageNet-LT, iNaturalist; † and ⋆ are other papers' numbers."""
MENON_152 = """
ERM 53.30 35.88 34.38
Weight norm. 1 51.49 45.17 45.33
Weight norm. τ* 48.97 31.85 30.34
Adaptive 53.34 31.18 29.46
Equalised 51.38 35.86 34.53
LA post-hoc 1 49.25 31.46 30.15
LA post-hoc τ* 49.15 31.08 29.74
LA loss 1 47.86 31.15 30.12
LA + adaptive 1 50.46 29.22 28.02
"""
"""Table 4, ResNet-152: ImageNet-LT; iNaturalist after 90 and after 200 epochs."""
MENON_STEP = """
ERM 36.54 60.23
Weight norm. 1 30.86 55.19
Adaptive 34.61 58.86
Equalised 31.42 57.82
LA post-hoc 1 28.66 55.82
LA loss 1 27.57 55.52
"""
DDC = """
cifar100 ddc CE 38.06 ± 1.03 56.73 ± 0.12 38.74 ± 0.13 54.50 ± 0.22
cifar100 ddc LDAM-DRW 42.73 ± 0.28 57.75 ± 0.54 46.01 ± 0.16 56.84 ± 0.20
cifar100 ddc VS 42.67 ± 0.48 58.50 ± 0.21 46.74 ± 0.47 59.97 ± 0.06
cifar100 ddc VS+ADRW+TLA 43.20 ± 0.05 58.90 ± 0.30 47.60 ± 0.27 60.12 ± 0.22
cifar10 ddc CE 71.25 ± 0.10 86.74 ± 0.19 64.81 ± 1.22 85.43 ± 0.09
cifar10 ddc LDAM-DRW 77.97 ± 0.17 87.96 ± 0.16 78.27 ± 0.44 87.65 ± 0.22
cifar10 ddc VS 80.29 ± 0.23 88.74 ± 0.24 80.19 ± 0.09 89.13 ± 0.00
cifar10 ddc VS+ADRW+TLA 80.81 ± 0.05 88.86 ± 0.13 80.78 ± 0.15 89.24 ± 0.10
cifar100 ddc_strong CE 45.70 ± 0.35 63.11 ± 0.19
cifar100 ddc_strong VS+ADRW+TLA 53.05 ± 0.12 65.59 ± 0.28
cifar10 ddc_strong CE 79.75 ± 0.46 90.79 ± 0.04
cifar10 ddc_strong VS+ADRW+TLA 86.42 ± 0.10 91.82 ± 0.16
"""
"""The README at 4bd4fb3, as accuracy: long-tailed with ratio 100 and 10, then step with 100 and 10."""


def lines(text):
    """Yield the words before the first number that has decimals, and the numbers, with their marks."""
    for line in text.strip().splitlines():
        name, rest = re.split(r"\s(?=\d+\.\d)", line, maxsplit=1)
        yield name, re.findall(r"[\d.]+[†⋆]?", rest)


def of(table, **wanted):
    rows = [row for row in results() if row.table == table]
    return [row for row in rows if all(getattr(row, key) == value for key, value in wanted.items())]


def named(table, name):
    """Return the rows of a method with its tau, as it is pasted above."""
    rows = of(table)
    return [row for row in rows if f"{row.method} {row.settings.get('tau', '')}".strip() == name]


def printed(rows):
    marks = {"LDAM": "†", "decoupling": "⋆"}
    return [
        f"{row.value:.2f}"
        + next(
            (sign for word, sign in marks.items() if row.status == "copied" and word in row.note),
            "",
        )
        for row in rows
    ]


def test_logit_adjustment_as_its_paper_prints_it():
    for name, numbers in lines(MENON):
        large = [
            row for row in named("menon_large", name) if row.settings["network"] == "ResNet-50"
        ]
        assert printed([*named("menon_cifar", name), *large]) == numbers
    for name, numbers in lines(MENON_152):
        large = [
            row for row in named("menon_large", name) if row.settings["network"] == "ResNet-152"
        ]
        assert printed(large) == numbers
    for name, numbers in lines(MENON_STEP):
        assert printed(named("menon_step", name)) == numbers
    assert printed(named("menon_step", "LA post-hoc τ*")) == ["54.80"]
    assert printed(named("menon_large", "LA + adaptive 1"))[::2] == ["51.25", "31.56", "28.02"]
    assert (
        sum(len(of(name)) for name in ("menon_cifar", "menon_step", "menon_large")) == 16 + 13 + 45
    )


def test_what_was_picked_on_test_images_is_marked_and_is_no_baseline():
    for name in ("menon_cifar", "menon_step", "menon_large"):
        for row in of(name):
            picked = row.settings.get("tau") == "τ*"
            assert (row.status == "picked") == (picked and row.value != 34.10)
            assert ("best value on the test images" in row.note) == picked
    kept = {row.value: row.status for row in of("menon_cifar") if row.setting.data == "cifar10"}
    assert (kept[19.08], kept[26.65], kept[22.33]) == ("picked", "copied", "")


def test_the_paper_and_its_code_each_keep_their_own_figure():
    found = {
        row.family: row.value
        for row in results()
        if row.ours == "logit_adjustment"
        and row.setting == Setting("cifar10", "exponential", 100.0)
    }
    assert (found["menon"], found["google_la"]) == (22.33, 22.11)
    assert families()["menon"].kind == "plain"
    for name in ("google_la", "la_pytorch"):  # a network of its own, and six times the epochs
        assert families()[name].kind == "other"


def test_every_number_of_ddc_has_the_spread_of_its_readme():
    for name, numbers in lines(DDC):
        data, table, method = name.split()
        places = ("exponential-100", "exponential-10", "step-100", "step-10")
        for place, accuracy, spread in zip(places, numbers[::2], numbers[1::2], strict=False):
            [row] = [
                row for row in of(table, method=method) if row.setting.key == f"{data}-{place}"
            ]
            assert 100 - row.error == pytest.approx(float(accuracy))
            assert row.spread == float(spread)
    assert all(row.spread >= 0 for name in ("ddc", "ddc_strong") for row in of(name))


def test_the_class_balanced_paper_searched_twenty_settings_by_cross_validation():
    # Sec. 5.3: "best hyperparameters chosen via cross-validation"; gamma "for focal loss".
    assert N_SEARCHED == 4 + 4 + 4 * 3 == 20
    assert SEARCHED["focal"][1] == len(
        {row.settings["gamma"] for row in of("cb_cifar", method="Focal")}
    )
    said = [
        PROTOCOL,
        families()["cb"].reporting,
        *(row.note for row in of("cb_cifar") if "beta" in row.settings),
    ]
    for text in said:
        assert re.search(r"\b20 settings", text)
        assert re.search(r"cross-?validat", text)
        assert "test images" not in text
    assert all("γ" not in row.loss or row.loss.startswith("focal") for row in published_betas())


def test_the_film_reviews_are_a_step_of_ratio_ten():
    # Sec. 4.1: "removing 90% of negative reviews"; "a two-layer bidirectional LSTM with Adam".
    setting = Setting("imdb", "step", 10.0)
    assert {row.setting for row in of("ldam_imdb")} == {setting}
    assert len(published_frame(setting)) == 4
    assert setting_title(setting) == "IMDB reviews, step, ρ = 10"
    protocol = families()["ldam_text"].protocol
    for word in ("bidirectional LSTM of two layers", "Adam", "90 %", "step of ratio 10"):
        assert word in protocol


def test_the_warm_up_of_the_ldam_code_is_per_epoch():
    # cifar_train.py at 2536330: lr * epoch / 5 in each of the first five epochs.
    assert "warm-up of 5 epochs with one rate per epoch" in families()["ldam"].protocol


def test_the_code_of_logit_adjustment_is_named_with_its_commit():
    assert "commit 1d4d2f1" in tables()["google_la"].source.where
    commits = {
        difference.commit
        for record in METHODS.values()
        for difference in record.differences
        if difference.repository == "google-research/google-research"
    }
    assert commits == {"1d4d2f1"}


@pytest.mark.parametrize(
    ("where", "right"),
    [
        (
            "Sun, Two papers for class-imbalanced learning, β on CIFAR-100",
            "at ρ = 10 the best is β = 0.999",
        ),
        ("Note on the value of labels, in Chinese", "Theorem 1 as the slides"),
        ("Logit-adjusted loss, CIFAR-10 with ρ = 100", "22.33 is the paper's"),
        ("LDAM paper, ERM under step CIFAR-100 with ρ = 100", "61.45 is used"),
        ("Yao, bound of the vector-scaling loss", "(Σ β_j)²"),
        ("Yao, algorithm with TLA and ADRW", "TLA: truncated logit adjustment; ADRW: aligned DRW"),
    ],
)
def test_a_correction_says_what_is_right(where, right):
    [one] = [one for one in corrections() if one.where == where]
    assert right in one.right


def test_the_best_beta_on_cifar100_is_larger_than_the_notes_say_at_ratio_ten():
    best = {row.ratio: row.beta for row in published_betas() if row.data == "CIFAR-100"}
    assert (best[50], best[10]) == (0.99, 0.999)


def test_settings_of_a_family_are_legal_and_no_defaults():
    paired = [(family, *pair) for family in families().values() for pair in family.settings.items()]
    assert paired
    for family, method, settings in paired:
        plain = METHODS[method].settings()
        assert all(str(getattr(plain, name)) != value for name, value in settings.items())
        METHODS[method].settings(**settings)
        assert [row for row in results() if row.family == family.name and row.ours == method]
