"""Few labels: what papers, repositories and an issue print, pasted from their text and parsed."""

import re

import pytest

from ltcore.analysis.published.results import published_frame
from ltcore.methods import METHODS
from ltcore.published import Setting, families, results
from ltcore.published.records import OF_EXAMPLES

DASO = """
Supervised 47.3 ±0.95 61.9 ±0.41 44.2 ±0.33 58.2 ±0.29 29.6 ±0.57 46.9 ±0.22 25.1 ±1.14 41.2 ±0.15
Supervised + LA 53.3 ±0.44 70.6 ±0.21 49.5 ±0.40 67.1 ±0.78 30.2 ±0.44 48.7 ±0.89 26.5 ±1.31 44.1 ±0.42
FixMatch 67.8 ±1.13 77.5 ±1.32 62.9 ±0.36 72.4 ±1.03 45.2 ±0.55 56.5 ±0.06 40.0 ±0.96 50.7 ±0.25
FixMatch + DARP 74.5 ±0.78 77.8 ±0.63 67.2 ±0.32 73.6 ±0.73 49.4 ±0.20 58.1 ±0.44 43.4 ±0.87 52.2 ±0.66
FixMatch + CReST+ 76.3 ±0.86 78.1 ±0.42 67.5 ±0.45 73.7 ±0.34 44.5 ±0.94 57.4 ±0.18 40.1 ±1.28 52.1 ±0.21
FixMatch + DASO 76.0 ±0.37 79.1 ±0.75 70.1 ±1.81 75.1 ±0.77 49.8 ±0.24 59.2 ±0.35 43.6 ±0.09 52.9 ±0.42
FixMatch + LA 75.3 ±2.45 82.0 ±0.36 67.0 ±2.49 78.0 ±0.91 47.3 ±0.42 58.6 ±0.36 41.4 ±0.93 53.4 ±0.32
FixMatch + LA + DARP 76.6 ±0.92 80.8 ±0.62 68.2 ±0.94 76.7 ±1.13 50.5 ±0.78 59.9 ±0.32 44.4 ±0.65 53.8 ±0.43
FixMatch + LA + CReST+ 76.7 ±1.13 81.1 ±0.57 70.9 ±1.18 77.9 ±0.71 44.0 ±0.21 57.1 ±0.55 40.6 ±0.55 52.3 ±0.20
FixMatch + LA + DASO 77.9 ±0.88 82.5 ±0.08 70.1 ±1.68 79.0 ±2.23 50.7 ±0.51 60.6 ±0.71 44.1 ±0.61 55.1 ±0.72
FixMatch + ABC 78.9 ±0.82 83.8 ±0.36 66.5 ±0.78 80.1 ±0.45 47.5 ±0.18 59.1 ±0.21 41.6 ±0.83 53.7 ±0.55
FixMatch + ABC + DASO 80.1 ±1.16 83.4 ±0.31 70.6 ±0.80 80.4 ±0.56 50.2 ±0.62 60.0 ±0.32 44.5 ±0.25 55.3 ±0.53
"""
DASO_MISMATCH = """
FixMatch 73.0 ±3.81 81.5 ±1.15 62.5 ±0.94 71.8 ±1.70 56.1 ±2.32 72.4 ±0.71 47.6 ±4.87 64.0 ±2.27
FixMatch + DARP 82.5 ±0.75 84.6 ±0.34 70.1 ±0.22 80.0 ±0.93 66.9 ±1.66 75.6 ±0.45 59.9 ±2.17 72.3 ±0.60
FixMatch + CReST 83.2 ±1.67 87.1 ±0.28 70.7 ±2.02 80.8 ±0.39 61.7 ±2.51 71.6 ±1.17 57.1 ±3.67 68.6 ±0.88
FixMatch + CReST+ 82.2 ±1.53 86.4 ±0.42 62.9 ±1.39 72.9 ±2.00 61.2 ±1.27 71.5 ±0.96 56.0 ±3.19 68.5 ±1.88
FixMatch + DASO 86.6 ±0.84 88.8 ±0.59 71.0 ±0.95 80.3 ±0.65 70.0 ±1.19 78.4 ±0.80 65.7 ±1.78 75.3 ±0.44
"""
USB = """
,cifar10,cifar10,cifar10,cifar10,cifar10,cifar10
,"n_lb=lb1500, n_ulb=ulb3000","n_lb=lb1500, n_ulb=ulb3000","n_lb=lb1500, n_ulb=ulb3000","n_lb=lb500, n_ulb=ulb4000"
,"r_lb=100, r_ulb=100","r_lb=100, r_ulb=-100","r_lb=150, r_ulb=150","r_lb=100, r_ulb=100"
supervised,63.83±0.33,63.89±0.25,59.79±0.5,46.63±0.88,47.02±1.09,43.39±1.94
fixmatch,76.69±0.78,69.95±1.18,73.01±0.57,72.41±1.71,62.1±1.49,65.37±0.97
fixmatch_crest,77.19±0.34,80.8±0.14,73.47±0.39,74.21±0.76,68.83±5.96,67.0±1.36
fixmatch_crest+,78.25±0.36,68.81±0.63,74.59±0.66,76.38±1.37,61.59±1.1,72.0±2.35
fixmatch_darp,78.49±0.49,69.67±0.65,74.73±0.3,74.67±0.76,63.26±1.33,68.97±0.81
fixmatch_abc,83.88±0.27,83.78±0.27,81.73±0.25,82.02±0.58,80.13±0.5,77.15±1.26
fixmatch_daso,76.51±0.49,78.07±0.38,71.97±0.51,68.62±0.67,69.16±1.03,64.4±0.66
fixmatch_saw,80.78±0.4,75.37±0.34,76.75±0.23,77.73±0.81,71.16±2.12,70.87±1.81
fixmatch_cossl,85.28±0.23,75.48±0.98,82.98±0.12,82.22±0.27,70.91±1.5,78.15±1.6
"""
"""results/classic_cv_imb.csv at 4499503, the columns of CIFAR-10; a negative ratio is a reversed tail."""
USB_COLUMNS = [
    ("1500", 100, "100"),
    ("1500", 100, "1/100"),
    ("1500", 150, "150"),
    ("500", 100, "100"),
    ("500", 100, "1/100"),
    ("500", 150, "150"),
]
CREST = """
FixMatch 79.4 0.65 66.3 1.74 59.7 0.74 81.9 0.30 73.1 0.58 64.7 0.69 33.7 0.94 28.3 0.66 43.1 0.24 38.6 0.45
CReST 83.8 0.45 75.9 0.62 64.1 0.23 84.2 0.13 77.6 0.86 67.7 0.82 37.4 0.29 32.1 1.52 45.6 0.19 40.2 0.53
CReST+ 84.2 0.39 78.1 0.84 67.7 1.39 84.9 0.27 79.2 0.20 70.5 0.56 38.8 1.03 34.6 0.74 46.7 0.34 42.0 0.44
"""
"""Table 1 as the lecture notes print it: 10 % and 30 % of the labels."""
CREST_RERUN = """
FixMatch 79.4 (0.98) 66.2 (0.83) 59.9 (0.44)
CReST 83.7 (0.40) 75.4 (1.62) 63.9 (0.67)
CReST+ 84.5 (0.41) 77.7 (1.22) 67.5 (1.36)
"""
"""The README of google-research/crest at 17c57cb."""
SSP_LARGE = """
CE + SSP 54.4 35.6
CE (balanced) + SSP 52.4 34.1
cRT + SSP 48.7 31.9
"""
BCL = """
SimCLR 50.7 46.3 42.4
SDCLR 55.0 49.7 45.6
BCL-I 55.7 50.1 45.8
BCL-D 58.7 52.6 48.7
"""
"""The README at a2342f8: probes with all labels, with 100 and with 50 per class."""


