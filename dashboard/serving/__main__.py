"""``python -m dashboard.serving``: Streamlit, as ``ltlab dashboard`` starts it, with an end in our words."""

import signal
import sys
from types import FrameType

STOPPED = 130


def main() -> None:
    """Carry out a command of Streamlit; after Ctrl-C say how many runs go on, with exit code 130."""
    # The server lets its readers go first, and then passes Ctrl-C on to whoever listened before it.
    signal.signal(signal.SIGINT, _end)
    from streamlit.web import cli

    cli.main(prog_name="streamlit")


def _end(_number: int, _frame: FrameType | None) -> None:
    from dashboard.serving.farewell import farewell
    from ltcore.runs import RunStore, default_runs_root

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the last words are said once
    sys.stderr.write(f"\n{farewell(RunStore(default_runs_root()))}\n")
    sys.exit(STOPPED)


if __name__ == "__main__":
    main()
