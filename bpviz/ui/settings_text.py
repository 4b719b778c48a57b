"""What the settings of an experiment are called on screen, and what they mean.

Keys are those of experiment files; where two sections share a key, ``section.key``.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bpviz.ui.noop import QT_TRANSLATE_NOOP

SETTINGS: dict[str, tuple[str, str]] = {
    "title": (
        QT_TRANSLATE_NOOP("setting", "title"),
        QT_TRANSLATE_NOOP("help", "What the experiment is called."),
    ),
    "seed": (
        QT_TRANSLATE_NOOP("setting", "seed"),
        QT_TRANSLATE_NOOP(
            "help",
            "Decides everything random: data, start weights, shuffling, dropout. "
            "The same seed gives the same run.",
        ),
    ),
    # ---- data
    "source": (
        QT_TRANSLATE_NOOP("setting", "source"),
        QT_TRANSLATE_NOOP("help", "What the network learns."),
    ),
    "samples": (
        QT_TRANSLATE_NOOP("setting", "samples"),
        QT_TRANSLATE_NOOP("help", "How many samples are made, training and test together."),
    ),
    "noise": (
        QT_TRANSLATE_NOOP("setting", "noise"),
        QT_TRANSLATE_NOOP("help", "Standard deviation of the random shift of each point."),
    ),
    "turns": (
        QT_TRANSLATE_NOOP("setting", "turns"),
        QT_TRANSLATE_NOOP("help", "How many times an arm of the spiral goes round."),
    ),
    "frequency": (
        QT_TRANSLATE_NOOP("setting", "frequency"),
        QT_TRANSLATE_NOOP("help", "The curve is sin(frequency · x)."),
    ),
    "inputs": (
        QT_TRANSLATE_NOOP("setting", "inputs"),
        QT_TRANSLATE_NOOP("help", "The input values that the experiment file lists."),
    ),
    "targets": (
        QT_TRANSLATE_NOOP("setting", "targets"),
        QT_TRANSLATE_NOOP("help", "The target values that the experiment file lists."),
    ),
    "test_fraction": (
        QT_TRANSLATE_NOOP("setting", "test fraction"),
        QT_TRANSLATE_NOOP(
            "help", "The part of the samples that is kept for testing and never trained on."
        ),
    ),
    "standardize": (
        QT_TRANSLATE_NOOP("setting", "standardize"),
        QT_TRANSLATE_NOOP("help", "Shift and scale each input to mean 0 and standard deviation 1."),
    ),
    "changes": (
        QT_TRANSLATE_NOOP("setting", "changed numbers"),
        QT_TRANSLATE_NOOP(
            "help", "Numbers of the data that were changed by hand: row, column, value."
        ),
    ),
    # ---- layers
    "units": (
        QT_TRANSLATE_NOOP("setting", "units"),
        QT_TRANSLATE_NOOP("help", "How many neurons the layer has."),
    ),
    "activation": (
        QT_TRANSLATE_NOOP("setting", "activation"),
        QT_TRANSLATE_NOOP("help", "The function that makes a neuron's output from its sum z."),
    ),
    "init": (
        QT_TRANSLATE_NOOP("setting", "start"),
        QT_TRANSLATE_NOOP("help", "How the weights are drawn before training. Biases start at 0."),
    ),
    "weights": (
        QT_TRANSLATE_NOOP("setting", "given weights"),
        QT_TRANSLATE_NOOP("help", "Exact start weights from the experiment file."),
    ),
    "bias": (
        QT_TRANSLATE_NOOP("setting", "given biases"),
        QT_TRANSLATE_NOOP("help", "Exact start biases from the experiment file."),
    ),
    "use_bias": (
        QT_TRANSLATE_NOOP("setting", "bias"),
        QT_TRANSLATE_NOOP("help", "Add a bias b to each neuron's sum."),
    ),
    "train_bias": (
        QT_TRANSLATE_NOOP("setting", "train the bias"),
        QT_TRANSLATE_NOOP("help", "Without it, the biases keep their start values."),
    ),
    "dropout": (
        QT_TRANSLATE_NOOP("setting", "dropout"),
        QT_TRANSLATE_NOOP(
            "help", "The share of the layer's neurons that is silenced at random in each iteration."
        ),
    ),
    "gain": (
        QT_TRANSLATE_NOOP("setting", "gain"),
        QT_TRANSLATE_NOOP("help", "Multiplies the start weights; 1 leaves them as they are."),
    ),
    "value": (
        QT_TRANSLATE_NOOP("setting", "value"),
        QT_TRANSLATE_NOOP("help", "The start value of every weight."),
    ),
    "low": (
        QT_TRANSLATE_NOOP("setting", "lowest"),
        QT_TRANSLATE_NOOP("help", "The smallest start weight that may be drawn."),
    ),
    "high": (
        QT_TRANSLATE_NOOP("setting", "highest"),
        QT_TRANSLATE_NOOP("help", "The largest start weight that may be drawn."),
    ),
    "std": (
        QT_TRANSLATE_NOOP("setting", "std. deviation"),
        QT_TRANSLATE_NOOP("help", "The standard deviation σ of the start weights."),
    ),
    # ---- loss
    "loss.name": (
        QT_TRANSLATE_NOOP("setting", "loss"),
        QT_TRANSLATE_NOOP("help", "What training makes small: how far the outputs are off."),
    ),
    "reduction": (
        QT_TRANSLATE_NOOP("setting", "reduction"),
        QT_TRANSLATE_NOOP("help", "Whether the losses of a batch are averaged or added up."),
    ),
    # ---- optimizer
    "optimizer.name": (
        QT_TRANSLATE_NOOP("setting", "optimizer"),
        QT_TRANSLATE_NOOP("help", "The rule that makes a step from the gradient."),
    ),
    "learning_rate": (
        QT_TRANSLATE_NOOP("setting", "learning rate"),
        QT_TRANSLATE_NOOP("help", "The factor η before the gradient: how far each update goes."),
    ),
    "momentum": (
        QT_TRANSLATE_NOOP("setting", "momentum"),
        QT_TRANSLATE_NOOP("help", "The part μ of the last step's velocity that is kept."),
    ),
    "nesterov": (
        QT_TRANSLATE_NOOP("setting", "Nesterov"),
        QT_TRANSLATE_NOOP("help", "Look ahead by the momentum; needs momentum and no dampening."),
    ),
    "dampening": (
        QT_TRANSLATE_NOOP("setting", "dampening"),
        QT_TRANSLATE_NOOP("help", "Takes the factor 1 − τ of the gradient into the velocity."),
    ),
    "weight_decay": (
        QT_TRANSLATE_NOOP("setting", "weight decay"),
        QT_TRANSLATE_NOOP("help", "Pulls each parameter towards 0 by this factor."),
    ),
    "betas": (
        QT_TRANSLATE_NOOP("setting", "β₁, β₂"),
        QT_TRANSLATE_NOOP(
            "help", "How much of the running averages of the gradient and of its square is kept."
        ),
    ),
    "eps": (
        QT_TRANSLATE_NOOP("setting", "epsilon"),
        QT_TRANSLATE_NOOP("help", "Added to the denominator so that nothing is divided by 0."),
    ),
    "amsgrad": (
        QT_TRANSLATE_NOOP("setting", "AMSGrad"),
        QT_TRANSLATE_NOOP("help", "Divide by the largest average of the square so far."),
    ),
    "alpha": (
        QT_TRANSLATE_NOOP("setting", "alpha"),
        QT_TRANSLATE_NOOP("help", "How much of the running average of the square is kept."),
    ),
    "centered": (
        QT_TRANSLATE_NOOP("setting", "centered"),
        QT_TRANSLATE_NOOP("help", "Divide by the gradient's deviation instead of its size."),
    ),
    "lr_decay": (
        QT_TRANSLATE_NOOP("setting", "rate decay"),
        QT_TRANSLATE_NOOP("help", "Divides the learning rate by 1 + (t − 1) · decay."),
    ),
    "initial_accumulator_value": (
        QT_TRANSLATE_NOOP("setting", "initial sum"),
        QT_TRANSLATE_NOOP("help", "What the sum of squared gradients starts from."),
    ),
    # ---- regularization
    "l1": (
        QT_TRANSLATE_NOOP("setting", "L1"),
        QT_TRANSLATE_NOOP("help", "Adds l1 · Σ|W| to the loss: drives weights to exactly 0."),
    ),
    "l2": (
        QT_TRANSLATE_NOOP("setting", "L2"),
        QT_TRANSLATE_NOOP("help", "Adds l2/2 · ΣW² to the loss: keeps weights small."),
    ),
    # ---- training
    "batch_size": (
        QT_TRANSLATE_NOOP("setting", "batch size"),
        QT_TRANSLATE_NOOP(
            "help", "How many samples make one update; 0 takes the whole training set."
        ),
    ),
    "shuffle": (
        QT_TRANSLATE_NOOP("setting", "shuffle"),
        QT_TRANSLATE_NOOP("help", "Put the samples in a new order in each epoch."),
    ),
    "clip_norm": (
        QT_TRANSLATE_NOOP("setting", "clip norm"),
        QT_TRANSLATE_NOOP(
            "help", "A gradient whose norm is larger is shortened to this norm; 0 switches it off."
        ),
    ),
    "epochs": (
        QT_TRANSLATE_NOOP("setting", "stop at epoch"),
        QT_TRANSLATE_NOOP("help", "Playing stops after this many epochs; 0 sets no end."),
    ),
    "stop_loss": (
        QT_TRANSLATE_NOOP("setting", "stop at loss"),
        QT_TRANSLATE_NOOP("help", "Playing stops once the loss is this small; 0 sets no limit."),
    ),
    "schedule": (
        QT_TRANSLATE_NOOP("setting", "rate schedule"),
        QT_TRANSLATE_NOOP("help", "How the learning rate changes over the iterations."),
    ),
    "step_size": (
        QT_TRANSLATE_NOOP("setting", "every"),
        QT_TRANSLATE_NOOP("help", "The rate drops each time after this many iterations."),
    ),
    "gamma": (
        QT_TRANSLATE_NOOP("setting", "factor"),
        QT_TRANSLATE_NOOP("help", "What the rate is multiplied by each time it drops."),
    ),
    "cycle": (
        QT_TRANSLATE_NOOP("setting", "cycle"),
        QT_TRANSLATE_NOOP("help", "After this many iterations the cosine begins again."),
    ),
    "lr_min": (
        QT_TRANSLATE_NOOP("setting", "lowest part"),
        QT_TRANSLATE_NOOP("help", "The lowest rate, as a part of the learning rate."),
    ),
    "warmup": (
        QT_TRANSLATE_NOOP("setting", "warm-up"),
        QT_TRANSLATE_NOOP("help", "The rate rises to its full value over this many iterations."),
    ),
    "dtype": (
        QT_TRANSLATE_NOOP("setting", "numbers"),
        QT_TRANSLATE_NOOP("help", "How precisely the trainer computes."),
    ),
    "mistake": (
        QT_TRANSLATE_NOOP("setting", "mistake"),
        QT_TRANSLATE_NOOP("help", "A classic mistake in the computation, to be found in class."),
    ),
}
"""Setting → its name and its meaning."""

ZERO = {
    "batch_size": QT_TRANSLATE_NOOP("zero", "all"),
    "clip_norm": QT_TRANSLATE_NOOP("zero", "off"),
    "epochs": QT_TRANSLATE_NOOP("zero", "no end"),
    "stop_loss": QT_TRANSLATE_NOOP("zero", "off"),
}
"""What 0 means, where it does not mean 0."""


def setting_key(place: str) -> str:
    """The key of a place: ``layers[1].units`` → ``units``, ``loss.name`` stays."""
    if place in SETTINGS:
        return place
    return place.rsplit(".", 1)[-1].partition("[")[0]


def setting_name(place: str) -> str:
    """What a setting is called: its key, or its place in an experiment."""
    key = setting_key(place)
    if key not in SETTINGS:
        return key.replace("_", " ")
    return QCoreApplication.translate("setting", SETTINGS[key][0])


def setting_help(place: str) -> str:
    """What a setting means, in a sentence or two; empty where nothing is known."""
    key = setting_key(place)
    if key not in SETTINGS:
        return ""
    return QCoreApplication.translate("help", SETTINGS[key][1])


def zero_meaning(place: str) -> str:
    """What 0 means for a setting, where it does not mean 0; else empty."""
    text = ZERO.get(setting_key(place))
    return QCoreApplication.translate("zero", text) if text else ""
