import pytest

from ltcore.analysis.pretraining import published as pretraining
from ltcore.analysis.published.excerpt import excerpt
from ltcore.analysis.unlabelled_data import published as unlabelled_data
from ltcore.published import results, tables
from ltcore.registry import UnknownNameError


def test_cells_without_a_number_are_empty_and_columns_keep_their_order():
    def place(row):
        return (row.setting.data, f"{row.setting.ratio:g}") if row.method == "CE + SSP" else None

    table = excerpt(["self_supervised"], ["100", "7", "10"], place)
    assert table.rows == {"cifar10": ("26.50", "", "12.28"), "cifar100": ("59.60", "", "42.93")}
    assert table.source == tables()["self_supervised"].source
    assert table.protocol.endswith("Reported: best test epoch.")
    with pytest.raises(UnknownNameError):
        excerpt(["nobody"], [], place)


def test_every_row_of_the_cards_is_full_and_printed():
    printed = {row.printed for row in results()}
    cards = (
        unlabelled_data.self_training(),
        unlabelled_data.reversed_tail(),
        pretraining.rotation(),
        pretraining.few_shot_probes(),
    )
    assert [len(card.rows) for card in cards] == [6, 4, 3, 4]
    for card in cards:
        assert {number for row in card.rows.values() for number in row} <= printed


def test_rows_are_those_of_the_papers():
    table = unlabelled_data.self_training()
    assert table.rows["LDAM-DRW, ρ = 10"] == ("8.72", "8.24", "8.68", "8.97", "11.84")
    assert any("class-balanced" in note for note in table.notes)
    reversed_tail = unlabelled_data.reversed_tail()
    assert list(reversed_tail.rows) == ["labels alone", "FixMatch", "CReST", "CReST+"]
    assert "commit 4499503" in reversed_tail.source.where
