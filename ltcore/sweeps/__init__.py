"""Sweeps: grids of settings, and the queue that carries runs out one after another."""

from ltcore.sweeps.detached import start_queue_detached
from ltcore.sweeps.grid import expand
from ltcore.sweeps.queue import QueueEvent, enqueue, run_queue

__all__ = ["QueueEvent", "enqueue", "expand", "run_queue", "start_queue_detached"]
