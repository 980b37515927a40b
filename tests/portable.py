"""Run the tests as other processors would compute: `make portable`, or `python tests/portable.py [pytest arguments]`.

A processor decides by what it can do which kernels OpenBLAS, numpy and torch take, and the last digits of a sum
follow from these. Three runs cover three kinds of OpenBLAS kernels, numpy and torch with and without the
instructions that were found here, one and two threads, and three seeds of the examples that hypothesis draws.
"""

import json
import os
import shlex
import subprocess
import sys
import warnings

import numpy as np

KERNELS = ("SkylakeX", "Haswell", "Sandybridge", "Nehalem", "Prescott", "NEOVERSEN1", "ARMV8")
"""The kinds of OpenBLAS to look for, of Intel, AMD and Arm processors, the newest first."""
PROBE = """
import json
import numpy, scipy.linalg, threadpoolctl
for kind in ("f4", "f8"):
    square = numpy.ones((200, 200), kind)
    scipy.linalg.lu_factor(square @ square + 1e3 * numpy.eye(200, dtype=kind))
pools = threadpoolctl.threadpool_info()
print(json.dumps(sorted({pool["architecture"] for pool in pools if pool["internal_api"] == "openblas"})))
"""
PLAIN_TORCH = {
    "ATEN_CPU_CAPABILITY": "default",
    "MKL_CBWR": "COMPATIBLE",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
}
"""torch's own kernels, its matrix products and its convolutions without the newer instructions."""
TESTS = ("-n", "2", "--dist", "worksteal", "-m", "not slow and not gpu and not browser")


def numpy_features() -> str:
    """Return the names of what numpy found on this processor and can leave alone."""
    with warnings.catch_warnings(action="ignore"):  # it advises a package for nicer output
        return " ".join(np.show_config(mode="dicts")["SIMD Extensions"].get("found", []))


def active(kernel: str) -> str | None:
    """Return what really computes where a kernel is asked for; None where it cannot run."""
    probe = subprocess.run(
        [sys.executable, "-c", PROBE],
        env=os.environ | {"OPENBLAS_CORETYPE": kernel},
        capture_output=True,
        text=True,
        check=False,  # illegal instructions end it
    )
    return ", ".join(json.loads(probe.stdout)) if probe.returncode == 0 else None


def three_kernels() -> list[str]:
    """Return three kinds that run here and differ, the newest, a middle one and the oldest."""
    found: dict[str, str] = {}
    for kernel in KERNELS:
        if name := active(kernel):
            found.setdefault(name, kernel)  # a name that this processor does not know means its own
    kernels = list(found.values())
    if len(kernels) < 3:
        sys.exit(f"this processor runs {len(kernels)} kinds of OpenBLAS kernels, the runs need 3")
    return [kernels[0], kernels[len(kernels) // 2], kernels[-1]]


def settings() -> list[dict[str, str]]:
    """Return the environment variables of each run."""
    newest, middle, oldest = ({"OPENBLAS_CORETYPE": kernel} for kernel in three_kernels())
    plain_numpy = {"NPY_DISABLE_CPU_FEATURES": numpy_features()}
    return [
        oldest | plain_numpy | PLAIN_TORCH | {"OMP_NUM_THREADS": "1"},
        middle | PLAIN_TORCH | {"OMP_NUM_THREADS": "2"},
        newest | plain_numpy | {"OMP_NUM_THREADS": "1"},
    ]


def main(arguments: list[str]) -> int:
    """Run the tests under each setting; return how many runs failed."""
    failed = 0
    for seed, setting in enumerate(settings(), 1):
        told = " ".join(f"{name}='{value}'" for name, value in setting.items())
        command = ["-m", "pytest", *TESTS, f"--hypothesis-seed={seed}", *arguments]
        sys.stdout.write(
            f"run {seed} of 3: LTLAB_DRAWS=random {told} python {shlex.join(command)}\n"
        )
        sys.stdout.flush()
        environment = os.environ | setting | {"LTLAB_DRAWS": "random"}
        failed += (
            subprocess.run([sys.executable, *command], env=environment, check=False).returncode != 0
        )
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
