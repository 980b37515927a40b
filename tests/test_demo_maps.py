"""The maps that come with the demo runs are theirs, are whole, and preserve who is whose neighbour."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from ltcore.analysis.base.features import read_features
from ltcore.embeddings import MapRequest, MapSpec, TsneSpec, UmapSpec, kept
from ltcore.runs import RunStore
from ltcore.types import Split

ASSETS = Path(__file__).parents[1] / "assets"
MAPS = ASSETS / "demo_maps"
SPECS: tuple[MapSpec, ...] = (TsneSpec(), UmapSpec())
OF_PRESETS: dict[tuple[str, Split], TsneSpec] = {
    ("erm", "train"): TsneSpec(),
    ("logit_adjustment", "train"): TsneSpec(),
    ("erm", "test"): TsneSpec(perplexity=5),
}


@pytest.fixture(scope="module")
def requests():
    """Every map that pages ask for before a reader changes a setting, and those of the presets."""
    asked: dict[tuple[str, Split, MapSpec], MapRequest] = {}
    for record in RunStore(ASSETS / "demo_runs").records():
        features = read_features(record, "test").values
        for spec in SPECS:
            asked[record.id, "test", spec] = MapRequest(features, spec)
        for (method, split), of_preset in OF_PRESETS.items():
            if (record.method, record.seed) == (method, 0):
                values = read_features(record, split).values
                asked[record.id, split, of_preset] = MapRequest(values, of_preset)
    return asked


def test_all_are_there_and_no_other(requests):
    names = {f"{request.content}.npy" for request in requests.values()}
    assert {path.name for path in MAPS.iterdir()} == names
    assert len(names) == 43


def test_each_preserves_the_neighbours_of_its_features(requests):
    for (run_id, _, spec), request in requests.items():
        found = kept(MAPS, request)
        assert found is not None
        assert np.isfinite(found).all()
        least = 0.93 if spec == TsneSpec() else 0.9
        assert trustworthiness(request.features, found, n_neighbors=10) > least, (run_id, spec)
