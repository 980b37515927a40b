"""Two-dimensional maps of features: PCA here and now, t-SNE and UMAP in a worker with a cache.

Nothing that is imported here loads a library for maps; the worker alone does.
"""

from ltcore.embeddings.align import procrustes, unit
from ltcore.embeddings.jobs import MapJob, MapStatus, maps_root
from ltcore.embeddings.kept import keep, kept
from ltcore.embeddings.pca import Pca, pca
from ltcore.embeddings.spec import MapRequest, MapSpec, TsneSpec, UmapSpec, largest_perplexity

__all__ = [
    "MapJob",
    "MapRequest",
    "MapSpec",
    "MapStatus",
    "Pca",
    "TsneSpec",
    "UmapSpec",
    "keep",
    "kept",
    "largest_perplexity",
    "maps_root",
    "pca",
    "procrustes",
    "unit",
]
