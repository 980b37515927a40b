"""Which tests are measured under ``--cov``: tracing doubles the time of a test, and most bring no line that is new.

Of a test of many cases, or of many examples, those are measured until some in a row have brought nothing; the
rest run untraced. A test of one case is measured. Folders that promise something of whole runs and pages are
not: the tests that mirror the code run its lines. What is reported may so be too low, never too high.
"""

import functools
from collections import Counter
from collections.abc import Callable, Generator
from typing import Any

import pytest

NOT_MEASURED = (
    "tests/abuse/",
    "tests/browser/",
    "tests/contract/",
    "tests/corpus/",
    "tests/dashboard/test_answers_of_pages.py",
    "tests/dashboard/test_damaged.py",
    "tests/test_",
)
"""Tests whose lines are run by those of other folders."""
ENOUGH = 3
"""Cases of one test, or examples of one case, in a row that brought no line and no branch."""


class Measured:
    """Stops the tracer where nothing new is to be expected.

    Args:
        plugin: pytest-cov; it makes what can be paused when the session starts, where it measures.
    """

    def __init__(self, plugin: Any) -> None:
        self.plugin = plugin
        self.in_vain: Counter[str] = Counter()
        self.unwatched: dict[int, Callable[..., object]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Run a test with its fixtures, traced or not."""
        controller = self.plugin.cov_controller
        if controller is None:
            return (yield)
        test = item.nodeid.partition("[")[0]
        before = self.seen()
        if item.nodeid.startswith(NOT_MEASURED) or self.in_vain[test] >= ENOUGH:
            controller.pause()
        elif item.get_closest_marker("hypothesis") and isinstance(item, pytest.Function):
            self.watch_examples(item.obj.hypothesis)
        try:
            return (yield)
        finally:
            self.in_vain[test] = 0 if self.seen() > before else self.in_vain[test] + 1
            if not controller.started:
                controller.resume()

    def seen(self) -> int:
        """Return how many lines, or steps from one to another, this process has run so far."""
        return sum(map(len, self.plugin.cov_controller.cov._collector.data.values()))

    def watch_examples(self, handle: Any) -> None:
        """Let a property be traced until some examples in a row have brought nothing."""
        inner = self.unwatched.setdefault(id(handle), handle.inner_test)
        in_vain = 0

        @functools.wraps(inner)
        def watched(*arguments: object, **named: object) -> object:
            nonlocal in_vain
            if not self.plugin.cov_controller.started:
                return inner(*arguments, **named)
            before = self.seen()
            try:
                return inner(*arguments, **named)
            finally:
                in_vain = 0 if self.seen() > before else in_vain + 1
                if in_vain >= ENOUGH:
                    self.plugin.cov_controller.pause()

        handle.inner_test = watched
