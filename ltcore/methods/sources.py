"""The papers that several methods share."""

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
