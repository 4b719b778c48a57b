"""An experiment as a Keras program that gives the same numbers."""

from __future__ import annotations

from collections.abc import Iterator

from bpviz.core.code_text import function, function_name
from bpviz.core.engine import CLIP_EPS
from bpviz.core.optimizer_code import memory_of, parameters_of
from bpviz.core.problem import Problem
from bpviz.core.schedules import SCHEDULES
from bpviz.core.script_parts import (
    OPTIMIZER_CLASSES,
    assembled,
    batch_lines,
    block,
    call,
    has_dropout,
    keywords,
    print_line,
    refuse_mistake,
)
from bpviz.core.stages import Layer

ACTIVATION_FUNCTIONS = {
    "leaky_relu": "ops.leaky_relu(z, negative_slope=0.01)",
    "gelu": "ops.gelu(z, approximate=True)",
    # With PyTorch below, Keras's own is the identity above 20: 2e-9 off.
    "softplus": "ops.logaddexp(z, ops.zeros_like(z))",
}
"""Activation → the function that equals it where Keras's of that name does not."""

ACTIVATION_NAMES = ("linear", "sigmoid", "tanh", "relu", "elu", "selu", "silu", "softmax")
"""The activations that Keras has by the same name."""

LOSS_CLASSES = {
    "mse": "MeanSquaredError",
    "mae": "MeanAbsoluteError",
    "huber": "Huber",
    "binary_cross_entropy": "BinaryCrossentropy",
    "cross_entropy": "CategoricalCrossentropy",
}
"""Loss → Keras's class. All take the mean over the outputs that bpviz takes."""

LOSS_TERMS = {
    "half_squared_error": ("HalfSquaredError", "0.5 * ops.sum((a - y) ** 2, axis=-1)"),
    "hinge": ("SummedHinge", "ops.sum(ops.relu(1 - y * a), axis=-1)"),
}
"""Loss that Keras has not → a name, and each sample's loss."""

DIFFERENCES = {
    "sgd": "Keras's own has the learning rate inside the momentum, and other weight decay.",
    "adagrad": "Keras's own adds eps under the root.",
    "rmsprop": "Keras's own adds eps under the root.",
    "adam": "Keras's own adds eps before the bias of v is corrected.",
    "adamw": "Keras's own adds eps before the bias of v is corrected.",
}
"""Optimizer → why Keras's own does not give the same numbers."""

FLOAT64 = "# with PyTorch or JAX as its backend, Keras still rounds many results to float32"
"""Keras 3's `result_type` turns float64 into float32 with every backend but TensorFlow."""

DROPOUT_LAYER = '''\
class Dropout(keras.layers.Layer):
    """keras.layers.Dropout, with bpviz's masks."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def call(self, a, training=False):
        if not training:
            return a
        kept = rng.random(tuple(a.shape)[::-1]).T < 1 - self.rate
        return a * ops.convert_to_tensor(kept / (1 - self.rate), dtype=self.compute_dtype)'''

CLIPPING = f"""\
def apply(self, grads, trainable_variables=None):
    # as PyTorch's clip_grad_norm_; Keras's own divides by the norm alone
    norm = ops.sqrt(sum(ops.sum(g**2) for g in grads))
    c = ops.minimum(1, clip_norm / (norm + {CLIP_EPS:g}))
    super().apply([c * g for g in grads], trainable_variables)"""


