"""Does the error signal reach every layer? Norms of gradients, and what they mean.

Two things go wrong in deep networks: going back through the layers the signal shrinks until the
first layers no longer learn (it vanishes), or it grows until the updates throw the weights away
(it explodes). Both are products of many factors, weight times slope, so both show as a trend over
the layers; see Glorot & Bengio (2010), figures 6 to 9, and Pascanu, Mikolov & Bengio (2013).

The rules look at one iteration and at nothing else, and are the same for ‖∂L/∂W‖ and ‖δ‖:

- *vanishing*: the layer's norm is below `VANISHING` of the last layer's, or exactly zero while
  there is still a loss. The rule is relative on purpose: in a network that has converged all
  gradients are tiny, and that is how it should be; then their ratios are still near one.
- *exploding*: the layer's norm is above `EXPLODING`, or above `EXPLODING_RATIO` of the last
  layer's and above `LARGE`. Here absolute bounds make sense: with a mean loss over inputs of
  ordinary size gradients lie well below ten, which is why clipping bounds of 1 to 10 are usual.
- *non-finite*: it is infinite, or not a number.

Both norms are asked (`diagnose`), since either can hide what the other shows. Ten sigmoid layers
end on a plateau on which they answer the same to every sample. There the samples' gradients cancel
in every layer, the last one too, and ‖∂L/∂W‖ is equally tiny everywhere; the error signals of the
single samples do not cancel, and ‖δ‖ still falls from 10⁻² to 10⁻⁸.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from bpviz.core.step import Step

Verdict = Literal["ok", "vanishing", "exploding", "non_finite", "unknown"]

VANISHING = 1e-3
"""A layer vanishes below this share of the last layer's gradient norm.

With a thousandth of the signal, what the last layer learns in one epoch takes the layer a thousand.
A sigmoid passes at most a quarter on (its steepest slope), so five of them in a row, each at its
best with weights of size 1, give 0.25⁵ ≈ 1e-3. Networks that learn stay above it: in eighty runs
(two to five layers; tanh, ReLU, sigmoid; SGD, Adam; all 2-D data) over 3,000 iterations each, the
smallest share of any layer was 6e-3 for δ and 3e-3 for ∂L/∂W.
"""

EXPLODING = 1e3
"""A layer explodes above this gradient norm, whatever the other layers do.

Pascanu et al. (2013) clip at norms around 1 to 10; an update a hundred times larger, at any usual
learning rate, is larger than the weights themselves.
"""

EXPLODING_RATIO = 1e3
"""A layer explodes above this multiple of the last layer's gradient norm: VANISHING reversed …"""

LARGE = 1.0
"""… if it is above this as well, the least of the usual clipping bounds (Pascanu et al. 2013).

Where the last layer's gradient happens to pass zero, others that are small are its multiples.
"""

Norms = NDArray[np.float64]
Mask = NDArray[np.bool_]


def norm(array: ArrayLike) -> float:
    """The Euclidean norm of all elements; infinite where an element is not finite.

    Scaled by the largest element, so that finite gradients have finite norms and tiny ones do not
    read as zero.
    """
    values = np.abs(np.asarray(array, dtype=np.float64))
    largest = float(values.max(initial=0.0))
    if not np.isfinite(largest):
        return np.inf
    if largest == 0.0:
        return 0.0
    with np.errstate(over="ignore", under="ignore"):
        return largest * float(np.linalg.norm(values.ravel() / largest))


def is_safe(square: float) -> bool:
    """Whether a sum of squares has neither overflown nor lost what was tiny."""
    return 1e-280 < square < math.inf


def quick_norm(array: NDArray[Any]) -> float:
    """`norm`, at a third of its price where nothing over- or underflows."""
    flat = array.ravel(order="K").astype(np.float64, copy=False)
    square = float(flat.dot(flat))
    return math.sqrt(square) if is_safe(square) else norm(array)


