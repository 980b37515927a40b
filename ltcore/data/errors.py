"""The one error of this layer."""

from ltcore.config.advice import AdvisedError


class DataError(AdvisedError):
    """Data that cannot be used; the message says what was found, what is expected and the way out."""
