"""What keeps a benchmark from its number."""


class NotMeasuredError(Exception):
    """Something that was to be measured did not answer; the message says what, and what it said."""
