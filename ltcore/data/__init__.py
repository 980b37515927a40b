"""Profiles, catalog, readers, splits and the prepared store: numpy arrays out."""

from ltcore.data.build import build, prepare
from ltcore.data.catalog import CATALOG
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.errors import DataError
from ltcore.data.examples import Examples, LongTailData, Unlabelled
from ltcore.data.pictures import class_samples, split_images, thumbnails
from ltcore.data.preview import preview
from ltcore.data.store import StoreCheck, default_store, is_prepared, verify

__all__ = [
    "CATALOG",
    "DataEntry",
    "DataError",
    "Examples",
    "LongTailData",
    "Progress",
    "StoreCheck",
    "Unlabelled",
    "build",
    "class_samples",
    "default_store",
    "is_prepared",
    "prepare",
    "preview",
    "split_images",
    "thumbnails",
    "verify",
]
