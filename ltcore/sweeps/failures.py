"""How often a warm process is started again after one that failed."""

import logging

from ltcore.sweeps.warm import Template

MOST_TEMPLATES = 2
"""Templates that may fail before every run gets a process of its own."""
_log = logging.getLogger(__name__)


class Failures:
    """The templates of one queue or one server that failed.

    One that has ended because nothing was asked of it, or that was let go, has not failed.
    """

    def __init__(self) -> None:
        self._count = 0

    @property
    def are_too_many(self) -> bool:
        """Whether no further template is to be started."""
        return self._count >= MOST_TEMPLATES

    def note(self, template: Template) -> None:
        """Count a template that is lost, unless it retired; say so in the log after the last."""
        if not template.has_retired:
            self._add("the last one ended, did not answer or could not fork")

    def note_refusal(self, error: OSError) -> None:
        """Count a template that the system did not start."""
        self._add(str(error))

    def _add(self, cause: str) -> None:
        self._count += 1
        if self._count == MOST_TEMPLATES:
            _log.warning(
                "Warm processes failed %d times (%s). None is started again: every run gets a new "
                "process, which takes a few seconds longer and changes no result.",
                MOST_TEMPLATES,
                cause,
            )
