"""How a stage begins: its choice, its network, its method, its examples, or all of them from a checkpoint."""

from collections.abc import Mapping, Sequence

from lightning_fabric import Fabric
from torch import Tensor

from ltcore.config import RunConfig
from ltcore.engine.checkpoint import Checkpoint
from ltcore.engine.kept_backbone import write_backbone
from ltcore.engine.networks import stage_network
from ltcore.engine.preparing import Preparer
from ltcore.engine.reporter import Reporter
from ltcore.engine.seeding import START, seeded
from ltcore.engine.splits import Splits
from ltcore.engine.stage_data import StageDataBuilder
from ltcore.engine.state import TrainState
from ltcore.models.network import Network
from ltcore.training import Stage


class StageStart:
    """Begins the stages of one run.

    Args:
        config: settings of the run.
        stages: of the run, as they were built.
        fabric: places models on the device.
        splits: the examples of the run.
        reporter: has the run's folder.
    """

    def __init__(
        self,
        config: RunConfig,
        stages: Sequence[Stage],
        *,
        fabric: Fabric,
        splits: Splits,
        reporter: Reporter,
    ) -> None:
        self.config = config
        self.stages = stages
        self.fabric = fabric
        self.reporter = reporter
        self.task = splits.data.task
        self.prepare = Preparer(splits, reporter)
        self.stage_data = StageDataBuilder(
            config,
            splits.data,
            train=splits.train,
            unlabelled=splits.unlabelled,
            evaluator=splits.evaluator,
        )
        self.backbone: Mapping[str, Tensor] = {}

    def keep_backbone(self, network: Network) -> None:
        """Keep the backbone of a network for later stages that start "pretrained".

        Unless the record is slim, it is kept in the run's folder as well.

        Raises:
            OSError: the run folder cannot be written.
        """
        kept = network.backbone.state_dict().items()
        self.backbone = {name: tensor.clone() for name, tensor in kept}
        if not self.reporter.slim:
            write_backbone(self.reporter.folder, self.backbone)

    def random_network(self, index: int) -> Network:
        """Return the network with the random weights that a stage of the run begins with, on the device.

        Args:
            index: of a stage that begins fresh.
        """
        network, _ = stage_network(
            self.config, self.task, self.stages, index, previous=None, root=None
        )
        return network.to(self.fabric.device)

    def __call__(
        self, index: int, previous: Network | None, checkpoint: Checkpoint | None
    ) -> TrainState:
        """Return the state at the beginning of a stage, or at its checkpoint.

        Args:
            index: number of the stage.
            previous: the network that the stage before ended with; None where the run begins or is resumed.
            checkpoint: of this stage, where it is resumed.

        Raises:
            CheckpointError: the checkpoint does not fit.
            StartError: the run to start from does not fit.
        """
        scale = self.stages[index - 1].method.logit_scale if index else 1.0
        stage, choice = self.prepare(
            self.stages[index], previous=previous, scale=scale, checkpoint=checkpoint
        )
        if checkpoint is not None:
            self.backbone = checkpoint.part("backbone")
        network = self._started_network(stage, index, previous, checkpoint)
        data = self.stage_data(stage, network, checkpoint)
        state = TrainState(
            network,
            stage,
            config=self.config,
            fabric=self.fabric,
            data=data.carrying(choice, self.backbone),
            n_classes=self.task.n_classes,
        )
        if checkpoint is not None:
            state.restore(checkpoint)
        return state

    def _started_network(
        self, stage: Stage, index: int, previous: Network | None, checkpoint: Checkpoint | None
    ) -> Network:
        """Return the network that a stage begins with, on the device, its method being ready for it."""
        # A checkpoint has the weights of the run to start from, which may be gone by now.
        root = None if checkpoint else self.reporter.folder.path.parent
        network, new_head = stage_network(
            self.config,
            self.task,
            self.stages,
            index,
            previous=previous,
            root=root,
        )
        if self.backbone and stage.initial_weights == "pretrained":
            network.backbone.load_state_dict(self.backbone)
        network.to(self.fabric.device)
        stage.method.to(self.fabric.device)
        with seeded(START, self.config.seed, index):
            stage.method.start(network, new_head=new_head)
        return network
