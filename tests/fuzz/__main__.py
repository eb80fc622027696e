"""Check many inputs that nobody wrote: ``python -m tests.fuzz COUNT [--seed FIRST]``.

Each input is a small project, made from its seed alone. A fault is an exception that leaves ``check``, a result that no
format can print, or more than ten seconds of processor time. Faults are printed with their seeds; ``--show SEED``
prints such an input.
"""

from __future__ import annotations

import argparse
import collections
import sys
import time

from tests.fuzz.inputs import make
from tests.fuzz.run import fault


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("count", type=int, nargs="?", default=1000)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--show", type=int)
    given = words.parse_args()
    if given.show is not None:
        for name, data in make(given.show).items():
            print(f"── {name}\n{data.decode('utf-8', 'backslashreplace')}")
        print(fault(given.show))
        return 0
    began, faults, said = time.time(), 0, collections.Counter[str]()
    for number in range(given.count):
        wrong = fault(given.seed + number, said)
        if wrong:
            faults += 1
            print(f"seed {given.seed + number}: {wrong}", flush=True)
        if number % 1000 == 999:
            print(f"{number + 1} inputs, {faults} faults, {time.time() - began:.0f} s, {dict(said)}", file=sys.stderr)
    print(f"{given.count} inputs from seed {given.seed}: {faults} faults; {dict(said)}")
    return 1 if faults else 0


sys.exit(main())
