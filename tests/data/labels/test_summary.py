"""The sentence that shows which classes were understood."""

import numpy as np

from ltcore.data.labels import describe_classes
from ltcore.data.labels.summary import LONGEST_NAME, SHOWN_WHOLE, shown_name


def test_classes_come_from_the_most_frequent_to_the_rarest():
    assert describe_classes(("cat", "dog", "owl"), (100, 1340, 3)) == (
        "3 classes: dog 1,340, cat 100, owl 3"
    )


def test_equal_counts_keep_the_label_order():
    assert describe_classes(("b", "a", "c"), np.array([1, 1, 2])) == "3 classes: c 2, b 1, a 1"


def test_one_class_is_singular_and_an_absent_one_is_shown():
    assert describe_classes(("a",), (2,)) == "1 class: a 2"
    assert describe_classes(("a", "b"), (2, 0)) == "2 classes: a 2, b 0"


def test_many_classes_are_cut_in_the_middle():
    names = [str(number) for number in range(1000)]
    counts = 2000 - np.arange(1000)
    twelve = describe_classes(names[:SHOWN_WHOLE], counts[:SHOWN_WHOLE])
    assert "..." not in twelve
    assert twelve.count(",") == 2 * SHOWN_WHOLE - 1  # between the parts, and in 2,000 ...
    assert describe_classes(names, counts) == (
        "1,000 classes: 0: 2,000, 1: 1,999, 2: 1,998, 3: 1,997, 4: 1,996, 5: 1,995, ..., "
        "997: 1,003, 998: 1,002, 999: 1,001"
    )
    assert "..." in describe_classes(names[: SHOWN_WHOLE + 1], counts[: SHOWN_WHOLE + 1])


def test_names_of_a_file_cannot_move_the_cursor_or_fill_the_screen():
    assert shown_name("\x1b[31mred\n") == "\\x1b[31mred\\n"
    assert shown_name("\u202eevil") == "\\u202eevil"
    assert shown_name("猫") == "猫"
    assert shown_name("a" * LONGEST_NAME) == "a" * LONGEST_NAME
    assert shown_name("a" * 1000) == "a" * (LONGEST_NAME - 1) + "…"
