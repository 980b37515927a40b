import pytest

from ltcore.config.data import DataConfig
from ltcore.data.errors import DataError
from ltcore.data.task_classes import task_classes


@pytest.mark.parametrize(("foreign", "left"), [(0, "abcd"), (1, "abc"), (2, "ab")])
def test_the_last_classes_are_left_out(foreign, left):
    assert task_classes(DataConfig(foreign_classes=foreign), tuple("abcd")) == tuple(left)


def test_two_classes_stay():
    with pytest.raises(
        DataError, match=r"has 4 classes, and the task needs 2. Lower .* most 2"
    ) as e:
        task_classes(DataConfig(foreign_classes=3), tuple("abcd"))
    assert e.value.advice == ({"foreign_classes": 2},)
    with pytest.raises(DataError, match="has 2 classes, all of which the task needs") as e:
        task_classes(DataConfig(foreign_classes=1), tuple("ab"))
    assert e.value.advice == ({"foreign_classes": 0, "relevance": 1.0},)


def test_a_single_class_is_none_of_its_business():
    assert task_classes(DataConfig(), ("a",)) == ("a",)
