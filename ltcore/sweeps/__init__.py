"""Sweeps: grids of settings, and the queue that carries runs out one after another."""

from ltcore.sweeps.background import start_queue_detached
from ltcore.sweeps.crew import Workers
from ltcore.sweeps.grid import expand, expand_each
from ltcore.sweeps.queue import QueueEvent, run_queue
from ltcore.sweeps.queueing import enqueue, queue_again
from ltcore.sweeps.standby import Standby
from ltcore.sweeps.time_left import Timed, seconds_left
from ltcore.sweeps.waiting import left_waiting, queued_records

__all__ = [
    "QueueEvent",
    "Standby",
    "Timed",
    "Workers",
    "enqueue",
    "expand",
    "expand_each",
    "left_waiting",
    "queue_again",
    "queued_records",
    "run_queue",
    "seconds_left",
    "start_queue_detached",
]
