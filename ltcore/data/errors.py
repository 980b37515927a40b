"""The one error of this layer."""


class DataError(ValueError):
    """Data that cannot be used; the message says what was found, what is expected and the way out."""
