"""The stages of a feed-forward network: linear, activation, dropout; the loss is `LossStage`.

Each stage has its forward and its backward side by side, with its formulas and its line of code.
Inside, samples are columns: z = W·a with W (n_out, n_in + 1) and a row of ones in a, so that one
product gives both ∂L/∂W and ∂L/∂b.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Array
from bpviz.core.program import Builder, Propagate


@dataclass(frozen=True)
class Layer:
    """What does not change about a layer. `start` is where its parameters begin in the flat array.

    The parameters of a layer are an augmented matrix (n_out, n_in + use_bias), row-major, whose
    last column is the bias.
    """

    index: int
    n_in: int
    n_out: int
    activation: str
    use_bias: bool
    train_bias: bool
    dropout: float
    start: int
    is_output: bool

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the augmented matrix."""
        return self.n_out, self.n_in + self.use_bias

    @property
    def slice(self) -> slice:
        """The layer's part of any flat array of parameters."""
        return slice(self.start, self.start + self.n_out * (self.n_in + self.use_bias))

    def weights(self, flat: Array) -> Array:
        """W (n_in, n_out), a view of a flat array of parameters, gradients or slots."""
        return flat[self.slice].reshape(self.shape)[:, : self.n_in].T

    def bias(self, flat: Array) -> Array | None:
        """The bias (n_out,), a view of a flat array, or None without one."""
        return flat[self.slice].reshape(self.shape)[:, -1] if self.use_bias else None


@dataclass(frozen=True)
class Regularizer:
    """l1·Σ|W| + l2/2·ΣW² as flat factors (P,): zero where a parameter is a bias."""

    l1: Array | None
    l2: Array | None

    @property
    def used(self) -> bool:
        """Whether there is a penalty at all."""
        return self.l1 is not None or self.l2 is not None

    def penalty(self, b: Builder, out: Array) -> None:
        """Bind out = the penalty of all weights."""
        b.call(out.fill, 0.0)
        part, scratch = b.variable(), np.empty_like(b.params)
        if self.l1 is not None:
            b.call(np.abs, b.params, scratch)
            b.call(self.l1.dot, scratch, part)
            b.call(np.add, out, part, out)
        if self.l2 is not None:
            b.call(np.multiply, b.params, b.params, scratch)
            b.call(self.l2.dot, scratch, part)
            b.call(np.multiply, part, b.constant(0.5), part)
            b.call(np.add, out, part, out)

    def penalty_code(self, n_layers: int) -> str:
        """The statement that follows the loss; empty without a penalty."""
        weights = ", ".join(f"W{i}" for i in range(1, n_layers + 1))
        over = f" for W in [{weights}])"
        l1, l2 = "np.abs(W).sum()", "(W**2).sum()"
        if self.l1 is not None and self.l2 is not None:
            return f"; penalty = sum(l1 * {l1} + l2 / 2 * {l2}{over}"
        if self.l1 is not None:
            return f"; penalty = l1 * sum({l1}{over}"
        return f"; penalty = l2 / 2 * sum({l2}{over}" if self.l2 is not None else ""

    def gradient(self, b: Builder, layer: Layer) -> None:
        """Bind ∂L/∂W += l1·sign W + l2·W for one layer."""
        p, g = b.params[layer.slice], b.grads[layer.slice]
        scratch = np.empty_like(p)
        if self.l1 is not None:
            b.call(np.sign, p, scratch)
            b.call(np.multiply, scratch, self.l1[layer.slice], scratch)
            b.call(np.add, g, scratch, g)
        if self.l2 is not None:
            b.call(np.multiply, p, self.l2[layer.slice], scratch)
            b.call(np.add, g, scratch, g)

    def gradient_formula(self, i: int) -> str:
        """What layer `i` adds to ∂L/∂W, in symbols; empty without a penalty."""
        w = rf"W^{{({i})}}"
        l1 = rf"+\lambda_1\,\mathrm{{sign}}\,{w}" if self.l1 is not None else ""
        return l1 + (rf"+\lambda_2\,{w}" if self.l2 is not None else "")

    def gradient_code(self, i: int) -> str:
        """What layer `i` adds to ∂L/∂W, as code; empty without a penalty."""
        l1 = f" + l1 * np.sign(W{i})" if self.l1 is not None else ""
        return l1 + (f" + l2 * W{i}" if self.l2 is not None else "")