def keras_script(problem: Problem, iterations: int) -> str:
    """The experiment as a program for Keras 3: a Sequential, an optimizer and a loop.

    It starts from the same weights and draws the same batches and dropout masks, prints each
    iteration's loss and ends with the parameters in its layers; ``python script.py out.npz`` saves
    them as W1, b1 …, with the losses. Where Keras computes something else under the same name, a
    class of a few lines stands for it. The numbers are those of the run to rounding, which is a
    float32's unless TensorFlow is Keras's backend: see `FLOAT64`.

    Parameters
    ----------
    problem : Problem
    iterations : int
        How many it runs, at least 1.

    Raises
    ------
    ExperimentError
        Where a mistake is injected: Keras computes the gradients itself.
    """
    refuse_mistake(problem, "Keras")
    activations = sorted({layer.activation for layer in _activated(problem)})
    definitions = [
        function(name, "z", ACTIVATION_FUNCTIONS[name])
        for name in activations
        if name in ACTIVATION_FUNCTIONS
    ]
    if has_dropout(problem):
        definitions.append(DROPOUT_LAYER)
    definitions += [*_loss_class(problem), *_optimizer_classes(problem)]
    layers = [_layer(problem, layer) for layer in problem.layers]
    penalty = [_regularizer(problem)] if problem.regularizer.used else []
    body = [
        "\n".join(["# the network", *penalty, *layers]),
        block("model = keras.Sequential([", [f"{part}," for part in _parts(problem)], "])"),
        "\n".join(line for layer in problem.layers for line in _start(layer)),
        f"{_optimizer(problem)}\n{_compile(problem)}",
        "\n".join(["losses = []", _loop(problem)]),
        block(
            "if len(sys.argv) > 1:",
            [block("np.savez(", ["sys.argv[1],", "losses=losses,", *_saved(problem)], ")")],
        ),
    ]
    imports = ["import keras", "import numpy as np", "from keras import ops", ""]
    if problem.dtype == float:
        imports.append(FLOAT64)
    imports.append(f'keras.config.set_floatx("{problem.dtype}")')
    needs = "Keras 3, its backend and NumPy"
    return assembled(problem, iterations, needs, imports, definitions, body)


def _activated(problem: Problem) -> Iterator[Layer]:
    """The layers whose activation is not a part of the loss."""
    return (x for x in problem.layers if not (x.is_output and problem.loss.fused))


def _layer(problem: Problem, layer: Layer) -> str:
    given = [str(layer.n_out)]
    if layer in _activated(problem) and layer.activation != "linear":
        name = layer.activation
        given.append(
            f"activation={name}" if name in ACTIVATION_FUNCTIONS else f'activation="{name}"'
        )
    if not layer.use_bias:
        given.append("use_bias=False")
    if problem.regularizer.used:
        given.append("kernel_regularizer=regularizer")
    return call(f"layer{layer.index} = keras.layers.Dense", given)


def _regularizer(problem: Problem) -> str:
    spec = problem.experiment.regularization
    given = [*(["l1=l1"] if spec.l1 else []), *(["l2=l2 / 2"] if spec.l2 else [])]
    return f"regularizer = keras.regularizers.L1L2({', '.join(given)})"


def _parts(problem: Problem) -> Iterator[str]:
    yield f"keras.Input(({problem.n_in},))"
    for layer in problem.layers:
        yield f"layer{layer.index}"
        if layer.dropout:
            yield f"Dropout({layer.dropout})"


def _start(layer: Layer) -> Iterator[str]:
    i = layer.index
    yield f"layer{i}.kernel.assign(W{i})"
    if layer.use_bias:
        yield f"layer{i}.bias.assign(b{i})"
        if not layer.train_bias:
            yield f"layer{i}.bias.trainable = False"


def _saved(problem: Problem) -> Iterator[str]:
    for layer in problem.layers:
        i = layer.index
        yield f"W{i}=ops.convert_to_numpy(layer{i}.kernel),"
        if layer.use_bias:
            yield f"b{i}=ops.convert_to_numpy(layer{i}.bias),"


def _loss_class(problem: Problem) -> list[str]:
    """The class of a loss that Keras has not."""
    name = problem.experiment.loss.name
    if name not in LOSS_TERMS:
        return []
    made, terms = LOSS_TERMS[name]
    return [f"class {made}(keras.losses.Loss):\n    def call(self, y, a):\n        return {terms}"]


def _compile(problem: Problem) -> str:
    spec = problem.experiment
    name = spec.loss.name
    given: dict[str, object] = {}
    made = LOSS_TERMS[name][0] if name in LOSS_TERMS else f"keras.losses.{LOSS_CLASSES[name]}"
    lines = []
    if problem.loss.fused:
        lines.append(f"# the loss has the {problem.layers[-1].activation} of the outputs in it")
        given["from_logits"] = True
    if spec.loss.reduction == "sum":
        given["reduction"] = "sum"
    loss = f"loss={made}({', '.join(keywords(given))})"
    eager = ["run_eagerly=True"] if _is_eager(problem) else []
    lines.append(call("model.compile", ["optimizer=optimizer", loss, *eager]))
    return "\n".join(lines)


