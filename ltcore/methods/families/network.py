"""Families that change what the network sees, what it represents, or how it is built."""

from ltcore.methods.family import Family, LabPage
from ltcore.methods.sources import RETHINKING
from ltcore.registry import Source

FAMILIES = (
    Family(
        "contrastive",
        "SimCLR, MoCo",
        "views",
        Source(
            "A Simple Framework for Contrastive Learning of Visual Representations (Chen et al., ICML)",
            2020,
            "https://arxiv.org/abs/2002.05709",
        ),
        "Without labels, pull two views of the same image together and push all other images away.",
    ),
    Family(
        "fixmatch",
        "FixMatch",
        "views",
        Source(
            "FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence (Sohn et al., "
            "NeurIPS)",
            2020,
            "https://arxiv.org/abs/2001.07685",
        ),
        "If the network is confident about a weakly augmented unlabelled image, train it to "
        "predict the same for a strongly augmented version.",
    ),
    Family(
        "bcl",
        "BCL",
        "views",
        Source(
            "Contrastive Learning with Boosted Memorization (Zhou et al., ICML)",
            2022,
            "https://arxiv.org/abs/2205.12693",
        ),
        "Augment images more strongly if their contrastive loss stays high: without labels, these "
        "are likely to belong to the tail.",
    ),
    Family(
        "metric_learning",
        "Metric learning",
        "features",
        Source(
            "Learning Deep Representation for Imbalanced Classification (Huang et al., CVPR)",
            2016,
            "https://openaccess.thecvf.com/content_cvpr_2016/papers/"
            "Huang_Learning_Deep_Representation_CVPR_2016_paper.pdf",
        ),
        "Learn distances that keep a margin between clusters and between classes, so that rare "
        "classes keep their space.",
    ),
    Family(
        "transfer",
        "Head-to-tail transfer",
        "features",
        Source(
            "Learning to Model the Tail (Wang et al., NeurIPS)",
            2017,
            "https://proceedings.neurips.cc/paper/2017/file/147ebe637038ca50a1265abac8dea181-Paper.pdf",
        ),
        "Learn from frequent classes how a model changes as examples are added, and transfer this "
        "to rare ones.",
    ),
    Family(
        "rotation",
        "Rotation prediction",
        "features",
        Source(
            "Unsupervised Representation Learning by Predicting Image Rotations (Gidaris et al., ICLR)",
            2018,
            "https://arxiv.org/abs/1803.07728",
        ),
        "Learn features without labels by predicting which of four angles an image was rotated by.",
    ),
    Family(
        "ssp",
        "Self-supervised start",
        "features",
        RETHINKING,
        "Learn features without the imbalanced labels first, then train any method from there.",
    ),
    Family(
        "feature_augmentation",
        "Feature augmentation",
        "features",
        Source(
            "Feature Space Augmentation for Long-Tailed Data (Chu et al., ECCV)",
            2020,
            "https://www.ecva.net/papers/eccv_2020/papers_ECCV/papers/123740681.pdf",
        ),
        "Create new features for rare classes from what the frequent classes have learned.",
    ),
    Family(
        "balanced_features",
        "KCL",
        "features",
        Source(
            "Exploring Balanced Feature Spaces for Representation Learning (Kang et al., ICLR)",
            2021,
            "https://openreview.net/pdf?id=OqtLIabPTit",
        ),
        "Contrast each image with the same number of images of its own class, so that all classes "
        "take up equal space.",
    ),
    Family(
        "sdclr",
        "SDCLR",
        "features",
        Source(
            "Self-Damaging Contrastive Learning (Jiang et al., ICML)",
            2021,
            "https://arxiv.org/abs/2106.02990",
        ),
        "Contrast the network with a pruned copy of itself: pruning forgets rare images first, so "
        "training concentrates on them.",
    ),
    Family(
        "gh",
        "GH",
        "features",
        Source(
            "Combating Representation Learning Disparity with Geometric Harmonization (Zhou et al., NeurIPS)",
            2023,
            "https://arxiv.org/abs/2310.17622",
        ),
        "Without labels, pull features towards directions that are equally far apart, so that the "
        "head cannot take all the space.",
    ),
    Family(
        "uneven_margins",
        "Uneven margins",
        "classifier",
        Source(
            "Optimizing Classifiers for Imbalanced Training Sets (Karakoulas and Shawe-Taylor, NIPS)",
            1998,
            "https://proceedings.neurips.cc/paper/1998/file/df12ecd077efc8c23881028604dbb8cc-Paper.pdf",
        ),
        "Place hyperplane and threshold so that the class with the more expensive mistakes gets "
        "the larger margin.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc fits a linear SVM to the features of a finished run, and moves its thresholds "
            "towards the head.",
            {"posthoc_correction": "svm"},
        ),
    ),
    Family(
        "decoupling",
        "Decoupling",
        "classifier",
        Source(
            "Decoupling Representation and Classifier for Long-Tailed Recognition (Kang et al., ICLR)",
            2020,
            "https://arxiv.org/abs/1910.09217",
        ),
        "Learn features on the imbalanced data, then correct only the classifier: retrain it on "
        "balanced draws, rescale its weights, or use class means.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc rescales the class vectors of a finished run, without training again.",
            {"posthoc_correction": "tau_norm"},
        ),
    ),
    Family(
        "two_branches",
        "Two branches (BBN)",
        "classifier",
        Source(
            "BBN: Bilateral-Branch Network with Cumulative Learning for Long-Tailed Visual Recognition (Zhou "
            "et al., CVPR)",
            2020,
            "https://openaccess.thecvf.com/content_CVPR_2020/papers/Zhou_BBN_Bilateral-Branch_Network_With_"
            "Cumulative_Learning_for_Long-Tailed_Visual_Recognition_CVPR_2020_paper.pdf",
        ),
        "Train one branch on draws as they come and one on reversed draws, and shift slowly from "
        "the first to the second.",
    ),
    Family(
        "experts",
        "Several experts",
        "classifier",
        Source(
            "Long-Tailed Recognition by Routing Diverse Distribution-Aware Experts (Wang et al., ICLR)",
            2021,
            "https://openreview.net/pdf?id=D9I3drBz4UC",
        ),
        "Train several different classifiers, and consult more of them when the first is uncertain.",
    ),
)
