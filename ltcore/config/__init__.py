"""The settings of a run: pydantic models with ranges, and one sentence per field."""

from ltcore.config.data import DataConfig
from ltcore.config.method import MethodConfig
from ltcore.config.pretrain import PretrainConfig
from ltcore.config.run import SCHEMA_VERSION, RunConfig
from ltcore.config.training import ModelConfig, OptimConfig, ScheduleConfig, TrainConfig

__all__ = [
    "SCHEMA_VERSION",
    "DataConfig",
    "MethodConfig",
    "ModelConfig",
    "OptimConfig",
    "PretrainConfig",
    "RunConfig",
    "ScheduleConfig",
    "TrainConfig",
]
