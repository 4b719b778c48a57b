"""Runs generated scripts where PyTorch or Keras is installed: here, or in another Python."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

OTHER_PYTHON = "BPVIZ_TORCH_PYTHON"
"""The variable that names a Python with PyTorch and Keras, where this one has none."""

BACKEND = {"KERAS_BACKEND": "torch"}

RUNNER = """
import json, runpy, sys, traceback
failed = {}
for name, script in json.loads(sys.argv[1]).items():
    sys.argv[1:] = [script[: -len("py")] + "npz"]
    try:
        runpy.run_path(script, run_name="__main__")
    except Exception:
        failed[name] = traceback.format_exc()
print(json.dumps(failed), file=sys.stderr)
"""


def python_with(module: str) -> str | None:
    """A Python that can import `module`, or None."""
    if importlib.util.find_spec(module):
        return sys.executable
    other = os.environ.get(OTHER_PYTHON)
    if not other:
        return None
    command = [other, "-c", f"import {module}"]
    found = subprocess.run(command, capture_output=True, env=os.environ | BACKEND, check=False)
    return None if found.returncode else other


def ran(python: str, scripts: dict[str, str], folder: Path) -> dict[str, dict[str, Any]]:
    """The arrays that each script saves, by its name; all run in one process, one after another."""
    files = {}
    for k, (name, text) in enumerate(scripts.items()):
        files[name] = str(folder / f"{k}.py")
        Path(files[name]).write_text(text, encoding="utf-8")
    environment = os.environ | BACKEND
    command = [python, "-c", RUNNER, json.dumps(files)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    failed = json.loads(done.stderr.splitlines()[-1])
    assert not failed, "\n".join(failed.values())
    found = {}
    for name, file in files.items():
        with np.load(Path(file).with_suffix(".npz")) as saved:
            found[name] = dict(saved)
    return found
