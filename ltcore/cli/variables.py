"""What commands say about environment variables that cannot be meant, before they start anything."""

from ltcore.cli.exits import wrong_settings


def check_variables() -> None:
    """Raise where a variable that holds a number holds none or one out of range.

    Raises:
        CommandError: says the value, what is legal, and the way out.
    """
    from ltcore.config.variables import lease_seconds, named_threads, wanted_locks, warm_minutes

    with wrong_settings():
        warm_minutes()
        named_threads()
        wanted_locks()
        lease_seconds()
