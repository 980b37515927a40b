"""A supervised method as a part of another one: of a teacher, a student, or the labelled half of a step."""

from ltcore.methods.parts import Composition


def supervised_part(name: str, role: str) -> Composition:
    """Return what a supervised method is made of, with its default settings.

    Args:
        name: the method, which trains a whole network in one stage.
        role: what it is wanted as, for the message.

    Raises:
        ValueError: there is no such method, or it trains in another way.

    Example:
        >>> supervised_part("ldam_drw", "teacher").head
        'cosine'
    """
    # The registry holds the methods that ask: it is complete by the time they do.
    from ltcore.methods import METHODS  # noqa: PLC0415

    legal = [
        known
        for known, record in METHODS.items()
        if not record.uses_unlabelled and record.compose(record.settings()).is_plain
    ]
    if name not in legal:
        raise ValueError(
            f"{role} {name[:80]!r} cannot be used: it must be a method that trains a whole network in one "
            f"stage, such as {', '.join(legal[:4])}"
        )
    record = METHODS[name]
    composition: Composition = record.compose(record.settings())
    return composition
