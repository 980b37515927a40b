"""``python -m ltcore.cli``: how the dashboard and the queue start a worker."""

from ltcore.cli import main

if __name__ == "__main__":
    main(prog_name="ltlab")
