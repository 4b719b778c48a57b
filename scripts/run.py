"""Start bpviz from a checkout: ``python scripts/run.py [arguments of bpviz]``.

Sets up everything the first time; afterwards it starts at once.
"""

import sys

import _setup


def main() -> int:
    """Prepare the environment, then run the application in it."""
    python = _setup.prepared(dev=False)
    return _setup.start([python, "-m", "bpviz", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
