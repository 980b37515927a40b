"""Families that change the logits or the loss."""

from ltcore.methods import erm, focal, logit_adjustment
from ltcore.methods.family import Family
from ltcore.methods.sources import CLASS_BALANCED, LDAM
from ltcore.registry import Source

FAMILIES = (
    Family(
        "ldam",
        "LDAM",
        "logits",
        LDAM,
        "A class must win by a margin, and by the larger one the rarer it is: proportional to the fourth "
        "root of one over its count.",
    ),
    Family(
        "cdt",
        "CDT",
        "logits",
        Source(
            "Identifying and Compensating for Feature Deviation in Imbalanced Deep Learning (Ye et al., "
            "arXiv)",
            2020,
            "https://arxiv.org/abs/2001.01385",
        ),
        "Divide the logits of rare classes while training, so that they must grow larger.",
    ),
    Family(
        "balanced_softmax",
        "Balanced softmax",
        "logits",
        Source(
            "Balanced Meta-Softmax for Long-Tailed Visual Recognition (Ren et al., NeurIPS)",
            2020,
            "https://arxiv.org/abs/2007.10740",
        ),
        "Count each class as often in the softmax as it is in the training set, and predict without the "
        "counts.",
    ),
    Family(
        "logit_adjustment",
        "Logit adjustment",
        "logits",
        logit_adjustment.RECORD.source,
        "Add the logarithm of the class frequency to the logits while training; what is left over is "
        "right for the balanced error.",
    ),
    Family(
        "vs",
        "VS loss",
        "logits",
        Source(
            "Label-Imbalanced and Group-Sensitive Classification under Overparameterization (Kini et al., "
            "NeurIPS)",
            2021,
            "https://arxiv.org/abs/2103.01550",
        ),
        "Scale and shift the logits of each class: the factor decides late in training, the shift early.",
    ),
    Family(
        "tla_adrw",
        "TLA and ADRW",
        "logits",
        Source(
            "A Unified Generalization Analysis of Re-Weighting and Logit-Adjustment for Imbalanced Learning "
            "(Wang et al., NeurIPS)",
            2023,
            "https://arxiv.org/abs/2310.04752",
        ),
        "From a bound sharp per class: scale and shift the logits first, later only shift them "
        "(truncated logit adjustment) and weigh by a small power of the frequency (aligned DRW).",
    ),
    Family(
        "erm",
        "Plain training (ERM)",
        "loss",
        erm.RECORD.source,
        "Minimise the mean loss over the training examples: the baseline, in which the head counts most.",
    ),
    Family(
        "cost_sensitive",
        "Cost-sensitive",
        "loss",
        Source(
            "The Foundations of Cost-Sensitive Learning (Elkan, IJCAI)",
            2001,
            "https://cseweb.ucsd.edu/~elkan/rescale.pdf",
        ),
        "Weigh mistakes by what they cost: by one over the class frequency, or by its square root.",
    ),
    Family(
        "focal",
        "Focal loss",
        "loss",
        focal.RECORD.source,
        "Let examples that are already right count less; rare classes gain as far as they are hard.",
    ),
    Family(
        "learned_weights",
        "Learned weights",
        "loss",
        Source(
            "Learning to Reweight Examples for Robust Deep Learning (Ren et al., ICML)",
            2018,
            "https://proceedings.mlr.press/v80/ren18a.html",
        ),
        "Meta-learning: choose the weight of each example so that a small balanced set is learned better.",
    ),
    Family(
        "class_balanced",
        "Effective number",
        "loss",
        CLASS_BALANCED,
        "Weigh a class by one over its effective number, which counts only examples that are new.",
    ),
    Family(
        "drw",
        "DRW",
        "loss",
        LDAM,
        "Learn features without weights first, and weigh rare classes only in the last part of the run.",
    ),
    Family(
        "hinge",
        "LDAM-HG",
        "loss",
        LDAM,
        "The same margins in a hinge loss, which stops at the margin instead of pulling on for ever.",
    ),
    Family(
        "equalization",
        "Equalization loss",
        "loss",
        Source(
            "Equalization Loss for Long-Tailed Object Recognition (Tan et al., CVPR)",
            2020,
            "https://arxiv.org/abs/2003.05176",
        ),
        "Do not let the many examples of other classes push the score of a rare class down.",
    ),
    Family(
        "domain_adaptation",
        "Domain adaptation",
        "loss",
        Source(
            "Rethinking Class-Balanced Methods for Long-Tailed Visual Recognition from a Domain Adaptation "
            "Perspective (Jamal et al., CVPR)",
            2020,
            "https://openaccess.thecvf.com/content_CVPR_2020/papers/Jamal_Rethinking_Class-Balanced_Methods_"
            "for_Long-Tailed_Visual_Recognition_From_a_Domain_CVPR_2020_paper.pdf",
        ),
        "Treat the balanced test as another domain: a rare class's few images differ from those to come, so "
        "learn what to add to its weight.",
    ),
)
