"""What the names in experiment files are called on screen.

The tables hold English; `QCoreApplication.translate` gives the other languages at the moment of
asking, so that a language can change at run time. tests/ui/test_texts.py compares the tables with
the registries.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from bpviz.ui.noop import QT_TRANSLATE_NOOP

ACTIVATION_NAMES = {
    "linear": QT_TRANSLATE_NOOP("activation", "linear"),
    "sigmoid": QT_TRANSLATE_NOOP("activation", "sigmoid"),
    "tanh": QT_TRANSLATE_NOOP("activation", "tanh"),
    "relu": QT_TRANSLATE_NOOP("activation", "ReLU"),
    "leaky_relu": QT_TRANSLATE_NOOP("activation", "leaky ReLU"),
    "elu": QT_TRANSLATE_NOOP("activation", "ELU"),
    "selu": QT_TRANSLATE_NOOP("activation", "SELU"),
    "gelu": QT_TRANSLATE_NOOP("activation", "GELU"),
    "silu": QT_TRANSLATE_NOOP("activation", "SiLU"),
    "softplus": QT_TRANSLATE_NOOP("activation", "softplus"),
    "softmax": QT_TRANSLATE_NOOP("activation", "softmax"),
}

LOSS_NAMES = {
    "mse": QT_TRANSLATE_NOOP("loss", "mean squared error"),
    "half_squared_error": QT_TRANSLATE_NOOP("loss", "half squared error"),
    "mae": QT_TRANSLATE_NOOP("loss", "mean absolute error"),
    "huber": QT_TRANSLATE_NOOP("loss", "Huber"),
    "binary_cross_entropy": QT_TRANSLATE_NOOP("loss", "binary cross-entropy"),
    "cross_entropy": QT_TRANSLATE_NOOP("loss", "cross-entropy"),
    "hinge": QT_TRANSLATE_NOOP("loss", "hinge"),
}

REDUCTION_NAMES = {
    "mean": QT_TRANSLATE_NOOP("loss", "mean"),
    "sum": QT_TRANSLATE_NOOP("loss", "sum"),
}

OPTIMIZER_NAMES = {
    "sgd": QT_TRANSLATE_NOOP("optimizer", "SGD"),
    "adagrad": QT_TRANSLATE_NOOP("optimizer", "Adagrad"),
    "rmsprop": QT_TRANSLATE_NOOP("optimizer", "RMSprop"),
    "adam": QT_TRANSLATE_NOOP("optimizer", "Adam"),
    "adamw": QT_TRANSLATE_NOOP("optimizer", "AdamW"),
}

INITIALIZER_NAMES = {
    "zeros": QT_TRANSLATE_NOOP("init", "zeros"),
    "constant": QT_TRANSLATE_NOOP("init", "constant"),
    "uniform": QT_TRANSLATE_NOOP("init", "uniform"),
    "normal": QT_TRANSLATE_NOOP("init", "normal"),
    "xavier_uniform": QT_TRANSLATE_NOOP("init", "Xavier uniform"),
    "xavier_normal": QT_TRANSLATE_NOOP("init", "Xavier normal"),
    "he_uniform": QT_TRANSLATE_NOOP("init", "He uniform"),
    "he_normal": QT_TRANSLATE_NOOP("init", "He normal"),
    "lecun_normal": QT_TRANSLATE_NOOP("init", "LeCun normal"),
    "orthogonal": QT_TRANSLATE_NOOP("init", "orthogonal"),
}

SOURCE_NAMES = {
    "xor": QT_TRANSLATE_NOOP("source", "XOR"),
    "circle": QT_TRANSLATE_NOOP("source", "circle"),
    "gauss": QT_TRANSLATE_NOOP("source", "two clouds"),
    "spiral": QT_TRANSLATE_NOOP("source", "spiral"),
    "moons": QT_TRANSLATE_NOOP("source", "moons"),
    "sine": QT_TRANSLATE_NOOP("source", "sine curve"),
    "scores": QT_TRANSLATE_NOOP("source", "test scores"),
    "inline": QT_TRANSLATE_NOOP("source", "inline table"),
}

SCHEDULE_NAMES = {
    "constant": QT_TRANSLATE_NOOP("schedule", "constant"),
    "step": QT_TRANSLATE_NOOP("schedule", "in steps"),
    "exponential": QT_TRANSLATE_NOOP("schedule", "exponential"),
    "cosine": QT_TRANSLATE_NOOP("schedule", "cosine"),
    "warmup": QT_TRANSLATE_NOOP("schedule", "warm-up"),
}

DTYPE_NAMES = {
    "float64": QT_TRANSLATE_NOOP("dtype", "64 bits"),
    "float32": QT_TRANSLATE_NOOP("dtype", "32 bits"),
}

MISTAKE_NAMES = {
    "none": QT_TRANSLATE_NOOP("mistake", "none"),
    "preactivation_slope": QT_TRANSLATE_NOOP("mistake", "slope of the weighted sum"),
    "sigmoid_twice": QT_TRANSLATE_NOOP("mistake", "slope of the activation"),
    "no_hidden_slope": QT_TRANSLATE_NOOP("mistake", "no hidden slope"),
    "no_output_slope": QT_TRANSLATE_NOOP("mistake", "no output slope"),
    "not_transposed": QT_TRANSLATE_NOOP("mistake", "W not transposed"),
    "updated_weights": QT_TRANSLATE_NOOP("mistake", "W updated too early"),
    "sign_flipped": QT_TRANSLATE_NOOP("mistake", "sign flipped"),
    "factor_two": QT_TRANSLATE_NOOP("mistake", "gradient doubled"),
    "sum_not_mean": QT_TRANSLATE_NOOP("mistake", "sum instead of mean"),
    "bias_not_updated": QT_TRANSLATE_NOOP("mistake", "hidden bias not updated"),
    "not_reset": QT_TRANSLATE_NOOP("mistake", "gradients not reset"),
    "l2_factor": QT_TRANSLATE_NOOP("mistake", "L2 factor doubled"),
    "no_bias_correction": QT_TRANSLATE_NOOP("mistake", "Adam without correction"),
    "epsilon_in_root": QT_TRANSLATE_NOOP("mistake", "ε inside the root"),
    "softmax_twice": QT_TRANSLATE_NOOP("mistake", "softmax twice"),
    "dropout_at_test": QT_TRANSLATE_NOOP("mistake", "dropout at test"),
    "shuffled_apart": QT_TRANSLATE_NOOP("mistake", "targets shuffled"),
    "label_leakage": QT_TRANSLATE_NOOP("mistake", "target among the inputs"),
}

PHASE_NAMES = {
    "batch": QT_TRANSLATE_NOOP("phase", "batch"),
    "linear": QT_TRANSLATE_NOOP("phase", "weighted sums"),
    "activation": QT_TRANSLATE_NOOP("phase", "activations"),
    "dropout": QT_TRANSLATE_NOOP("phase", "dropout"),
    "loss": QT_TRANSLATE_NOOP("phase", "loss"),
    "dropout_backward": QT_TRANSLATE_NOOP("phase", "back through dropout"),
    "delta": QT_TRANSLATE_NOOP("phase", "error signal"),
    "gradient": QT_TRANSLATE_NOOP("phase", "gradients"),
    "clip": QT_TRANSLATE_NOOP("phase", "gradient clipping"),
    "update": QT_TRANSLATE_NOOP("phase", "update"),
}

DIRECTION_NAMES = {
    "batch": QT_TRANSLATE_NOOP("direction", "Batch"),
    "forward": QT_TRANSLATE_NOOP("direction", "Forward pass"),
    "loss": QT_TRANSLATE_NOOP("direction", "Loss"),
    "backward": QT_TRANSLATE_NOOP("direction", "Backward pass"),
    "update": QT_TRANSLATE_NOOP("direction", "Update"),
}

COLUMN_NAMES = {
    "class": QT_TRANSLATE_NOOP("column", "class"),
    "sleep": QT_TRANSLATE_NOOP("column", "sleep"),
    "study": QT_TRANSLATE_NOOP("column", "study"),
    "score": QT_TRANSLATE_NOOP("column", "score"),
}
"""What the inputs and outputs of data sets are called; x, y, x1 … are symbols and not here."""

KIND_NAMES = (
    QT_TRANSLATE_NOOP("core", "true or false"),
    QT_TRANSLATE_NOOP("core", "a whole number"),
    QT_TRANSLATE_NOOP("core", "a number"),
    QT_TRANSLATE_NOOP("core", "a text"),
    QT_TRANSLATE_NOOP("core", "a name"),
    QT_TRANSLATE_NOOP("core", "two numbers [first, second]"),
    QT_TRANSLATE_NOOP("core", "a list of numbers"),
    QT_TRANSLATE_NOOP("core", "a list of rows of numbers"),
    QT_TRANSLATE_NOOP("core", "a table"),
    QT_TRANSLATE_NOOP("core", "a list of tables"),
)
"""What an error says was expected."""

NEEDS = (
    QT_TRANSLATE_NOOP("core", "a hidden layer with sigmoid or tanh"),
    QT_TRANSLATE_NOOP("core", "a hidden layer whose activation is not linear"),
    QT_TRANSLATE_NOOP(
        "core",
        "an output activation that is not linear, with a loss that does not cancel its slope",
    ),
    QT_TRANSLATE_NOOP(
        "core", "square weight matrices behind the first layer, of at least two units"
    ),
    QT_TRANSLATE_NOOP("core", "a hidden layer, and no gradient clipping"),
    QT_TRANSLATE_NOOP("core", "the mean over a batch of at least two samples"),
    QT_TRANSLATE_NOOP("core", "a hidden layer with a bias that is trained"),
    QT_TRANSLATE_NOOP("core", "an L2 penalty"),
    QT_TRANSLATE_NOOP("core", "the optimizer adam or adamw"),
    QT_TRANSLATE_NOOP("core", "an optimizer with an ε above 0"),
    QT_TRANSLATE_NOOP("core", "the loss cross_entropy"),
    QT_TRANSLATE_NOOP("core", "a layer with dropout"),
    QT_TRANSLATE_NOOP("core", "training samples with different targets"),
)
"""What an error says that a mistake needs."""

CHOICES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "activation": ("activation", ACTIVATION_NAMES),
    "init": ("init", INITIALIZER_NAMES),
    "source": ("source", SOURCE_NAMES),
    "loss.name": ("loss", LOSS_NAMES),
    "reduction": ("loss", REDUCTION_NAMES),
    "optimizer.name": ("optimizer", OPTIMIZER_NAMES),
    "schedule": ("schedule", SCHEDULE_NAMES),
    "dtype": ("dtype", DTYPE_NAMES),
    "mistake": ("mistake", MISTAKE_NAMES),
}
"""Setting → translation context and the names of its choices."""


def _name(context: str, table: Mapping[str, str], key: str) -> str:
    """The translated name, or the key itself for an entry that has none yet."""
    text = table.get(key)
    return key if text is None else QCoreApplication.translate(context, text)


def choice_name(setting: str, choice: str) -> str:
    """What a choice of a setting is called: ``choice_name("loss.name", "mse")``."""
    context, table = CHOICES[setting]
    return _name(context, table, choice)


def activation_name(name: str) -> str:
    """What an activation function is called."""
    return _name("activation", ACTIVATION_NAMES, name)


def loss_name(name: str) -> str:
    """What a loss is called."""
    return _name("loss", LOSS_NAMES, name)


def optimizer_name(name: str) -> str:
    """What an optimizer is called."""
    return _name("optimizer", OPTIMIZER_NAMES, name)


def initializer_name(name: str) -> str:
    """What an initialization is called."""
    return _name("init", INITIALIZER_NAMES, name)


def source_name(name: str) -> str:
    """What a data source is called."""
    return _name("source", SOURCE_NAMES, name)


def column_name(name: str) -> str:
    """What an input or output of a data set is called; symbols stay as they are."""
    return _name("column", COLUMN_NAMES, name)


def schedule_name(name: str) -> str:
    """What a learning-rate schedule is called."""
    return _name("schedule", SCHEDULE_NAMES, name)


def phase_name(phase: str) -> str:
    """What happens in a micro-step of this phase."""
    return _name("phase", PHASE_NAMES, phase)


def direction_name(direction: str) -> str:
    """What the part of the iteration is called."""
    return _name("direction", DIRECTION_NAMES, direction)
