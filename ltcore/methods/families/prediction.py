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
        idea="Multiply each predicted probability by the cost of mistakes on its class, then "
        "predict the largest.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc moves the decisions of a finished run with a cost matrix.",
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
        idea="Predict the rarer of two classes if its probability exceeds its share of the "
        "training set, instead of one half.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc moves the threshold of one class of a finished run from one half "
            "to the class's share of the training set.",
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
        idea="Rescale pseudo-labels until their overall distribution matches the known class "
        "frequencies; CReST+ moves the target towards balance.",
        page=LabPage(
            "crest_and_costs",
            "The page CReST and costs: what to keep, what to move shows how CReST+ moves the target. In "
            "training, FixMatch, CReST and CReST+ have a setting align; only CReST+ turns it on by itself.",
            {"crest_and_costs_picture": "targets"},
        ),
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
        idea="Train as usual, and subtract the logarithm of the class frequency from the logits "
        "at prediction.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc subtracts it from the logits of a finished run, multiplied by a τ "
            "that a slider sets.",
            {"posthoc_correction": "logit"},
        ),
    ),
)
