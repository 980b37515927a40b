"""How a run is trained: model, optimiser, learning-rate schedule and loop."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ltcore.config.base import SettingError, Settings, refuse_unused

ModelName = Literal[
    "mlp",
    "convnet",
    "resnet20",
    "resnet32",
    "resnet44",
    "resnet56",
    "resnet18",
    "resnet50",
]
Inputs = Literal["images", "features", "any"]
MODEL_INPUTS: dict[ModelName, Inputs] = {
    "mlp": "any",
    "convnet": "images",
    "resnet20": "images",
    "resnet32": "images",
    "resnet44": "images",
    "resnet56": "images",
    "resnet18": "images",
    "resnet50": "images",
}
"""Network -> what it reads; known here, so that one for other data is refused before torch is there."""
Share = Annotated[float, Field(ge=0, lt=1)]


class ModelConfig(Settings):
    """The network."""

    name: ModelName = "convnet"
    """Network: "mlp" and "convnet" are small, resnet20 to resnet56 are for CIFAR, resnet18 and resnet50 are
    for larger images."""
    width: Annotated[int, Field(ge=4, le=4096)] = 64
    """Units of the hidden layers (mlp) or channels of the last block (convnet)."""
    head: Literal["method", "linear", "cosine"] = "method"
    """Classifier: the one the method needs, or a linear or cosine one."""
    cosine_scale: Annotated[float, Field(gt=0, le=1000)] = 30.0
    """Inverse temperature of a cosine head, for losses without their own (LDAM has one)."""

    @model_validator(mode="after")
    def _check_width(self) -> "ModelConfig":
        refuse_unused(self, "name", {"width": ("mlp", "convnet")}, called="model")
        return self


class OptimConfig(Settings):
    """The optimiser."""

    name: Literal["sgd", "adamw"] = "sgd"
    """Optimiser: SGD with momentum, or AdamW."""
    lr: Annotated[float, Field(gt=0, le=100)] = 0.1
    """Base learning rate."""
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.9
    """Momentum (SGD) or first moment decay (AdamW)."""
    nesterov: bool = False
    """Whether SGD looks ahead (Nesterov)."""
    weight_decay: Annotated[float, Field(ge=0, lt=1)] = 2e-4
    """Weight decay on all parameters."""

    @model_validator(mode="after")
    def _check_nesterov(self) -> "OptimConfig":
        refuse_unused(self, "name", {"nesterov": ("sgd",)}, called="optimiser")
        if self.nesterov and self.momentum == 0:
            raise SettingError(
                "nesterov", "true needs momentum above 0. Leave it out, or set momentum"
            )
        return self


class ScheduleConfig(Settings):
    """The learning rate over the run, in shares of the run."""

    name: Literal["steps", "cosine", "one_cycle", "constant"] = "steps"
    """Learning-rate schedule: warm-up and steps (the papers' recipe), cosine, one-cycle or constant."""
    warmup: Share = 0.025
    """Share of the run during which the learning rate rises, linearly except under one-cycle."""
    milestones: tuple[Share, ...] = (0.8, 0.9)
    """Shares of the run at which the learning rate falls (steps)."""
    decay: Annotated[float, Field(gt=0, le=1)] = 0.01
    """Factor by which the learning rate falls at each milestone (steps)."""

    @model_validator(mode="after")
    def _check_schedule(self) -> "ScheduleConfig":
        used_by = {"milestones": ("steps",), "decay": ("steps",)}
        refuse_unused(self, "name", used_by, called="schedule")
        return self


class TrainConfig(Settings):
    """The training loop."""

    epochs: Annotated[int, Field(ge=1, le=100_000)] = 200
    """Passes over the training examples."""
    batch_size: Annotated[int, Field(ge=1, le=1_000_000)] = 128
    """Examples per optimiser step, over all processes."""
    precision: Literal["auto", "fp32", "bf16"] = "fp32"
    """Arithmetic: fp32, bf16, or auto (bf16 if the processor supports it)."""
    augment: Literal["none", "crop", "crop_flip", "crop_flip_cutout"] = "none"
    """Random changes of the training images: padded crops, flips, cut-out squares."""
    ema: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Decay of the moving average of the weights, which is then evaluated; 0 means no averaging."""
    eval_every: Annotated[int, Field(ge=1, le=100_000)] = 1
    """Epochs between evaluations; the last epoch is always evaluated."""
    snapshots: Annotated[int, Field(ge=0, le=1000)] = 5
    """Number of evenly spaced epochs at which features of a fixed subset are saved."""
    record: Literal["full", "slim"] = "full"
    """What a run keeps: all that the pages show (full), or only predictions and the epochs that were
    evaluated, about a tenth of it, for large sweeps (slim)."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """Device to train on; auto uses an accelerator if there is one."""
    threads: Annotated[int, Field(ge=0, le=1024)] = 0
    """Processor threads; 0 uses all cores."""
    memory_budget_mb: Annotated[int, Field(ge=0, le=10_000_000)] = 2048
    """Training sets up to this size stay on the training device; larger ones stream from disk."""
    workers: Annotated[int, Field(ge=0, le=256)] = 0
    """Number of processes that read ahead when streaming."""
    checkpoint_seconds: Annotated[float, Field(ge=0, le=86_400)] = 30.0
    """Seconds between checkpoints; 0 writes one after every step. Every stage ends with a checkpoint."""
    together: bool = False
    """Whether a queue trains runs that differ in their seeds alone as one program, which is quicker for small
    networks; rounding differs then: results agree with those of runs trained alone within the spread."""
