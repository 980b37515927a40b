"""Families that change which examples are learned from: the data themselves, or how they are drawn."""

from ltcore.methods.family import Family, LabPage
from ltcore.methods.sources import LDAM, RETHINKING
from ltcore.registry import Source

FAMILIES = (
    Family(
        "smote",
        "SMOTE",
        "data",
        Source(
            "SMOTE: Synthetic Minority Over-sampling Technique (Chawla et al., JAIR)",
            2002,
            "https://arxiv.org/abs/1106.1813",
        ),
        "Make new rare examples on the line between a rare example and one of its nearest neighbours "
        "of the same class.",
    ),
    Family(
        "cog",
        "COG",
        "data",
        Source(
            "Local Decomposition for Rare Class Analysis (Wu et al., KDD)",
            2007,
            "https://doi.org/10.1145/1281192.1281279",
        ),
        "Split each large class into clusters about as small as the rare classes, learn the "
        "clusters, and map them back to their class afterwards.",
    ),
    Family(
        "mixup",
        "mixup",
        "data",
        Source(
            "mixup: Beyond Empirical Risk Minimization (Zhang et al., ICLR)",
            2018,
            "https://arxiv.org/abs/1710.09412",
        ),
        "Train on averages of two images and of their labels, whichever classes they come from.",
    ),
    Family(
        "federated",
        "Federated imbalance",
        "data",
        Source(
            "Federated Learning with Non-IID Data (Zhao et al., arXiv)",
            2018,
            "https://arxiv.org/abs/1806.00582",
        ),
        "If each client has only a few classes, give all of them the same small balanced set.",
        page=LabPage(
            "long_tail",
            "The page The long tail divides a data set over clients, and a method can train on "
            "one of them; a shared set does not exist here yet.",
            {"tail_picture": "clients"},
        ),
    ),
    Family(
        "m2m",
        "M2m",
        "data",
        Source(
            "M2m: Imbalanced Classification via Major-to-Minor Translation (Kim et al., CVPR)",
            2020,
            "https://openaccess.thecvf.com/content_CVPR_2020/papers/"
            "Kim_M2m_Imbalanced_Classification_via_Major-to-Minor_Translation_CVPR_2020_paper.pdf",
        ),
        "Change an image of a frequent class until a trained network predicts a rare class, and "
        "use it as an example of that class.",
    ),
    Family(
        "remix",
        "Remix",
        "data",
        Source(
            "Remix: Rebalanced Mixup (Chou et al., ECCV Workshops)",
            2020,
            "https://arxiv.org/abs/2007.03943",
        ),
        "Mix images as mixup does, but assign the whole label to the rarer class if it is much rarer.",
    ),
    Family(
        "self_training",
        "Self-training",
        "data",
        RETHINKING,
        "Let a trained teacher label unlabelled images, and train a student on both.",
    ),
    Family(
        "resampling",
        "Over- and under-sampling",
        "sampler",
        Source(
            "Addressing the Curse of Imbalanced Training Sets: One-Sided Selection (Kubat and "
            "Matwin, ICML)",
            1997,
            "https://sci2s.ugr.es/keel/pdf/algorithm/congreso/kubat97addressing.pdf",
        ),
        "Repeat rare examples, or leave out frequent ones, until the classes have about the same size.",
    ),
    Family(
        "balanced_sampling",
        "Balanced sampling",
        "sampler",
        Source(
            "Relay Backpropagation for Effective Learning of Deep Convolutional Neural Networks "
            "(Shen et al., ECCV)",
            2016,
            "https://arxiv.org/abs/1512.05830",
        ),
        "Draw a class first and then one of its images, so that every class has an equal share of "
        "each batch.",
    ),
    Family(
        "drs",
        "DRS",
        "sampler",
        LDAM,
        "Draw examples as they come while the features are learned; balance the draws only in the "
        "last part of the run.",
    ),
    Family(
        "curriculum",
        "Curriculum",
        "sampler",
        Source(
            "Dynamic Curriculum Learning for Imbalanced Data Classification (Wang et al., ICCV)",
            2019,
            "https://openaccess.thecvf.com/content_ICCV_2019/papers/"
            "Wang_Dynamic_Curriculum_Learning_for_Imbalanced_Data_Classification_ICCV_2019_paper.pdf",
        ),
        "Move gradually from imbalanced draws to balanced ones.",
    ),
    Family(
        "crest",
        "CReST",
        "sampler",
        Source(
            "CReST: A Class-Rebalancing Self-Training Framework for Imbalanced Semi-Supervised "
            "Learning (Wei et al., CVPR)",
            2021,
            "https://arxiv.org/abs/2102.09559",
        ),
        "Train in generations. The rarer a class is, the larger the share of its pseudo-labelled "
        "images that is kept, because rare predictions are mostly right.",
    ),
)