class Linear:
    """z = a·W + b."""

    def __init__(self, layer: Layer, regularizer: Regularizer) -> None:
        self.layer = layer
        self.regularizer = regularizer

    def forward(self, b: Builder) -> None:
        """Bind z = W·a; the row of ones in a adds the bias."""
        layer, i = self.layer, self.layer.index
        bias, bias_code = (f"+b^{{({i})}}", f" + b{i}") if layer.use_bias else ("", "")
        formula = rf"z^{{({i})}}={_input_latex(b, i)}\,W^{{({i})}}{bias}"
        b.begin("linear", i, "forward", formula, f"z{i} = {_input(i)} @ W{i}{bias_code}")
        self.matrix = b.params[layer.slice].reshape(layer.shape)
        self.input = b.signal[: layer.n_in + layer.use_bias]
        z = b.keep("z", i, (layer.n_out, b.n))
        b.call(self.matrix.dot, self.input, z)
        b.signal = z

    def backward(self, b: Builder) -> None:
        """Bind ∂L/∂[W b] = δ·aᵀ, and hand Wᵀ·δ to the stage before."""
        layer, i, delta = self.layer, self.layer.index, b.signal
        parts = [self.weight_text(b), *([self.bias_text()] if layer.use_bias else [])]
        formula = r",\quad".join(part[0] for part in parts)
        b.begin("gradient", i, "backward", formula, "; ".join(part[1] for part in parts))
        b.keep_matrix(("dW", "db"), i, b.params.size + layer.start, layer.shape, layer.use_bias)
        self.bind_gradient(b, delta)
        b.propagate = self.carry_back(b, delta)

    def weight_text(self, b: Builder) -> tuple[str, str]:
        """∂L/∂W in symbols and as code."""
        i = self.layer.index
        previous, upstream = _input(i), _input_latex(b, i)
        transposed = r"x^{\top}" if upstream == "x" else rf"\bigl({upstream}\bigr)^{{\top}}"
        formula = (
            rf"\frac{{\partial L}}{{\partial W^{{({i})}}}}="
            rf"{transposed}\,\delta^{{({i})}}{self.regularizer.gradient_formula(i)}"
        )
        return formula, f"dW{i} = {previous}.T @ d{i}{self.regularizer.gradient_code(i)}"

    def bias_text(self) -> tuple[str, str]:
        """∂L/∂b in symbols and as code."""
        i = self.layer.index
        formula = rf"\frac{{\partial L}}{{\partial b^{{({i})}}}}=\sum_s\delta^{{({i})}}_s"
        return formula, f"db{i} = d{i}.sum(axis=0)"

    def bind_gradient(self, b: Builder, delta: Array) -> None:
        """Bind both gradients: the row of ones in a gives ∂L/∂b."""
        layer = self.layer
        b.call(delta.dot, self.input.T, b.grads[layer.slice].reshape(layer.shape))
        self.regularizer.gradient(b, layer)

    def carry_back(self, b: Builder, delta: Array) -> Propagate:
        """∂L/∂a of the layer before: Wᵀ·δ."""
        i, weights = self.layer.index, self.matrix[:, : self.layer.n_in].T
        return Propagate(
            lambda out: b.call(weights.dot, delta, out),
            rf"\bigl(\delta^{{({i})}}\,W^{{({i})\top}}\bigr)",
            f"(d{i} @ W{i}.T)",
        )