def grad_norms(step: Step) -> Norms:
    """‖∂L/∂W‖ of every layer.

    Returns
    -------
    (L,) array
        Layers 1…L; NaN for what this iteration has not computed yet, infinity for a gradient with
        an element that is not finite.
    """
    return _by_layer(step.dW, step.problem.n_layers)


def delta_norms(step: Step) -> Norms:
    """‖δ‖ = ‖∂L/∂z‖ of every layer over the batch, (L,), as `grad_norms`."""
    return _by_layer(step.delta, step.problem.n_layers)


def _by_layer(arrays: Mapping[int, ArrayLike], n_layers: int) -> Norms:
    known = (arrays.get(layer) for layer in range(1, n_layers + 1))
    return np.array([np.nan if array is None else norm(array) for array in known])


def verdict(norms: ArrayLike, loss: float | None = None) -> NDArray[np.str_]:
    """What each layer's gradient norm means; see the module's own text for the rules.

    Parameters
    ----------
    norms : (L,) array
        As `grad_norms` or `delta_norms` give them, first layer to last.
    loss : float, optional
        The loss of the same iteration. Where it is exactly 0, a gradient of 0 is as it should be.

    Returns
    -------
    (L,) array of str
        ``"ok"``, ``"vanishing"``, ``"exploding"``, ``"non_finite"`` or ``"unknown"`` (NaN).
    """
    values = np.asarray(norms, dtype=np.float64)
    words = np.full(values.shape, "ok", dtype="<U10")
    vanishing, exploding = marks(values, loss)
    words[vanishing] = "vanishing"
    words[exploding] = "exploding"
    words[np.isnan(values)] = "unknown"
    words[np.isinf(values)] = "non_finite"
    return words


def marks(norms: ArrayLike, loss: ArrayLike | None = None) -> tuple[Mask, Mask]:
    """Which layers vanish and which explode, as `verdict`.

    Parameters
    ----------
    norms : (L,) or (m, L) array
        Of one iteration, or of m.
    loss : number or (m,) array, optional
    """
    values = np.asarray(norms, dtype=np.float64)
    last = values[..., -1:]
    solved = False if loss is None else np.asarray(loss)[..., None] == 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        known = np.isfinite(last) & (last > 0)
        exploding = known & (values > EXPLODING_RATIO * last) & (values > LARGE)
        exploding |= values > EXPLODING
        exploding &= np.isfinite(values)
        vanishing = (known & (values < VANISHING * last)) | ((values == 0) & ~np.asarray(solved))
        vanishing &= ~exploding
    return vanishing, exploding


def marks_of_both(gradients: ArrayLike, deltas: ArrayLike, loss: ArrayLike) -> tuple[Mask, Mask]:
    """`combined` as marks, for one iteration or for many: which layers vanish, which explode."""
    by_gradient, by_delta = marks(gradients, loss), marks(deltas, loss)
    well = np.isfinite(np.asarray(gradients, dtype=np.float64))
    well &= ~(by_gradient[0] | by_gradient[1])
    vanishing, exploding = (
        first | (well & second) for first, second in zip(by_gradient, by_delta, strict=True)
    )
    return vanishing, exploding


def diagnose(step: Step, by: Literal["gradient", "delta"] = "gradient") -> NDArray[np.str_]:
    """What is wrong with each layer, as far as this iteration has come.

    Parameters
    ----------
    step : Step
    by : {"gradient", "delta"}
        The norm that is looked at first: a layer is ``"unknown"`` until it is computed.

    Returns
    -------
    (L,) array of str
        As `verdict`; where one norm is well, what the other says.
    """
    return combined(grad_norms(step), delta_norms(step), step.loss, by)


def combined(
    gradients: ArrayLike,
    deltas: ArrayLike,
    loss: float | None = None,
    by: Literal["gradient", "delta"] = "gradient",
) -> NDArray[np.str_]:
    """`diagnose` for norms (L,) from elsewhere, such as a row of the history."""
    words = verdict(gradients, loss), verdict(deltas, loss)
    first, second = words if by == "gradient" else words[::-1]
    return np.where((first == "ok") & (second != "unknown"), second, first)
