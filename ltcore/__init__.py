"""Long-Tail Lab: learning from long-tailed (class-imbalanced) data, as a library and a training engine."""

from importlib.metadata import version

__version__ = version("long-tail-lab")