class Activate:
    """a = f(z)."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.activation = ACTIVATIONS[layer.activation]

    def forward(self, b: Builder) -> None:
        """Bind a = f(z)."""
        i, name = self.layer.index, self.layer.activation
        formula = rf"a^{{({i})}}=\mathrm{{{_latex_name(name)}}}(z^{{({i})}})"
        b.begin("activation", i, "forward", formula, f"a{i} = {name}(z{i})")
        self.z = b.signal
        b.signal, self.a = b.keep_ones("a", i, self.layer.n_out)
        self.activation.forward(b, self.z, self.a)

    def backward(self, b: Builder) -> None:
        """Bind δ = ∂L/∂a ⊙ f′(z); softmax takes its Jacobian instead of f′."""
        i = self.layer.index
        da = b.signal if self.layer.dropout and b.training else None
        if da is None:
            assert b.propagate is not None
            signal = b.propagate.formula, b.propagate.code
        else:
            signal = rf"\frac{{\partial L}}{{\partial a^{{({i})}}}}", f"da{i}"
        formula, code = self.slope_text(*signal)
        b.begin("delta", i, "backward", rf"\delta^{{({i})}}={formula}", f"d{i} = {code}")
        if da is None:
            assert b.propagate is not None
            da = b.keep("da", i, self.z.shape)
            b.propagate.bind(da)
        delta = b.keep("delta", i, self.z.shape)
        self.bind_slope(b, da, delta)
        b.signal = delta

    def slope_text(self, formula: str, code: str) -> tuple[str, str]:
        """∂L/∂a, given in symbols and as code, times f′(z)."""
        i, name = self.layer.index, self.layer.activation
        if self.activation.slope is None:
            formula = rf"{formula}\,J_{{\mathrm{{softmax}}}}(z^{{({i})}})"
            return formula, f"softmax_backward({code}, z{i})"
        slope = rf"\mathrm{{{_latex_name(name)}}}'(z^{{({i})}})"
        return rf"{formula}\odot {slope}", f"{code} * {name}_slope(z{i})"

    def bind_slope(self, b: Builder, da: Array, delta: Array) -> None:
        """Bind δ = ∂L/∂a ⊙ f′(z)."""
        self.activation.backward(b, self.z, self.a, da, delta)


class Dropout:
    """Inverted dropout: a ⊙ mask, mask = 0 or 1/(1 − p) (Srivastava et al. 2014, section 10).

    `in_evaluation` says whether whoever evaluates may draw masks as well; until then they are 1.
    """

    in_evaluation = False

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def forward(self, b: Builder) -> None:
        """Bind the dropped-out activation; the mask is drawn anew for each iteration."""
        if not b.training and not self.in_evaluation:
            return
        i, units = self.layer.index, self.layer.n_out
        b.begin(
            "dropout",
            i,
            "forward",
            rf"\tilde a^{{({i})}}=a^{{({i})}}\odot m^{{({i})}}",
            f"mask{i} = dropout_mask(rng, a{i}, {self.layer.dropout}); a{i} = a{i} * mask{i}",
        )
        mask = b.keep("mask", i, (units, b.n))
        mask.fill(1.0)
        a = b.signal[:units]
        b.signal, dropped = b.keep_ones("dropped", i, units)
        keep = 1.0 - self.layer.dropout
        scale = np.asarray(1.0 / keep, b.dtype)

        def draw(rng: np.random.Generator) -> None:
            np.multiply(rng.random(mask.shape) < keep, scale, out=mask)

        b.masks.append(draw)
        self.mask = mask
        b.call(np.multiply, a, mask, dropped)

    def backward(self, b: Builder) -> None:
        """Bind ∂L/∂a = ∂L/∂ã ⊙ mask."""
        if not b.training:
            return
        assert b.propagate is not None
        i = self.layer.index
        b.begin(
            "dropout_backward",
            i,
            "backward",
            rf"\frac{{\partial L}}{{\partial a^{{({i})}}}}="
            rf"{b.propagate.formula}\odot m^{{({i})}}",
            f"da{i} = {b.propagate.code} * mask{i}",
        )
        da = b.keep("da", i, self.mask.shape)
        b.propagate.bind(da)
        b.call(np.multiply, da, self.mask, da)
        b.signal = da


def _input(index: int) -> str:
    return "x" if index == 1 else f"a{index - 1}"


def _input_latex(b: Builder, index: int) -> str:
    """The input of a layer: x, the activations before it, or what dropout left of them."""
    if index == 1:
        return "x"
    if ("mask", index - 1) in b.layout.slots:
        return rf"\tilde a^{{({index - 1})}}"
    return rf"a^{{({index - 1})}}"


def _latex_name(name: str) -> str:
    return name.replace("_", r"\_")
