"""The parts that methods are made of: loss, weights, sampling, synthesis, mixing, re-training, labels.

A part is a frozen record of settings, so that two compositions can be compared. It answers for itself
whatever is asked of it without training: its numbers per class, its formula, what it needs. Whoever trains it
binds it to code.
"""

from ltcore.methods.parts.class_weights import ClassWeights, NormaliseBy
from ltcore.methods.parts.clustering import Clustering, Decision
from ltcore.methods.parts.composition import Composition, Head, LateLoss
from ltcore.methods.parts.consistency import Consistency
from ltcore.methods.parts.equalization import EqualizationLoss
from ltcore.methods.parts.formula import Formula, Values, share_of_run
from ltcore.methods.parts.generations import Generations
from ltcore.methods.parts.influence_balanced import InfluenceBalancedLoss
from ltcore.methods.parts.lade import LadeLoss
from ltcore.methods.parts.ldam import LdamLoss
from ltcore.methods.parts.ldam_hinge import LdamHingeLoss
from ltcore.methods.parts.logit_adjusted import LogitAdjustedLoss
from ltcore.methods.parts.loss import ClassNumbers, Loss
from ltcore.methods.parts.mixing import Mixing
from ltcore.methods.parts.pairwise import PairwiseLoss
from ltcore.methods.parts.phase import PLAIN, Phase, first_phase, last_phase
from ltcore.methods.parts.retraining import Distance, Retraining
from ltcore.methods.parts.sampling import Sampling
from ltcore.methods.parts.self_training import SelfTraining
from ltcore.methods.parts.sigmoid import SigmoidLoss
from ltcore.methods.parts.smote import Smote
from ltcore.methods.parts.softmax import SoftmaxLoss
from ltcore.methods.parts.vector_scaling import VectorScalingLoss

__all__ = [
    "PLAIN",
    "ClassNumbers",
    "ClassWeights",
    "Clustering",
    "Composition",
    "Consistency",
    "Decision",
    "Distance",
    "EqualizationLoss",
    "Formula",
    "Generations",
    "Head",
    "InfluenceBalancedLoss",
    "LadeLoss",
    "LateLoss",
    "LdamHingeLoss",
    "LdamLoss",
    "LogitAdjustedLoss",
    "Loss",
    "Mixing",
    "NormaliseBy",
    "PairwiseLoss",
    "Phase",
    "Retraining",
    "Sampling",
    "SelfTraining",
    "SigmoidLoss",
    "Smote",
    "SoftmaxLoss",
    "Values",
    "VectorScalingLoss",
    "first_phase",
    "last_phase",
    "share_of_run",
]