def lines(text):
    """Yield the words before the first number that has decimals, and the numbers."""
    for line in text.strip().splitlines():
        name, rest = re.split(r"\s(?=\d+\.\d)", line, maxsplit=1)
        yield name, re.findall(r"[\d.]+", rest)


def of(table, **wanted):
    rows = [row for row in results() if row.table == table]
    return [row for row in rows if all(getattr(row, key) == value for key, value in wanted.items())]


def printed(rows):
    return [word for row in rows for word in row.printed.split(" ± ")]


@pytest.mark.parametrize(("table", "text"), [("daso", DASO), ("daso_mismatch", DASO_MISMATCH)])
def test_few_labels_as_the_daso_paper_prints_them(table, text):
    pasted = dict(lines(text))
    assert len(of(table)) == 8 * len(pasted)
    for name, numbers in pasted.items():
        rows = of(table, method=name)
        assert printed(rows) == numbers
        assert {row.metric for row in rows} == {"top1_accuracy"}


def test_the_examples_of_the_daso_paper_are_told_apart():
    largest = {"500": "4000", "1500": "3000", "50": "400", "150": "300"}
    for row in (*of("daso"), *of("daso_mismatch")):
        if row.setting.data == "stl10":
            assert row.examples == f"N₁ = {row.settings['N1']}, 100000 unlabelled"
            assert "not known" in row.note
        else:
            assert row.settings["M1"] == largest[row.settings["N1"]]
    assert {row.settings["rho_u"] for row in of("daso") if row.setting.ratio == 150} == {"150"}
    mismatch = {row.settings["rho_u"] for row in of("daso_mismatch") if "rho_u" in row.settings}
    assert mismatch == {"1", "1/100"}
    assert len({row.examples for row in of("daso") if row.setting.ratio == 100}) == 2


