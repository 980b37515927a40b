#!/usr/bin/env bash
# Package: pyarrow 26.0.1
# Expected: to import a library for tables starts no thread, or Python's threading knows of it, so that a process may
#   be forked after it (a warm worker that has its libraries loaded and forks one child for each task).
# Happens: `import pyarrow` alone leaves one more thread of the system running, which threading does not count; set to
#   one thread for computing and one for reading and writing, the process has it all the same.
# Follows: a process that forks children must import pyarrow in the child, or know that none of Arrow's threads is in
#   the child. A check by threading.active_count() sees nothing; count /proc/self/task.
. "$(dirname "$0")/lib/check.sh"
install pyarrow==26.0.1
expect "before: 1 thread, 1 known to Python
after: 2 threads, 1 known to Python
with one thread for all: 2 threads" <<'PY'
import os
import threading


def threads():
    return len(os.listdir("/proc/self/task"))


print(f"before: {threads()} thread, {threading.active_count()} known to Python")
import pyarrow

print(f"after: {threads()} threads, {threading.active_count()} known to Python")
pyarrow.set_cpu_count(1)
pyarrow.set_io_thread_count(1)
print(f"with one thread for all: {threads()} threads")
PY
