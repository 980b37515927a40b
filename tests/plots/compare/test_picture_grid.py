import numpy as np
import pytest

from ltcore.plots.compare.picture_grid import picture_grid, words_picture_grid

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 8, 8, 1), dtype=np.uint8)
LABELS = ["zero", "one", "two", "three", "four"]


def captions(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def test_images_and_captions_row_by_row():
    figure = picture_grid(IMAGES, LABELS, columns=3)
    placed = figure.layout.images
    assert [(int(image.x), int(image.y)) for image in placed] == [
        (0, 0), (1, 0), (2, 0), (0, 1), (1, 1),
    ]  # fmt: skip
    assert len({image.source for image in placed}) == 5
    assert captions(figure) == LABELS
    assert [annotation.x for annotation in figure.layout.annotations] == [0.5, 1.5, 2.5, 0.5, 1.5]
    assert list(figure.layout.xaxis.range) == [0, 3]
    assert list(figure.layout.yaxis.range) == [2, 0]


def test_wrong_ones_have_a_cross_and_another_colour():
    figure = picture_grid(IMAGES, LABELS, columns=5, marks=[True, False, None, True, True])
    assert captions(figure)[1] == "× one"
    colours = [annotation.font.color for annotation in figure.layout.annotations]
    assert colours.count(colours[1]) == 1
    assert figure.layout.title.text == "3 of 5 images predicted right"
    assert figure.data[0].hovertext[1] == "one<br>predicted wrong"


def test_a_click_tells_the_place_of_the_image():
    figure = picture_grid(IMAGES, LABELS, columns=3)
    assert list(figure.data[0].customdata) == [0, 1, 2, 3, 4]


def test_names_are_text():
    figure = picture_grid(IMAGES[:2], ["<b>x</b>", "$y$"], columns=2)
    assert captions(figure) == ["&lt;b&gt;x&lt;/b&gt;", "&#36;y&#36;"]


def test_long_captions_are_cut_in_the_figure_and_whole_in_the_hover():
    figure = picture_grid(IMAGES[:1], ["n" * 80], columns=10)
    assert len(captions(figure)[0]) < 15
    assert figure.data[0].hovertext[0] == "n" * 80


def test_the_height_grows_with_the_rows():
    one, three = (
        picture_grid(np.repeat(IMAGES, 6, axis=0)[:n], ["x"] * n, columns=10) for n in (10, 30)
    )
    assert three.layout.height - one.layout.height == pytest.approx(2 * (95.04 + 32), abs=2)


def test_no_image_is_said():
    figure = picture_grid([], [], columns=4)
    assert captions(figure) == ["No images"]
    assert words_picture_grid([]) == "There are no images here."


@pytest.mark.parametrize(
    ("labels", "columns", "marks"),
    [(["x"], 3, None), (LABELS, 0, None), (LABELS, 3, [True])],
)
def test_what_does_not_fit_together_is_refused(labels, columns, marks):
    with pytest.raises(ValueError, match=r"columns is 0|give one of each"):
        picture_grid(IMAGES, labels, columns=columns, marks=marks)


def test_a_hundred_images_stay_light():
    images = np.random.default_rng(0).integers(0, 256, (100, 8, 8, 1), dtype=np.uint8)
    figure = picture_grid(images, ["x"] * 100, columns=10)
    assert len(figure.to_json()) < 200_000


def test_the_words_name_what_is_wrong():
    said = words_picture_grid(LABELS, [True, False, True, True, False])
    assert said == "5 images, 3 predicted right. Misclassified: one, four."
    assert words_picture_grid(LABELS) == "5 images: zero, one, two, three, four."


@pytest.mark.parametrize("columns", [1, 3, 5])
def test_each_caption_begins_where_its_image_ends(columns):
    figure = picture_grid(IMAGES, LABELS, columns=columns)
    for image, caption in zip(figure.layout.images, figure.layout.annotations, strict=True):
        row = int(image.y)
        assert caption.y == pytest.approx(image.y + image.sizey / 2)
        assert row < caption.y < row + 1
        assert caption.yanchor == "top"  # the axis goes down: it hangs below the image
