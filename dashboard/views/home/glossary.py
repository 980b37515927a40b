"""The terms that the pages use: each in one sentence, with the page where it is shown."""

from collections.abc import Mapping
from typing import NamedTuple


class Term(NamedTuple):
    """A term.

    Attributes:
        name: as the pages write it.
        meaning: one sentence.
        slug: of the page where it is shown best.
        query: what that page is asked for; empty for what it opens on.
    """

    name: str
    meaning: str
    slug: str
    query: Mapping[str, str] = {}


TERMS = (
    Term(
        "Balanced error",
        "The mean of the classes' error rates, so that each class counts the same however rare it is.",
        "posthoc",
    ),
    Term(
        "Beta",
        "Written β, the setting of the effective number: 0 weighs all examples alike, near 1 is inverse "
        "frequency.",
        "effective_number",
        {"en_picture": "trained"},
    ),
    Term(
        "Bound",
        "A number that a quantity is proved not to exceed; it is vacuous where it says nothing new.",
        "margin_theory",
    ),
    Term(
        "Calibration",
        "How well the confidence of predictions agrees with the share of them that is right.",
        "compare",
        {"picture": "calibration"},
    ),
    Term(
        "Class weights",
        "Factors by which the loss counts the examples of each class, larger for rare classes.",
        "deferred_schedules",
    ),
    Term(
        "Classifier",
        "The last layer of a network, which turns features into one score per class.",
        "feature_space",
    ),
    Term(
        "Confidence",
        "The probability that a network gives to the class that it predicts.",
        "pseudo_labels_in_training",
        {"pl_picture": "threshold"},
    ),
    Term(
        "Confusions",
        "How many examples of each class are predicted as which class.",
        "compare",
        {"picture": "confusions"},
    ),
    Term(
        "Consistent",
        "Said of a loss whose minimum, with unlimited data, gives the best possible balanced error.",
        "train",
    ),
    Term(
        "CReST",
        "Self-training that keeps a larger share of the pseudo-labels of rare classes.",
        "crest_and_costs",
    ),
    Term(
        "Deferred",
        "Said of class weights, or of sampling, that begin only late in the training.",
        "deferred_schedules",
    ),
    Term(
        "Effective number",
        "How many different images the examples of a class are worth, as new ones repeat old ones.",
        "effective_number",
    ),
    Term(
        "ERM",
        "Empirical risk minimisation, plain training: every example counts the same.",
        "train",
    ),
    Term(
        "Features",
        "The numbers that a network makes of an example before its classifier.",
        "feature_space",
    ),
    Term(
        "Head",
        "The most frequent classes: those with more than 100 training examples; where pictures say “head "
        "third”, it is the first third of the classes by rank instead.",
        "long_tail",
    ),
    Term(
        "Imbalance ratio",
        "The number of examples of the largest class divided by that of the smallest, written ρ.",
        "long_tail",
    ),
    Term(
        "LDAM",
        "Label-distribution-aware margins: the rarer a class, the larger the margin it must reach.",
        "margins",
    ),
    Term(
        "Logit",
        "A network's score for a class before softmax turns all scores into probabilities.",
        "posthoc",
    ),
    Term(
        "Logit adjustment",
        "Subtracting the log prior from the logits, so that rare classes are predicted more often.",
        "logit_adjustment",
    ),
    Term(
        "Margin",
        "How far an example's score for its own class is above that for any other class.",
        "margins",
    ),
    Term(
        "Medium",
        "The classes between head and tail.",
        "long_tail",
    ),
    Term(
        "Over-sampling",
        "Drawing the examples of rare classes more than once per epoch.",
        "resampling",
    ),
    Term(
        "Precision",
        "The share of the predictions of a class that are right.",
        "compare",
    ),
    Term(
        "Pre-training",
        "Learning features from images alone, before any labels are used.",
        "pretraining",
    ),
    Term(
        "Prior",
        "The probability of a class before anything is known of an example: its share of the data.",
        "logit_adjustment",
    ),
    Term(
        "Pseudo-label",
        "A label that a network gives to an unlabelled example and then learns from.",
        "pseudo_labels_in_training",
    ),
    Term(
        "Recall",
        "The share of a class's examples that are recognised.",
        "compare",
    ),
    Term(
        "Regret",
        "What a rule loses against the best possible rule.",
        "plug_in",
    ),
    Term(
        "Seed",
        "The number from which all random draws of a run follow; other seeds show how much is luck.",
        "compare",
    ),
    Term(
        "SMOTE",
        "Inventing examples of a rare class between an example and one of its neighbours.",
        "resampling",
    ),
    Term(
        "Softmax",
        "The function that turns the logits of all classes into probabilities that add up to one.",
        "frequency_bias",
    ),
    Term(
        "Tail",
        "The rarest classes: those with fewer than 20 training examples; a “tail third” is the last third of "
        "the classes by rank.",
        "long_tail",
    ),
    Term(
        "Threshold",
        "The value from which on a score means one class rather than the other.",
        "plug_in",
    ),
    Term(
        "Unlabelled",
        "Said of examples whose class is not known while a network learns from them.",
        "unlabelled_data",
    ),
)
"""In alphabetical order."""
