"""The page on frequency bias: who moves a softmax classifier first."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems.frequency_bias.settings import FREQUENCY_BIAS
from dashboard.views.theorems.frequency_bias.statements import MOVES, PROTOTYPES, START
from dashboard.views.theorems.theorem import theorem_picture
from ltcore.plots.theorems.frequency_bias.prototypes import prototypes_scene
from ltcore.plots.theorems.frequency_bias.start import start_scene
from ltcore.plots.theorems.frequency_bias.steps import moves_scene

PAGE = Page(
    slug="frequency_bias",
    title="Frequency bias: the first gradients",
    icon=":material/open_with:",
    door="Theorems",
    question="Who moves the classifier first?",
    sentence="Three overlapping classes have 9,000 to 100 examples. The head's examples drive the first "
    "steps of a softmax classifier, for all three classes.",
    pictures={
        "moves": theorem_picture(
            label="Who moves whom?",
            settings=FREQUENCY_BIAS,
            controls=("step", "loss", "vector", "watched"),
            more=("counts", "radius", "draw"),
            scene=lambda asked: moves_scene(
                asked.toy,
                loss=asked.loss,
                step=asked.step,
                vector=asked.vector,
                watched=asked.watched,
            ),
            statement=MOVES,
            notice="At step 0 the tail's vector does not move towards the tail: it moves away from the head.",
            try_this="Choose 1/π: the three vectors immediately move towards their own classes.",
            origin="Full-batch gradient descent on one draw; recalls on new data are integrals.",
        ),
        "start": theorem_picture(
            label="What is the first step?",
            settings=FREQUENCY_BIAS,
            controls=("head", "tail"),
            more=("draw",),
            scene=lambda asked: start_scene(asked.head, asked.tail, asked.first),
            statement=START,
            notice="The biases move by π − 1/3, whatever the classes look like.",
            try_this="Set π of the head to 0.34 and π of the tail to 0.33: the three cosines become "
            "almost equal, and the biases hardly move.",
            origin="Closed forms; dots from one draw.",
        ),
        "prototypes": theorem_picture(
            label="Is a class just its prototype?",
            settings=FREQUENCY_BIAS,
            controls=("prototypes",),
            more=("counts", "radius", "draw"),
            scene=lambda asked: prototypes_scene(asked.toy, asked.prototypes),
            statement=PROTOTYPES,
            notice="The tail stays close to its prototype, because it is still misclassified nearly "
            "everywhere; the head is misclassified only near its boundary.",
            try_this="Move N from 1 to 1,000,000: the shares change from those of the data to a third "
            "each.",
            origin="Closed forms on the right; one draw on the left.",
        ),
    },
    presets=(
        Preset("Others cause 98 % of the pull on the tail", {"vector": "tail"}, "moves"),
        Preset("Plain loss: the tail's recall stays at half", {"step": 200}, "moves"),
        Preset("Weights 1/π: recall 92 % for all at once", {"loss": "inverse", "step": 1}, "moves"),
        Preset("The first step lifts the head's bias", {}, "start"),
        Preset("N = 1,000: the tail makes up 9 % of the gradient", {}, "prototypes"),
    ),
    afresh=True,
)
