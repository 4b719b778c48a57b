"""What a run is made of, as tables and arrays: histories, steps and loss surfaces.

Two formats, by the ending of the file:

``.csv``
    One table with a header row. Numbers have all their digits, those that are not finite are
    spelled ``NaN``, ``Infinity`` and ``-Infinity`` as in a trace. A cell is empty where there is
    nothing to tell, such as a test loss in an iteration that was not evaluated.
``.npz``
    For ``numpy.load``: named arrays, never pickled, and a ``readme`` that says what they are.

Each kind says in its module which columns and arrays there are.
"""

from __future__ import annotations

from bpviz.files.data.history import write_history
from bpviz.files.data.step import write_step
from bpviz.files.data.surface import SurfaceData, write_surface
from bpviz.files.data.tables import ENDINGS

__all__ = ["ENDINGS", "SurfaceData", "write_history", "write_step", "write_surface"]