def _is_eager(problem: Problem) -> bool:
    """Whether Python decides something anew in each iteration, which a graph would fix."""
    damped = problem.experiment.optimizer.params.get("dampening", 0.0) != 0.0
    return has_dropout(problem) or (damped and not _has_own_optimizer(problem))


def _has_own_optimizer(problem: Problem) -> bool:
    """Whether Keras's optimizer does the same."""
    spec = problem.experiment.optimizer
    if spec.name != "sgd":
        return False
    if not spec.params["momentum"]:
        return True
    same_rate = problem.experiment.training.schedule == "constant"
    return same_rate and not spec.params["weight_decay"] and not spec.params["dampening"]


def _optimizer(problem: Problem) -> str:
    """The statement that makes it, of Keras's class or of `_optimizer_classes`."""
    spec = problem.experiment.optimizer
    name, given = OPTIMIZER_CLASSES[spec.name], {"learning_rate": spec.learning_rate}
    if _has_own_optimizer(problem):
        settings = ("momentum", "nesterov") if spec.params["momentum"] else ()
        given |= {key: spec.params[key] for key in (*settings, "weight_decay") if spec.params[key]}
        name = (
            f"{'Clipped' if problem.experiment.training.clip_norm else 'keras.optimizers.'}{name}"
        )
    return call(f"optimizer = {name}", keywords(given))


def _optimizer_classes(problem: Problem) -> list[str]:
    """A rule and its class where Keras's differs, a class that clips where it does not."""
    spec = problem.experiment.optimizer
    name = OPTIMIZER_CLASSES[spec.name]
    clipping = [CLIPPING] if problem.experiment.training.clip_norm else []
    if _has_own_optimizer(problem):
        return [block(f"class Clipped{name}(keras.optimizers.{name}):", clipping)] * len(clipping)
    rule = problem.optimizer.source(spec.params).replace("np.", "ops.")
    memory = memory_of(rule)
    start = problem.optimizer.slot_start(spec.params)
    names = ", ".join(f'"{letter}"' for letter in memory)
    first = [f"first = keras.initializers.Constant({start!r})"] if start else []
    given = "variables, [" + names + ("], first" if start else "]")
    made = f"self.memory = self.add_optimizer_variables({given})"
    build = block("def build(self, variables):", ["super().build(variables)", *first, made])
    lines = [
        "k = self._get_variable_index(p)",
        f"[{', '.join(memory)}] = [values[k] for values in self.memory]",
    ]
    if "t" in parameters_of(rule):
        lines.append("t = ops.cast(self.iterations + 1, p.dtype)")
    lines += [
        f"new = {function_name(rule)}({', '.join(parameters_of(rule))})",
        f"for variable, value in zip([{', '.join(['p', *memory])}], new):",
        "    self.assign(variable, value)",
    ]
    update = block("def update_step(self, g, p, lr):", lines)
    parts = [f'"""{DIFFERENCES[spec.name]}"""', "", build, "", update]
    parts += [part for text in clipping for part in ("", text)]
    return [rule, block(f"class {name}(keras.optimizers.Optimizer):", parts)]


def _loop(problem: Problem) -> str:
    spec = problem.experiment.training
    lines = batch_lines(problem)
    *before, factor = SCHEDULES[spec.schedule].code.split("\n")
    if factor:
        lines += [*before, f"optimizer.learning_rate = learning_rate * {factor}"]
    if problem.regularizer.used:
        lines.append("penalty = float(ops.convert_to_numpy(sum(model.losses)))")
        lines.append("loss = model.train_on_batch(x, y) - penalty")
    else:
        lines.append("loss = model.train_on_batch(x, y)")
    lines += ["losses.append(loss)", print_line(problem)]
    return block("for iteration in range(iterations):", lines)
