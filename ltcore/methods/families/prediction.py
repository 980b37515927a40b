"""Families that change what is decided, not what is learned."""

from ltcore.methods.family import Family, LabPage
from ltcore.registry import Source

FAMILIES = (
    Family(
        name="threshold_moving",
        title="Threshold moving",
        place="prediction",
        source=Source(
            "Training Cost-Sensitive Neural Networks with Methods Addressing the Class Imbalance "
            "Problem (Zhou and Liu, TKDE)",
            2006,
            "https://doi.org/10.1109/TKDE.2006.17",
        ),
        idea="Multiply each predicted probability by what mistakes on its class cost, then decide for the "
        "largest.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc moves the decisions of a finished run by a matrix of costs.",
            {"posthoc_correction": "costs"},
        ),
    ),
    Family(
        name="plug_in",
        title="Plug-in threshold",
        place="prediction",
        source=Source(
            "On the Statistical Consistency of Algorithms for Binary Classification under Class Imbalance "
            "(Menon et al., ICML)",
            2013,
            "https://proceedings.mlr.press/v28/menon13a.html",
        ),
        idea="Decide for the rare one of two classes where its probability exceeds its share of the "
        "training set, not one half.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc moves the threshold of one class of a finished run, from one half to the "
            "class's share of the training set.",
            {"posthoc_correction": "plug_in"},
        ),
    ),
    Family(
        name="distribution_alignment",
        title="Distribution alignment",
        place="prediction",
        source=Source(
            "ReMixMatch: Semi-Supervised Learning with Distribution Alignment and Augmentation Anchoring "
            "(Berthelot et al., ICLR)",
            2020,
            "https://arxiv.org/abs/1911.09785",
        ),
        idea="Bend pseudo-labels until all of them together have the classes' known shares; CReST+ moves "
        "the target towards balance.",
    ),
    Family(
        name="post_hoc",
        title="Post-hoc adjustment",
        place="prediction",
        source=Source(
            "Long-Tail Learning via Logit Adjustment (Menon et al., ICLR)",
            2021,
            "https://arxiv.org/abs/2007.07314",
            "Sec. 4",
        ),
        idea="Train as usual and subtract the logarithm of the class frequency from the logits when "
        "predicting.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc subtracts it from the logits of a finished run, times a τ that a slider sets.",
            {"posthoc_correction": "logit"},
        ),
    ),
)
