"""The training engine: seeding, hardware, the loop, checkpoints and the worker that carries out one run."""
