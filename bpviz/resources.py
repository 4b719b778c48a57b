"""Where the files are that are not code: lessons, translations, fonts, icons, data sets.

In a checkout they lie in ``resources/`` beside the package; in an installed wheel they lie inside
it, as ``bpviz/_resources``. Nobody else needs to know: ask :func:`resource_path`.
"""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def _root() -> Path:
    """Return the folder of resources, the installed one or the checkout's."""
    for folder in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"bpviz is not installed completely: no resources beside {_PACKAGE}")


def resource_path(*parts: str) -> Path:
    """Return the path of a resource, such as ``resource_path("lessons", "xor.toml")``.

    Parameters
    ----------
    *parts
        Folder and file names below ``resources/``; none gives that folder itself.

    Returns
    -------
    pathlib.Path
        An absolute path. Whether such a file exists is for the caller to see.
    """
    return _root().joinpath(*parts)
