"""What a process that draws lessons tells of its progress: a line of JSON for each scene, for who watches."""

import json
import sys


def tell(**what: object) -> None:
    """Write one line: ``scene`` of ``scenes`` is drawn, with its ``problems``; or all is ``finished``."""
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()
