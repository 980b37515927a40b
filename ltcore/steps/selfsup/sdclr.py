"""SDCLR: contrast the network with a pruned copy of itself, which forgets rare images first."""

from collections.abc import Sequence

from torch import Tensor, nn

from ltcore.models.network import Network
from ltcore.models.pruned_branch import PrunedBranch
from ltcore.steps.head_inputs import backbone_features
from ltcore.steps.selfsup.precision import precision_of
from ltcore.steps.selfsup.simclr import SimclrMethod


class SdclrMethod(SimclrMethod):
    """NT-Xent between one view in the network and the other in its pruned branch.

    Source: Jiang et al., ICML 2021, Sec. 3.2. The authors go backward twice, each time with one branch held
    constant; the two gradients add up to that of the plain loss, which is computed here.

    Args:
        temperature: of the loss.
        projection: dimensions of an embedding.
        pruned_share: share of the weights that the branch lacks; chosen anew after each epoch.
    """

    def __init__(self, *, temperature: float, projection: int, pruned_share: float) -> None:
        super().__init__(temperature=temperature, projection=projection)
        self.pruned_share = pruned_share
        self.branch: PrunedBranch
        self.trained: tuple[Network, ...] = ()
        """The network, in a tuple: the loop trains it, and it is no part of the method's own state."""

    def start(self, network: Network, *, new_head: bool) -> None:
        """Draw a projection head, and prune for the first time."""
        super().start(network, new_head=new_head)
        self.trained = (network,)
        self.branch = PrunedBranch(network, self.pruned_share)

    def embeddings(self, model: nn.Module, views: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Return the embeddings of the first view by the network, of the second by the pruned branch."""
        (network,) = self.trained
        first, second = views
        dense = backbone_features(model, first)
        with precision_of(dense):
            pruned = self.branch.features(network, second)
        return self.head(dense), self.head(pruned)

    def after_epoch(self, model: nn.Module, epoch: int) -> None:  # noqa: ARG002
        """Prune once more, by the dense weights as they are now."""
        (network,) = self.trained
        self.branch.renew(network)