def test_the_usb_benchmark_as_its_file_prints_it():
    names = {
        "supervised": "Supervised",
        "crest": "FixMatch + CReST",
        "crest+": "FixMatch + CReST+",
        "darp": "FixMatch + DARP",
        "abc": "FixMatch + ABC",
        "daso": "FixMatch + DASO",
        "saw": "FixMatch + SAW",
        "cossl": "FixMatch + CoSSL",
    }
    pasted = [line.split(",") for line in USB.strip().splitlines()[3:]]
    assert len(of("usb_imbalanced")) == 6 * len(pasted)
    for name, *cells in pasted:
        rows = of("usb_imbalanced", method=names.get(name.removeprefix("fixmatch_"), "FixMatch"))
        assert printed(rows) == [number for cell in cells for number in cell.split("±")]
        found = [(row.settings["N1"], row.setting.ratio, row.settings["rho_u"]) for row in rows]
        assert found == USB_COLUMNS


def test_crest_as_the_notes_and_its_readme_print_it():
    for name, numbers in lines(CREST):
        assert printed(of("crest", method=name)) == numbers
    for name, numbers in lines(CREST_RERUN):
        rows = of("crest_rerun", method=name)
        assert printed(rows) == numbers
        paper = of("crest", method=name)[:3]
        for again, first in zip(rows, paper, strict=True):
            assert (again.setting, again.settings) == (first.setting, first.settings)
            assert again.value == pytest.approx(first.value, abs=0.5)
    assert "5 folds" in families()["crest"].reporting


def test_a_reversed_tail_makes_crest_plus_worse_than_crest():
    for table, gap in (("daso_mismatch", 7.9), ("usb_imbalanced", 11.99)):
        reversed_tail = {
            row.ours: row.value
            for row in of(table)
            if row.examples == "N₁ = 1500, M₁ = 3000, ρ_U = 1/100"
        }
        assert reversed_tail["crest"] - reversed_tail["crest_plus"] == pytest.approx(gap)


def test_fewer_and_more_unlabelled_images():
    # Issue 9: "21.75, 20.35, 18.36, and 16.88 about {0.5x, 1x, 5x, 10x}"; 5x is the number of Table 1.
    rows = of("semi_supervised_amount")
    assert printed(rows) == ["21.75", "20.35", "16.88"]
    assert [row.examples for row in rows] == [
        f"{factor} unlabelled, ρ_U = 50" for factor in ("0.5x", "1x", "10x")
    ]
    [same] = [row for row in of("semi_supervised", method="CE + unlabelled") if row.value == 18.36]
    assert (same.examples, same.setting) == ("5x unlabelled, ρ_U = 50", rows[0].setting)


def test_self_supervised_starts_on_large_data():
    for name, numbers in lines(SSP_LARGE):
        assert printed(of("self_supervised_large", method=name)) == numbers


def test_probes_of_one_split_are_kept_and_never_drawn():
    for name, numbers in lines(BCL):
        assert printed(of("bcl_probe", method=name)) == numbers
    assert families()["bcl_probe"].kind == "probe"
    frame = published_frame(Setting("cifar100", "exponential", 100.0))
    assert not set(frame["table"]) & {"bcl_probe", "few_shot_probe"}


def test_what_learns_from_unlabelled_images_says_from_which():
    kinds = {family.name: family.kind for family in families().values()}
    for row in results():
        if kinds[row.family] == "unlabelled":
            assert row.examples or row.status == "copied" or row.method == "LDAM-DRW"
        else:
            assert not set(row.settings) & set(OF_EXAMPLES)


def test_settings_of_a_row_are_legal_here_and_no_defaults():
    rows = [row for row in results() if row.ours_settings]
    assert {row.family for row in rows} == {"daso", "semi_supervised", "bcl_probe"}
    for row in rows:
        if row.ours not in METHODS:
            continue
        plain = METHODS[row.ours].settings()
        assert all(str(getattr(plain, name)) != value for name, value in row.ours_settings.items())
        METHODS[row.ours].settings(**row.ours_settings)


def test_second_hand_and_unread_numbers_are_not_there():
    for name in ("DebiasPL", "CDMAD", "CPE", "GH", "VS loss"):
        assert not [row for row in results() if name in row.method]
