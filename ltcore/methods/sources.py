"""The papers that methods and families share, each cited here once."""

from ltcore.registry import Source

CLASS_BALANCED = Source(
    title="Class-Balanced Loss Based on Effective Number of Samples (Cui et al., CVPR)",
    year=2019,
    url="https://arxiv.org/abs/1901.05555",
    where="Sec. 3 and 4",
)
LDAM = Source(
    title="Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss (Cao et al., NeurIPS)",
    year=2019,
    url="https://arxiv.org/abs/1906.07413",
    where="Sec. 3.2 and 3.3, Algorithm 1",
)
RETHINKING = Source(
    title="Rethinking the Value of Labels for Improving Class-Imbalanced Learning (Yang and Xu, NeurIPS)",
    year=2020,
    url="https://arxiv.org/abs/2006.07529",
)
LOGIT_ADJUSTMENT = Source(
    title="Long-Tail Learning via Logit Adjustment (Menon et al., ICLR)",
    year=2021,
    url="https://arxiv.org/abs/2007.07314",
    where="Sec. 5",
)
BALANCED_SOFTMAX = Source(
    title="Balanced Meta-Softmax for Long-Tailed Visual Recognition (Ren et al., NeurIPS)",
    year=2020,
    url="https://arxiv.org/abs/2007.10740",
)
CDT = Source(
    title="Identifying and Compensating for Feature Deviation in Imbalanced Deep Learning (Ye et al., "
    "arXiv)",
    year=2020,
    url="https://arxiv.org/abs/2001.01385",
)
VECTOR_SCALING = Source(
    title="Label-Imbalanced and Group-Sensitive Classification under Overparameterization (Kini et al., "
    "NeurIPS)",
    year=2021,
    url="https://arxiv.org/abs/2103.01550",
)
TLA_ADRW = Source(
    title="A Unified Generalization Analysis of Re-Weighting and Logit-Adjustment for Imbalanced Learning "
    "(Wang et al., NeurIPS)",
    year=2023,
    url="https://arxiv.org/abs/2310.04752",
)
DECOUPLING = Source(
    title="Decoupling Representation and Classifier for Long-Tailed Recognition (Kang et al., ICLR)",
    year=2020,
    url="https://arxiv.org/abs/1910.09217",
)
BALANCED_SAMPLING = Source(
    title="Relay Backpropagation for Effective Learning of Deep Convolutional Neural Networks "
    "(Shen et al., ECCV)",
    year=2016,
    url="https://arxiv.org/abs/1512.05830",
)
SQUARE_ROOT = Source(
    title="Exploring the Limits of Weakly Supervised Pretraining (Mahajan et al., ECCV)",
    year=2018,
    url="https://arxiv.org/abs/1805.00932",
)
RANDOM_RESAMPLING = Source(
    title="A Systematic Study of the Class Imbalance Problem in Convolutional Neural Networks (Buda et al., "
    "Neural Networks)",
    year=2018,
    url="https://arxiv.org/abs/1710.05381",
)
SMOTE = Source(
    title="SMOTE: Synthetic Minority Over-sampling Technique (Chawla et al., JAIR)",
    year=2002,
    url="https://arxiv.org/abs/1106.1813",
)
MIXUP = Source(
    title="mixup: Beyond Empirical Risk Minimization (Zhang et al., ICLR)",
    year=2018,
    url="https://arxiv.org/abs/1710.09412",
)
REMIX = Source(
    title="Remix: Rebalanced Mixup (Chou et al., ECCV Workshops)",
    year=2020,
    url="https://arxiv.org/abs/2007.03943",
)
COG = Source(
    title="Local Decomposition for Rare Class Analysis (Wu et al., KDD)",
    year=2007,
    url="https://doi.org/10.1145/1281192.1281279",
)
FIXMATCH = Source(
    title="FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence (Sohn et al., "
    "NeurIPS)",
    year=2020,
    url="https://arxiv.org/abs/2001.07685",
)
CREST = Source(
    title="CReST: A Class-Rebalancing Self-Training Framework for Imbalanced Semi-Supervised Learning "
    "(Wei et al., CVPR)",
    year=2021,
    url="https://arxiv.org/abs/2102.09559",
)
ROTATION = Source(
    title="Unsupervised Representation Learning by Predicting Image Rotations (Gidaris et al., ICLR)",
    year=2018,
    url="https://arxiv.org/abs/1803.07728",
)
SIMCLR = Source(
    title="A Simple Framework for Contrastive Learning of Visual Representations (Chen et al., ICML)",
    year=2020,
    url="https://arxiv.org/abs/2002.05709",
)
MOCO = Source(
    title="Momentum Contrast for Unsupervised Visual Representation Learning (He et al., CVPR)",
    year=2020,
    url="https://arxiv.org/abs/1911.05722",
)
SDCLR = Source(
    title="Self-Damaging Contrastive Learning (Jiang et al., ICML)",
    year=2021,
    url="https://arxiv.org/abs/2106.02990",
)
BCL = Source(
    title="Contrastive Learning with Boosted Memorization (Zhou et al., ICML)",
    year=2022,
    url="https://arxiv.org/abs/2205.12693",
)
GH = Source(
    title="Combating Representation Learning Disparity with Geometric Harmonization (Zhou et al., NeurIPS)",
    year=2023,
    url="https://arxiv.org/abs/2310.17622",
)
