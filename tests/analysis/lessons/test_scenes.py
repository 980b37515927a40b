"""The frame of a lesson holds each scene once, at its minute."""

import numpy as np
import pytest

from ltcore.analysis.lessons.scenes import scenes_frame
from ltcore.lessons import read_lesson
from ltcore.lessons.shelf import shipped_folder


@pytest.mark.parametrize(
    "path", sorted(shipped_folder().glob("*.toml")), ids=lambda path: path.stem
)
def test_scenes_follow_each_other_without_a_gap(path):
    lesson = read_lesson(path)
    frame = scenes_frame(lesson)
    np.testing.assert_allclose(frame["begins"][1:], (frame["begins"] + frame["minutes"])[:-1])
    assert frame["begins"][0] == 0
    assert frame["minutes"].sum() == pytest.approx(lesson.minutes)
    asks = [scene.predict.kind if scene.predict else "" for scene in lesson.scenes]
    assert frame["asks"].tolist() == asks
