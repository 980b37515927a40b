"""Families that change what the network sees, what it represents, or how it is built."""

from ltcore.methods.family import Family, LabPage
from ltcore.methods.sources import BCL, FIXMATCH, GH, RETHINKING, ROTATION, SDCLR, SIMCLR
from ltcore.registry import Source

FAMILIES = (
    Family(
        name="contrastive",
        title="SimCLR, MoCo",
        place="views",
        source=SIMCLR,
        idea="Without labels, pull two views of the same image together and push all other images away.",
    ),
    Family(
        name="fixmatch",
        title="FixMatch",
        place="views",
        source=FIXMATCH,
        idea="If the network is confident about a weakly augmented unlabelled image, train it to "
        "predict the same for a strongly augmented version.",
    ),
    Family(
        name="bcl",
        title="BCL",
        place="views",
        source=BCL,
        idea="Augment images more strongly if their contrastive loss stays high: without labels, "
        "these are likely to belong to the tail.",
    ),
    Family(
        name="metric_learning",
        title="Metric learning",
        place="features",
        source=Source(
            "Learning Deep Representation for Imbalanced Classification (Huang et al., CVPR)",
            2016,
            "https://openaccess.thecvf.com/content_cvpr_2016/papers/"
            "Huang_Learning_Deep_Representation_CVPR_2016_paper.pdf",
        ),
        idea="Learn distances that keep a margin between clusters and between classes, so that "
        "rare classes keep their space.",
    ),
    Family(
        name="transfer",
        title="Head-to-tail transfer",
        place="features",
        source=Source(
            "Learning to Model the Tail (Wang et al., NeurIPS)",
            2017,
            "https://proceedings.neurips.cc/paper/2017/file/147ebe637038ca50a1265abac8dea181-Paper.pdf",
        ),
        idea="Learn from frequent classes how a model changes as examples are added, and transfer "
        "this to rare ones.",
    ),
    Family(
        name="rotation",
        title="Rotation prediction",
        place="features",
        source=ROTATION,
        idea="Learn features without labels by predicting which of four angles an image was "
        "rotated by.",
    ),
    Family(
        name="ssp",
        title="Self-supervised start",
        place="features",
        source=RETHINKING,
        idea="Learn features without the imbalanced labels first, then train any method from there.",
    ),
    Family(
        name="feature_augmentation",
        title="Feature augmentation",
        place="features",
        source=Source(
            "Feature Space Augmentation for Long-Tailed Data (Chu et al., ECCV)",
            2020,
            "https://www.ecva.net/papers/eccv_2020/papers_ECCV/papers/123740681.pdf",
        ),
        idea="Create new features for rare classes from what the frequent classes have learned.",
    ),
    Family(
        name="balanced_features",
        title="KCL",
        place="features",
        source=Source(
            "Exploring Balanced Feature Spaces for Representation Learning (Kang et al., ICLR)",
            2021,
            "https://openreview.net/pdf?id=OqtLIabPTit",
        ),
        idea="Contrast each image with the same number of images of its own class, so that all "
        "classes take up equal space.",
    ),
    Family(
        name="sdclr",
        title="SDCLR",
        place="features",
        source=SDCLR,
        idea="Contrast the network with a pruned copy of itself: pruning forgets rare images "
        "first, so training concentrates on them.",
    ),
    Family(
        name="gh",
        title="GH",
        place="features",
        source=GH,
        idea="Without labels, pull features towards directions that are equally far apart, so "
        "that the head cannot take all the space.",
    ),
    Family(
        name="uneven_margins",
        title="Uneven margins",
        place="classifier",
        source=Source(
            "Optimizing Classifiers for Imbalanced Training Sets (Karakoulas and Shawe-Taylor, NIPS)",
            1998,
            "https://proceedings.neurips.cc/paper/1998/file/df12ecd077efc8c23881028604dbb8cc-Paper.pdf",
        ),
        idea="Place hyperplane and threshold so that the class with the more expensive mistakes "
        "gets the larger margin.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc fits a linear SVM to the features of a finished run, and moves its thresholds "
            "towards the head.",
            {"posthoc_correction": "svm"},
        ),
    ),
    Family(
        name="decoupling",
        title="Decoupling",
        place="classifier",
        source=Source(
            "Decoupling Representation and Classifier for Long-Tailed Recognition (Kang et al., ICLR)",
            2020,
            "https://arxiv.org/abs/1910.09217",
        ),
        idea="Learn features on the imbalanced data, then correct only the classifier: retrain it "
        "on balanced draws, rescale its weights, or use class means.",
        page=LabPage(
            "posthoc",
            "The page Post-hoc rescales the class vectors of a finished run, without training again.",
            {"posthoc_correction": "tau_norm"},
        ),
    ),
    Family(
        name="two_branches",
        title="Two branches (BBN)",
        place="classifier",
        source=Source(
            "BBN: Bilateral-Branch Network with Cumulative Learning for Long-Tailed Visual Recognition (Zhou "
            "et al., CVPR)",
            2020,
            "https://openaccess.thecvf.com/content_CVPR_2020/papers/Zhou_BBN_Bilateral-Branch_Network_With_"
            "Cumulative_Learning_for_Long-Tailed_Visual_Recognition_CVPR_2020_paper.pdf",
        ),
        idea="Train one branch on draws as they come and one on reversed draws, and shift slowly "
        "from the first to the second.",
    ),
    Family(
        name="experts",
        title="Several experts",
        place="classifier",
        source=Source(
            "Long-Tailed Recognition by Routing Diverse Distribution-Aware Experts (Wang et al., ICLR)",
            2021,
            "https://openreview.net/pdf?id=D9I3drBz4UC",
        ),
        idea="Train several different classifiers, and consult more of them when the first is "
        "uncertain.",
    ),
)
