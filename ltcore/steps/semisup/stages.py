"""Stages of methods that learn from unlabelled examples."""

from dataclasses import replace

import numpy as np

from ltcore.methods.parts import Consistency, Generations, SelfTraining
from ltcore.steps.plan import Plan
from ltcore.steps.semisup.crest import GenerationPreparation
from ltcore.steps.semisup.self_training import StudentPreparation
from ltcore.training import Stage


def self_training_stages(plan: Plan, part: SelfTraining) -> tuple[Stage, ...]:
    """Return training of the teacher, then of a student that starts anew on both sets."""
    teacher = plan.train(part.teacher, name="teacher")
    student = plan.train(plan.composition, name="student", index=1)
    preparation = StudentPreparation(
        composition=plan.composition,
        labels=plan.data.train.labels,
        n_classes=len(plan.counts),
        size=plan.size(1, plan.epochs),
        output_scale=plan.output_scale(plan.composition),
    )
    method = preparation.method(np.array([], dtype=np.int64))
    return teacher, replace(student, method=method, preparation=preparation)


def fixmatch_stages(plan: Plan, part: Consistency) -> tuple[Stage, ...]:
    """Return one stage on both sets; where there are generations, one for each."""
    generations = plan.composition.generations or Generations(number=1)
    return tuple(_generation(plan, part, number) for number in range(generations.number))


def _generation(plan: Plan, part: Consistency, number: int) -> Stage:
    preparation = GenerationPreparation(
        composition=plan.composition,
        labels=plan.data.train.labels,
        class_counts=plan.counts,
        number=number,
        size=plan.size(number, plan.epochs),
        output_scale=plan.output_scale(plan.composition),
    )
    name = "train" if plan.composition.generations is None else f"generation_{number + 1}"
    return replace(
        plan.train(plan.composition, name=name, index=number),
        method=preparation.method(plan.counts),
        unlabelled=plan.unlabelled_stream(number, part.ratio),
        preparation=preparation if number else None,
    )
