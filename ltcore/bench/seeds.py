"""How long several seeds take as one program, against as many runs that are trained alone.

Both arms are queues with a warm process that is ready, as a page *Train* has it, and as many programs at a
time as there are cores. Processor seconds are those of the runs, without what warming up took.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from ltcore.bench.answers import numbers_told
from ltcore.bench.errors import NotMeasuredError

TOGETHER, ALONE = "together", "alone"
PROGRAM = """
import json, resource, sys, time
import psutil
from pathlib import Path
from ltcore.config import RunConfig
from ltcore.runs import RunStore
from ltcore.sweeps import Workers, enqueue, run_queue
from ltcore.sweeps.cores import threads_of_small_runs
from ltcore.sweeps.warm import Template
folder, asked = Path(sys.argv[1]), json.loads(sys.argv[2])
template, until = Template.start(threads=threads_of_small_runs()), time.monotonic() + 120
while not template.is_ready:
    if time.monotonic() > until or not template.is_alive:
        sys.exit("no warm process got ready within two minutes")
    time.sleep(0.05)
warmed = sum(psutil.Process(template.process.pid).cpu_times()[:2])
store = RunStore(folder)
configs = [RunConfig.model_validate({**asked, "seed": seed}) for seed in range(int(sys.argv[3]))]
start = time.perf_counter()
enqueue(store, configs)
ends = run_queue(store, workers=Workers(template=template), jobs="auto")
seconds = time.perf_counter() - start
if set(ends.values()) != {"finished"}:
    sys.exit(f"the runs did not finish: {ends}")
used = resource.getrusage(resource.RUSAGE_CHILDREN)
errors = [store.load(c.run_id).last_metrics["test_balanced_error"] for c in configs]
told = {"seconds": seconds, "processor": used.ru_utime + used.ru_stime - warmed}
print(json.dumps(told | {"error": sum(errors) / len(errors)}))
"""
"""Trains the runs of one arm and tells what they took."""


@dataclass(frozen=True, kw_only=True)
class SeedsSpeed:
    """What was measured for one network.

    Attributes:
        model: the network.
        seeds: how many runs.
        together: seconds as one program for each core, median over the rounds.
        alone: seconds of as many runs that are trained alone, median.
        ratio: median over the rounds of the second over the first.
        ratio_low: smallest such ratio.
        ratio_high: largest such ratio.
        processor_ratio: the same as ``ratio`` for processor seconds.
        error_together: mean balanced test error of the runs, in [0, 1].
        error_alone: the same of those that are trained alone.
    """

    model: str
    seeds: int
    together: float
    alone: float
    ratio: float
    ratio_low: float
    ratio_high: float
    processor_ratio: float
    error_together: float
    error_alone: float


def measure_seeds(
    models: Sequence[str], *, seeds: int, epochs: int | None, rounds: int
) -> list[SeedsSpeed]:
    """Return how long several seeds of cross-entropy on digits take, together and alone, in turns.

    Args:
        models: names of small networks.
        seeds: how many runs, at least 2.
        epochs: of each run, None for those of digits.
        rounds: measurements of each arm, at least 1.

    Raises:
        NotMeasuredError: an arm failed.
    """
    return [_measure(model, seeds, epochs, rounds) for model in models]


def _measure(model: str, seeds: int, epochs: int | None, rounds: int) -> SeedsSpeed:
    found: dict[str, list[dict[str, float]]] = {TOGETHER: [], ALONE: []}
    for turn in range(rounds):
        for arm in (TOGETHER, ALONE) if turn % 2 == 0 else (ALONE, TOGETHER):
            found[arm].append(_measured(arm, model, seeds, epochs))

    def ratios(what: str) -> list[float]:
        pairs = zip(found[ALONE], found[TOGETHER], strict=True)
        return [alone[what] / together[what] for alone, together in pairs]

    def median(arm: str, what: str) -> float:
        return statistics.median(one[what] for one in found[arm])

    return SeedsSpeed(
        model=model,
        seeds=seeds,
        together=median(TOGETHER, "seconds"),
        alone=median(ALONE, "seconds"),
        ratio=statistics.median(ratios("seconds")),
        ratio_low=min(ratios("seconds")),
        ratio_high=max(ratios("seconds")),
        processor_ratio=statistics.median(ratios("processor")),
        error_together=median(TOGETHER, "error"),
        error_alone=median(ALONE, "error"),
    )


def _measured(arm: str, model: str, seeds: int, epochs: int | None) -> dict[str, float]:
    train = {"device": "cpu", "together": arm == TOGETHER}
    asked = {
        "model": {"name": model},
        "train": train if epochs is None else {**train, "epochs": epochs},
    }
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(  # noqa: S603 (our own program, no shell)
                [sys.executable, "-c", PROGRAM, folder, json.dumps(asked), str(seeds)],
                capture_output=True,
                text=True,
                check=True,
            )
        except subprocess.CalledProcessError as error:
            said = str(error.stderr).strip().splitlines() or ["it said nothing"]
            raise NotMeasuredError(f"the runs trained {arm} gave no number: {said[-1]}") from error
    return numbers_told(done.stdout)
