"""Families that change the logits or the loss."""

from ltcore.methods import erm, focal, logit_adjustment
from ltcore.methods.family import Family
from ltcore.methods.sources import CLASS_BALANCED, LDAM
from ltcore.registry import Source

FAMILIES = (
    Family(
        name="ldam",
        title="LDAM",
        place="logits",
        source=LDAM,
        idea="A class must win by a margin that is larger for rarer classes: proportional to the "
        "fourth root of one over the class count.",
    ),
    Family(
        name="cdt",
        title="CDT",
        place="logits",
        source=Source(
            "Identifying and Compensating for Feature Deviation in Imbalanced Deep Learning (Ye et al., "
            "arXiv)",
            2020,
            "https://arxiv.org/abs/2001.01385",
        ),
        idea="Divide the logits of rare classes during training, so that they must grow larger.",
    ),
    Family(
        name="balanced_softmax",
        title="Balanced softmax",
        place="logits",
        source=Source(
            "Balanced Meta-Softmax for Long-Tailed Visual Recognition (Ren et al., NeurIPS)",
            2020,
            "https://arxiv.org/abs/2007.10740",
        ),
        idea="Multiply each class in the training softmax by its count, and predict without the "
        "counts.",
    ),
    Family(
        name="logit_adjustment",
        title="Logit adjustment",
        place="logits",
        source=logit_adjustment.RECORD.source,
        idea="Add the logarithm of the class frequency to the logits during training; the "
        "remaining logits are then right for the balanced error.",
    ),
    Family(
        name="vs",
        title="VS loss",
        place="logits",
        source=Source(
            "Label-Imbalanced and Group-Sensitive Classification under Overparameterization (Kini et al., "
            "NeurIPS)",
            2021,
            "https://arxiv.org/abs/2103.01550",
        ),
        idea="Scale and shift the logits of each class: the shift matters early in training, the "
        "factor late.",
    ),
    Family(
        name="tla_adrw",
        title="TLA and ADRW",
        place="logits",
        source=Source(
            "A Unified Generalization Analysis of Re-Weighting and Logit-Adjustment for Imbalanced Learning "
            "(Wang et al., NeurIPS)",
            2023,
            "https://arxiv.org/abs/2310.04752",
        ),
        idea="From a bound per class: first scale and shift the logits, later only shift them (truncated "
        "logit adjustment) and weight by a small power of the frequency (aligned DRW).",
    ),
    Family(
        name="erm",
        title="Plain training (ERM)",
        place="loss",
        source=erm.RECORD.source,
        idea="Minimise the mean loss over the training examples: the baseline, in which the head counts "
        "most.",
    ),
    Family(
        name="cost_sensitive",
        title="Cost-sensitive",
        place="loss",
        source=Source(
            "The Foundations of Cost-Sensitive Learning (Elkan, IJCAI)",
            2001,
            "https://cseweb.ucsd.edu/~elkan/rescale.pdf",
        ),
        idea="Weight mistakes by their cost: by one over the class frequency, or by the square "
        "root of that.",
    ),
    Family(
        name="focal",
        title="Focal loss",
        place="loss",
        source=focal.RECORD.source,
        idea="Examples that are already right count less; rare classes gain only if they are hard.",
    ),
    Family(
        name="learned_weights",
        title="Learned weights",
        place="loss",
        source=Source(
            "Learning to Reweight Examples for Robust Deep Learning (Ren et al., ICML)",
            2018,
            "https://proceedings.mlr.press/v80/ren18a.html",
        ),
        idea="Meta-learning: choose the weight of each example so that the loss on a small "
        "balanced set falls.",
    ),
    Family(
        name="class_balanced",
        title="Effective number",
        place="loss",
        source=CLASS_BALANCED,
        idea="Weight a class by one over its effective number, which counts only examples that "
        "add something new.",
    ),
    Family(
        name="drw",
        title="DRW",
        place="loss",
        source=LDAM,
        idea="Learn the features without weights first, and give rare classes more weight only in "
        "the last part of the run.",
    ),
    Family(
        name="hinge",
        title="LDAM-HG",
        place="loss",
        source=LDAM,
        idea="The same margins in a hinge loss, which stops at the margin instead of pulling "
        "indefinitely.",
    ),
    Family(
        name="equalization",
        title="Equalization loss",
        place="loss",
        source=Source(
            "Equalization Loss for Long-Tailed Object Recognition (Tan et al., CVPR)",
            2020,
            "https://arxiv.org/abs/2003.05176",
        ),
        idea="Prevent the many examples of other classes from pushing down the score of a rare class.",
    ),
    Family(
        name="domain_adaptation",
        title="Domain adaptation",
        place="loss",
        source=Source(
            "Rethinking Class-Balanced Methods for Long-Tailed Visual Recognition from a Domain Adaptation "
            "Perspective (Jamal et al., CVPR)",
            2020,
            "https://openaccess.thecvf.com/content_CVPR_2020/papers/Jamal_Rethinking_Class-Balanced_Methods_"
            "for_Long-Tailed_Visual_Recognition_From_a_Domain_CVPR_2020_paper.pdf",
        ),
        idea="Treat the balanced test set as another domain: a rare class's few images differ "
        "from its future images, so learn a correction to its weight.",
    ),
)
