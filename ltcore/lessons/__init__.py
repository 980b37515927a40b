"""Lessons: sequences of scenes as data, read from TOML. What draws them is in ``dashboard.lessons``."""

from ltcore.lessons.lesson import Lesson, Scene
from ltcore.lessons.predictions import Bars, Choice, Curve, Cut, Number, Prediction
from ltcore.lessons.reading import LessonError, parsed, read_lesson

__all__ = [
    "Bars",
    "Choice",
    "Curve",
    "Cut",
    "Lesson",
    "LessonError",
    "Number",
    "Prediction",
    "Scene",
    "parsed",
    "read_lesson",
]
