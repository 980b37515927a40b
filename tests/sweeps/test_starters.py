import shlex
import subprocess
from pathlib import Path

import pytest

from ltcore.sweeps.starters import queue_command, sbatch_script, ssh_command

SCRIPT = """\
#!/bin/bash
#SBATCH --job-name=ltlab
#SBATCH --array=1-4
#SBATCH --requeue
#SBATCH --signal=B:TERM@120
#SBATCH --open-mode=append
#SBATCH --output='/nas/my runs/queue-%A_%a.log'
#SBATCH --gres=gpu:1
# A folder of its own makes each task a machine of its own, also of two on one node.
export TMPDIR="$(mktemp -d)"
# Told to stop, a worker saves a checkpoint, and the run waits for another one.
exec /opt/lab/bin/python -m ltcore.cli queue --stay --jobs 2 --runs '/nas/my runs'
"""


def test_the_script_for_slurm():
    root = Path("/nas/my runs")
    assert sbatch_script(4, "/opt/lab/bin/python", root, 2, ["--gres=gpu:1"]) == SCRIPT
    checked = subprocess.run(
        ["bash", "-n"], input=SCRIPT, text=True, check=False, capture_output=True
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_script_starts_what_it_says(tmp_path):
    """Run as Slurm's shell would: the signal reaches the worker, because nothing stands between."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$$ $TMPDIR $*" > {tmp_path}/told\n')
    python.chmod(0o755)
    script = sbatch_script(1, str(python), tmp_path / "runs", "auto", [])
    with subprocess.Popen(["bash", "-c", script]) as shell:
        assert shell.wait(30) == 0
    pid, temporary, *words = (tmp_path / "told").read_text().split()
    assert int(pid) == shell.pid
    assert Path(temporary).is_dir()
    assert words == queue_command("", tmp_path / "runs", "auto")[1:]
    Path(temporary).rmdir()


def test_the_line_for_ssh_is_safe_for_the_shell_there(tmp_path):
    root = tmp_path / "my runs; exit 7"
    root.mkdir()
    program, host, line = ssh_command("anna@lab-2", "/bin/echo", root, 3)
    assert (program, host) == ("ssh", "anna@lab-2")
    subprocess.run(["sh", "-c", f"{line} wait"], check=True, timeout=30)
    log = (root / "queue-anna@lab-2.log").read_text()
    assert shlex.split(shlex.quote(log.strip())) == [
        f"-m ltcore.cli queue --stay --jobs 3 --runs {root}"
    ]


@pytest.mark.parametrize("host", ["", "-oProxyCommand=id", "two words", "a;b", "../x", "lab\n2"])
def test_what_is_no_host_is_refused(host):
    with pytest.raises(ValueError, match="is not a host that ssh could know"):
        ssh_command(host, "python", Path("/nas"), 1)
