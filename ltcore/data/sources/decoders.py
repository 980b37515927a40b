"""Images decoded on several cores: threads, each with a worker process where there are many images.

Pillow holds the interpreter's lock for most of a small image, so that threads alone do not help. A worker
is this Python running `decoding.py`, which imports nothing of the lab and nothing of the caller's program;
it ends when its input ends, so with whoever started it, however that ended. Where a worker cannot be
started, or dies, its thread decodes instead, and meets the error of a damaged file itself.
"""

import collections
import json
import os
import queue
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress

import numpy as np
from numpy.typing import NDArray

from ltcore.data.sources import decoding

MAX_THREADS = 8
MANY_IMAGES = 1500
"""From here on the start of worker processes, a fifth of a second each, is won back."""
AHEAD = 3
"""Tasks per thread that are decoded or wait when the first of them is taken: bounds the memory."""
PIPE_BYTES = 2**20
"""What Linux lets everybody have: the images of a task pass in one go."""
WAIT_SECONDS = 0.5
"""How long the threads are waited for before ``watch`` is called again."""

Decoded = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""Images, uint8 (n, size, size, 3), and the oddities of each, uint8 (n,)."""
Submit = Callable[[Sequence[str]], Future[Decoded]]


@contextmanager
def decoders(
    image_size: int, n_images: int, decode_here: Callable[[Sequence[str]], Decoded]
) -> Iterator[Submit]:
    """Yield what hands images to threads; at the end only images that are under way are finished.

    Args:
        image_size: side in pixels.
        n_images: how many will come; decides whether worker processes are worth their start.
        decode_here: decodes in this process; its errors are the ones that people see.
    """
    stopped = threading.Event()
    n_threads = _n_threads()
    workers: list[_Worker] = []
    idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()

    def decode_all(task: Sequence[str]) -> Decoded:
        worker = idle.get()  # one for each thread: nobody waits here
        decoded = worker.decode(task) if worker else None
        idle.put(worker if decoded else None)
        if decoded is None and stopped.is_set():
            raise RuntimeError("no worker takes this task any more")
        return decoded or decode_here(task)

    with ExitStack() as stack:
        if n_images >= MANY_IMAGES and n_threads > 1:
            workers.extend(_started(n_threads, image_size, stack))
        for at in range(n_threads):
            idle.put(workers[at] if at < len(workers) else None)
        stack.enter_context(warnings.catch_warnings())
        decoding.filter_warnings()
        threads = stack.enter_context(ThreadPoolExecutor(n_threads))
        try:
            yield lambda task: threads.submit(decode_all, task)
        finally:
            stopped.set()
            threads.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.kill()


def decoded_in_order(
    tasks: Iterable[Sequence[str]], submit: Submit, watch: Callable[[], None]
) -> Iterator[Decoded]:
    """Yield the images of tasks in their order; the tasks after them are decoded meanwhile.

    Args:
        tasks: paths, some at a time.
        submit: what `decoders` yields.
        watch: called before each task, and again after each wait; what it raises passes through.
    """
    under_way: collections.deque[Future[Decoded]] = collections.deque()
    for task in tasks:
        under_way.append(submit(task))
        if len(under_way) > AHEAD * _n_threads():
            yield _awaited(under_way.popleft(), watch)
    while under_way:
        yield _awaited(under_way.popleft(), watch)


class _Worker:
    """A process that decodes, and the pipes to it; used by one thread at a time."""

    def __init__(self, image_size: int) -> None:
        self._image_size = image_size
        self._process = subprocess.Popen(  # noqa: S603 (our own file, no shell)
            [sys.executable, "-P", decoding.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=PIPE_BYTES,
            stderr=subprocess.DEVNULL,  # what goes wrong there is met again, and told, here
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )

    def decode(self, paths: Sequence[str]) -> Decoded | None:
        """Return the images, None where the process ended instead."""
        requests, replies = self._process.stdin, self._process.stdout
        if requests is None or replies is None:
            raise RuntimeError("a worker without pipes")
        request = {"paths": list(paths), "image_size": self._image_size}
        shape = (len(paths), self._image_size, self._image_size, 3)
        try:
            requests.write(json.dumps(request).encode("ascii") + b"\n")
            requests.flush()
            oddities = np.frombuffer(replies.read(len(paths)), np.uint8)
            return np.frombuffer(replies.read(int(np.prod(shape))), np.uint8).reshape(
                shape
            ), oddities
        except (OSError, ValueError):  # a pipe that broke, a reply that is too short
            return None

    def kill(self) -> None:
        """End the process, and with it the wait of its thread."""
        self._process.kill()

    def close(self) -> None:
        """End the process and close the pipes; no thread may use them any more."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # a request that nobody reads any more
                    pipe.close()


def _started(n_workers: int, image_size: int, stack: ExitStack) -> list[_Worker]:
    """Return worker processes, which the stack closes; fewer where no more may be started."""
    workers = []
    try:
        for _ in range(n_workers):
            workers.append(_Worker(image_size))
            stack.callback(workers[-1].close)
    except OSError:
        pass  # the threads without a process decode themselves
    return workers


def _n_threads() -> int:
    # A cluster's job may use some of the cores only; not every system tells which.
    told = getattr(os, "sched_getaffinity", None)
    return min(MAX_THREADS, len(told(0)) if told else os.cpu_count() or 1)


def _awaited(future: Future[Decoded], watch: Callable[[], None]) -> Decoded:
    """Return what a thread decoded; ``watch`` is called first, and again after each wait."""
    watch()
    while not wait([future], WAIT_SECONDS).done:
        watch()
    return future.result()
