#!/usr/bin/env bash
# Package: pycocotools 2.0.11
# Expected: an annotation's id is an integer that is unique in the file (COCO's page on the data format, Object
#   detection); ids from 0 are as good as ids from 1.
# Happens: COCOeval notes a match by the id of the annotation and reads 0 as "no match", so that the annotation with
#   id 0 is never found: its perfect detection counts as a false positive. Nothing is said.
# Follows: a category of one annotation falls from AP 1 to 0, and the mean over categories, which is what long-tailed
#   detection reports, falls with it; a category of thousands hides it. Number annotations from 1.
. "$(dirname "$0")/lib/check.sh"
install pycocotools==2.0.11 numpy==2.4.6
expect 'ids from 1: AP 1.00, by category common 1.00, rare 1.00
ids from 0: AP 0.50, by category common 1.00, rare 0.00' <<'PY'
import contextlib
import io

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def evaluate(first):
    annotations = [
        {"id": first + place, "image_id": image, "category_id": category,
         "bbox": [10, 10, 20, 20], "area": 400, "iscrowd": 0}
        for place, (image, category) in enumerate([(1, 2), (1, 1), (2, 1), (3, 1)])
    ]
    truth = COCO()
    truth.dataset = {
        "info": {}, "images": [{"id": image, "width": 64, "height": 64} for image in (1, 2, 3)],
        "categories": [{"id": 1, "name": "common"}, {"id": 2, "name": "rare"}], "annotations": annotations,
    }
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        found = truth.loadRes([
            {key: row[key] for key in ("image_id", "category_id", "bbox")} | {"score": 0.9} for row in annotations
        ])
        result = COCOeval(truth, found, "bbox")
        result.evaluate()
        result.accumulate()
        result.summarize()
    common, rare = result.eval["precision"][:, :, :, 0, 2].mean(axis=(0, 1))
    print(f"ids from {first}: AP {result.stats[0]:.2f}, by category common {common:.2f}, rare {rare:.2f}")


evaluate(1)
evaluate(0)
PY
