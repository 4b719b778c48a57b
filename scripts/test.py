"""Check and test bpviz from a checkout: ``python scripts/test.py [arguments of pytest]``.

Sets up everything the first time, then does what ``scripts/check.py`` does.
"""

import sys

import _setup


def main() -> int:
    """Prepare the environment with the developers' tools, then run the checks in it."""
    python = _setup.prepared(dev=True)
    return _setup.start([python, _setup.ROOT / "scripts" / "check.py", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
