"""Networks: a backbone that makes features, and a classifier head on top of them."""

from ltcore.models.build import MODELS, ModelInputError, ModelRecord, build_model
from ltcore.models.network import Network

__all__ = ["MODELS", "ModelInputError", "ModelRecord", "Network", "build_model"]
