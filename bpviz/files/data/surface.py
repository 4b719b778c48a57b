"""A loss surface as a file: the grid, the plane, and the path of training projected on it.

A table has one point a line, ``part,iteration,alpha,beta,distance,loss,samples,dtype``. ``part``
is ``grid`` or ``path``: points of the grid have no iteration and lie in the plane, those of the
path have no loss and `distance` tells how far from the plane the state is, in the space of the
parameters. ``samples`` is the number of training samples that the loss is taken over, ``dtype``
what it was computed in. The archive's arrays are the attributes of `SurfaceData`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.planes import Plane
from bpviz.files.data.tables import write_arrays, write_table

HEADER = ("part", "iteration", "alpha", "beta", "distance", "loss", "samples", "dtype")

README = """A loss surface, made by bpviz: the loss at center + alpha u + beta v.
loss (len(beta), len(alpha)): data term plus penalty over the training samples `rows`, dropout off,
  computed in `dtype`; infinite or NaN where the network overflows.
center, u, v (P,): all parameters, layer by layer; in a layer the weights of each unit, then its
  bias. kind: how the plane was chosen; label_alpha, label_beta: the weights along its axes, if any;
  shares: the shares of the path's variance along u and v, where these are its components.
path_iteration, path_alpha, path_beta (m,): the path of training, projected; path_distance (m,):
  how far from the plane its states are. path_share: how much of the path the plane holds, 0 to 1.
"""


@dataclass(frozen=True, eq=False)
class SurfaceData:
    """A surface that has been computed.

    Attributes
    ----------
    plane : Plane
    alpha, beta : (nx,), (ny,)
        The grid.
    loss : (ny, nx) float64
    rows : (n,) indices
        The training samples that the loss is taken over.
    dtype : str
        What the losses were computed in.
    path_iteration : (m,)
        The iterations whose states follow, oldest first.
    path : (m, 3)
        α, β and distance from the plane, as `Plane.coordinates` gives them.
    path_share : float
        How much of the path lies in the plane, 0…1.
    """

    plane: Plane
    alpha: Array
    beta: Array
    loss: Array
    rows: Array
    dtype: str
    path_iteration: Array
    path: Array
    path_share: float

    def arrays(self) -> dict[str, Any]:
        """All of it by the names that the archive has."""
        plane = self.plane
        along = dict(zip(("path_alpha", "path_beta", "path_distance"), self.path.T, strict=True))
        return {
            "alpha": self.alpha,
            "beta": self.beta,
            "loss": self.loss,
            "rows": self.rows,
            "dtype": self.dtype,
            "kind": plane.kind,
            "label_alpha": plane.label_u,
            "label_beta": plane.label_v,
            "shares": (np.nan, np.nan) if plane.shares is None else plane.shares,
            "center": plane.center,
            "u": plane.u,
            "v": plane.v,
            "path_iteration": self.path_iteration,
            **along,
            "path_share": self.path_share,
        }


def write_surface(data: SurfaceData, stream: BinaryIO, ending: str) -> Iterator[float]:
    """Write a surface as a ``.csv`` or ``.npz`` file; see the module.

    Yields the share that is written, 0…1, after each piece.
    """
    if ending == ".npz":
        yield from write_arrays(stream, data.arrays(), README)
        return
    count = data.loss.size + len(data.path)
    yield from write_table(stream, HEADER, _lines(data), count)


def _lines(data: SurfaceData) -> Iterator[tuple[object, ...]]:
    about = len(data.rows), data.dtype
    alphas, betas = data.alpha.tolist(), data.beta.tolist()
    for beta, losses in zip(betas, data.loss.tolist(), strict=True):
        for alpha, loss in zip(alphas, losses, strict=True):
            yield "grid", None, alpha, beta, 0.0, loss, *about
    iterations = data.path_iteration.tolist()
    for iteration, place in zip(iterations, data.path.tolist(), strict=True):
        yield "path", iteration, *place, None, *about
