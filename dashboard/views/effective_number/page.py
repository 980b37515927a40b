"""Effective number: how much one more image of a class is worth, and the class weights that follow."""

from dataclasses import replace

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.effective_number import trained
from dashboard.views.effective_number.choice import SETTINGS, WITHOUT_AXIS
from dashboard.views.effective_number.pictures import (
    image,
    picture,
    published,
    published_under_hand,
    ratios,
    weights,
)

PAGE = Page(
    slug="effective_number",
    title="Effective number",
    icon=":material/filter_none:",
    door="Teach",
    question="How much is one more image worth?",
    sentence="As a class grows, each further image adds less that is new. The effective number counts "
    "what is new.",
    pictures={
        "image": picture(
            name="image",
            label="What does it add?",
            settings=SETTINGS,
            draw=image,
            notice="Every curve starts along the dashed line, where each image is new, and bends at about"
            " $n = N$. Beyond that, further images hardly count.",
            try_this="Move β until the head's curve has bent and the tail's has not. There the weights begin "
            "to differ.",
        ),
        "weights": picture(
            name="weights",
            label="What does it weigh?",
            settings=SETTINGS,
            draw=weights,
            notice="Classes whose curve has bent get nearly equal weights. The others are weighted by "
            "inverse frequency.",
            try_this="Move β from 0 to 0.999999. The blue line changes from no weights to inverse "
            "frequency.",
        ),
        "ratio": picture(
            name="ratio",
            label="How far can β go?",
            settings=SETTINGS,
            draw=ratios,
            notice="β = 0.9 and β = 0.99 look similar as numbers but act very differently. On the axis of"
            " N, each power of ten counts the same.",
            try_this="Choose CIFAR-100: the same β is now much nearer to inverse frequency, because its "
            "classes are ten times smaller.",
        ),
        "published": replace(
            picture(
                name="published",
                label="Which β?",
                settings=WITHOUT_AXIS,
                draw=published,
                notice="The paper says that it chose these values by cross-validation, but not on which "
                "images. Point at a dot to read its loss and error.",
                try_this="Set β and the data set above to the values of a row, then look at *How far can β "
                "go?* again.",
            ),
            drag=published_under_hand,
        ),
        "trained": trained.PICTURE,
    },
    choice="en_picture",
    presets=(
        Preset(
            "The head repeats itself, the tail does not",
            {"data": "cifar10", "ratio": 100, "beta": 0.999},
            "image",
        ),
        Preset(
            "β = 0: only the first image counts",
            {"data": "cifar10", "ratio": 100, "beta": 0.0},
            "image",
        ),
        Preset(
            "From no weights to inverse frequency",
            {"data": "cifar10", "ratio": 100, "beta": 0.9999},
            "ratio",
        ),
        Preset(
            "On CIFAR-100 a smaller β was best",
            {"data": "cifar100", "ratio": 100, "beta": 0.9},
            "published",
        ),
    ),
)
