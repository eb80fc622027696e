"""Limits for a process that runs a project's code: what it may use, what it sees, and that nothing of it stays behind.

They stop accidents, not attackers. Where the system allows it (Linux, through ``unshare``) the process has no network
but an empty one, and process ids of its own, which end with it; where not, ``remark`` says so. Who is root becomes
nobody first: a user of its own, whose processes can be counted and who owns no file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

from headlint.probe.backends import installed

MEMORY = 6 << 30
"""Bytes of address space. Importing torch maps 2 GiB, with Keras on top 3."""

SECONDS = 60
"""Of CPU time."""

FILE_SIZE = 64 << 20
PROCESSES = 64
"""Threads count as processes."""

OPEN_FILES = 256

KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
"""The variables that the process sees; tokens, keys and proxies are not among them."""

LIMITS = """
import os, resource
for limit, most in ((resource.RLIMIT_AS, {memory}), (resource.RLIMIT_CPU, {seconds}),
                    (resource.RLIMIT_FSIZE, {size}), (resource.RLIMIT_NOFILE, {files}),
                    (resource.RLIMIT_NPROC, {processes}), (resource.RLIMIT_CORE, 0)):
    held = resource.getrlimit(limit)[1]
    most = most if held == resource.RLIM_INFINITY else min(most, held)
    resource.setrlimit(limit, (most, most))
if {user}:
    import ctypes
    system = ctypes.CDLL(None)
    system.prctl(8, 1, 0, 0, 0)
    os.setgroups([]); os.setresgid({user}, {user}, {user}); os.setresuid({user}, {user}, {user})
    system.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(4, 4, 0, 0, 0, 0))
    system.prctl(1, 9, 0, 0, 0)
os.nice(10)
"""
"""What the process does before anything else. It cannot take it back.

Of root's rights nobody keeps one, where the system lets it: to read files (``PR_SET_KEEPCAPS``, ``CAP_DAC_READ_SEARCH``
in ``capset``, see capabilities(7)). Interpreters and projects often lie where only root may read. Another user id
makes Linux forget that the process should end with its parent (``PR_SET_PDEATHSIG``), so it is asked once more.
"""


def nobody() -> int:
    """The id of a user that nobody is, for a process that root starts; 0 if we are not root."""
    root = hasattr(os, "getuid") and os.getuid() == 0
    return 0x60000000 + os.getpid() % 0x10000000 if root else 0


@cache
def isolation() -> tuple[str, ...]:
    """The command in front of the process that cuts the network and ends all its descendants with it; empty if there
    is none. Root needs no user namespace for it, and must have none: there its processes would not be counted."""
    program = shutil.which("unshare")
    if program is None:
        return ()
    user = () if nobody() else ("--user", "--map-root-user")
    command = (program, *user, "--net", "--pid", "--fork", "--kill-child")
    return command if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0 else ()


def remark() -> str:
    """What is not cut off, in a line; empty if nothing is."""
    if isolation():
        return ""
    return "the network is not cut off from the project's code: unshare is missing or not allowed here"


def environment(home: str) -> dict[str, str]:
    """Variables for the process: a home of its own, no GPU, one thread, the first of Keras' backends that is there."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    own = {"HOME": home, "TMPDIR": home, "XDG_CACHE_HOME": home, "PYTHONDONTWRITEBYTECODE": "1"}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    quiet = {"CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3", "JAX_PLATFORMS": "cpu", "HF_HUB_OFFLINE": "1"}
    backends = [one.backend for one in installed() if one.framework == "keras"]
    keras = {"KERAS_BACKEND": backends[0]} if backends else {}
    return {**kept, **own, **threads, **quiet, **keras}


def command(boot: str) -> list[str]:
    """The interpreter with ``boot``, behind its limits."""
    if sys.platform == "win32":
        return [sys.executable, "-c", boot]
    limits = LIMITS.format(
        memory=MEMORY, seconds=SECONDS, size=FILE_SIZE, files=OPEN_FILES, processes=PROCESSES, user=nobody()
    )
    return [*isolation(), sys.executable, "-c", limits + boot]
