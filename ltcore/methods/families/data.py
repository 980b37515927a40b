"""Families that change which examples are learned from: the data themselves, or how they are drawn."""

from ltcore.methods.family import Family, LabPage
from ltcore.methods.sources import CREST, LDAM, RETHINKING
from ltcore.registry import Source

FAMILIES = (
    Family(
        name="smote",
        title="SMOTE",
        place="data",
        source=Source(
            "SMOTE: Synthetic Minority Over-sampling Technique (Chawla et al., JAIR)",
            2002,
            "https://arxiv.org/abs/1106.1813",
        ),
        idea="Make new rare examples on the line between a rare example and one of its nearest neighbours "
        "of the same class.",
    ),
    Family(
        name="cog",
        title="COG",
        place="data",
        source=Source(
            "Local Decomposition for Rare Class Analysis (Wu et al., KDD)",
            2007,
            "https://doi.org/10.1145/1281192.1281279",
        ),
        idea="Split each large class into clusters about as small as the rare classes, learn the "
        "clusters, and map them back to their class afterwards.",
    ),
    Family(
        name="mixup",
        title="mixup",
        place="data",
        source=Source(
            "mixup: Beyond Empirical Risk Minimization (Zhang et al., ICLR)",
            2018,
            "https://arxiv.org/abs/1710.09412",
        ),
        idea="Train on averages of two images and of their labels, whichever classes they come "
        "from.",
    ),
    Family(
        name="federated",
        title="Federated imbalance",
        place="data",
        source=Source(
            "Federated Learning with Non-IID Data (Zhao et al., arXiv)",
            2018,
            "https://arxiv.org/abs/1806.00582",
        ),
        idea="If each client has only a few classes, give all of them the same small balanced set.",
        page=LabPage(
            "long_tail",
            "The page The long tail divides a data set over clients, and a method can train on "
            "one of them; a shared set does not exist here yet.",
            {"tail_picture": "clients"},
        ),
    ),
    Family(
        name="m2m",
        title="M2m",
        place="data",
        source=Source(
            "M2m: Imbalanced Classification via Major-to-Minor Translation (Kim et al., CVPR)",
            2020,
            "https://openaccess.thecvf.com/content_CVPR_2020/papers/"
            "Kim_M2m_Imbalanced_Classification_via_Major-to-Minor_Translation_CVPR_2020_paper.pdf",
        ),
        idea="Change an image of a frequent class until a trained network predicts a rare class, "
        "and use it as an example of that class.",
    ),
    Family(
        name="remix",
        title="Remix",
        place="data",
        source=Source(
            "Remix: Rebalanced Mixup (Chou et al., ECCV Workshops)",
            2020,
            "https://arxiv.org/abs/2007.03943",
        ),
        idea="Mix images as mixup does, but assign the whole label to the rarer class if it is "
        "much rarer.",
    ),
    Family(
        name="self_training",
        title="Self-training",
        place="data",
        source=RETHINKING,
        idea="Let a trained teacher label unlabelled images, and train a student on both.",
    ),
    Family(
        name="resampling",
        title="Over- and under-sampling",
        place="sampler",
        source=Source(
            "Addressing the Curse of Imbalanced Training Sets: One-Sided Selection (Kubat and "
            "Matwin, ICML)",
            1997,
            "https://sci2s.ugr.es/keel/pdf/algorithm/congreso/kubat97addressing.pdf",
        ),
        idea="Repeat rare examples, or leave out frequent ones, until the classes have about the "
        "same size.",
    ),
    Family(
        name="balanced_sampling",
        title="Balanced sampling",
        place="sampler",
        source=Source(
            "Relay Backpropagation for Effective Learning of Deep Convolutional Neural Networks "
            "(Shen et al., ECCV)",
            2016,
            "https://arxiv.org/abs/1512.05830",
        ),
        idea="Draw a class first and then one of its images, so that every class has an equal "
        "share of each batch.",
    ),
    Family(
        name="drs",
        title="DRS",
        place="sampler",
        source=LDAM,
        idea="Draw examples as they come while the features are learned; balance the draws only "
        "in the last part of the run.",
    ),
    Family(
        name="curriculum",
        title="Curriculum",
        place="sampler",
        source=Source(
            "Dynamic Curriculum Learning for Imbalanced Data Classification (Wang et al., ICCV)",
            2019,
            "https://openaccess.thecvf.com/content_ICCV_2019/papers/"
            "Wang_Dynamic_Curriculum_Learning_for_Imbalanced_Data_Classification_ICCV_2019_paper.pdf",
        ),
        idea="Move gradually from imbalanced draws to balanced ones.",
    ),
    Family(
        name="crest",
        title="CReST",
        place="sampler",
        source=CREST,
        idea="Train in generations. The rarer a class is, the larger the share of its "
        "pseudo-labelled images that is kept, because rare predictions are mostly right.",
    ),
)
