"""What the mistakes are called, do and show, in the user's language."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bpviz.core.mistakes import MISTAKES
from bpviz.ui.names import choice_name
from bpviz.ui.noop import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

TEXTS = (
    QT_TRANSLATE_NOOP(
        "mistake",
        "The slope's formula in the activation, a(1 − a), is given the weighted sum z.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The hidden layers' error signals are wrong in size and often in sign; training "
        "crawls, or the weights run away.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The first article's listing, as printed: x(1 − x) of the pre-activation.",
    ),
    QT_TRANSLATE_NOOP("mistake", "a hidden layer with sigmoid or tanh"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The slope is taken at the activation a instead of at z, as if the function were "
        "applied twice.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The network learns, but slower or crookedly: every hidden slope is near that at "
        "its largest, so that saturated units seem to learn.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Two conventions for a derivative function, mixed up: of z (Nielsen 2015, "
        "sigmoid_prime(z)) and of a (Trask 2015, x(1 − x)).",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The hidden layers' error signals are not multiplied by the slope of the activation.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Hidden gradients are too large, most of all in deep networks and for saturated "
        "units; training is restless or diverges.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equation BP2 "
        "without its second factor.",
    ),
    QT_TRANSLATE_NOOP("mistake", "a hidden layer whose activation is not linear"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The output's error signal is not multiplied by the slope of its activation.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "All gradients are too large; training goes on when the outputs saturate, and "
        "often faster than it should.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equation BP1 "
        "without its second factor.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "an output activation that is not linear, with a loss that does not cancel its slope",
    ),
    QT_TRANSLATE_NOOP("mistake", "The error signal is carried back by W instead of its transpose."),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Each hidden unit is blamed for what other units did; the loss falls more slowly,"
        " or stays where it is. With other sizes NumPy would refuse the product.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equation BP2 "
        "without its transpose.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "square weight matrices behind the first layer, of at least two units",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Each layer is updated as soon as its gradient is known, and the updated weights "
        "carry the error signal further back.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Hardly any: with a small learning rate the weights differ little. Mazur's "
        "figures differ from the seventh decimal on.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Mazur, "A Step by Step Backpropagation Example" (2015): the program behind the '
        "figures with which it ends.",
    ),
    QT_TRANSLATE_NOOP("mistake", "a hidden layer, and no gradient clipping"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The error signal begins with target minus output, and is subtracted all the same.",
    ),
    QT_TRANSLATE_NOOP("mistake", "The loss rises from the first update on."),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Stanford CS231n, "Optimization": the update goes against the gradient.',
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The gradient is doubled: the 2 of the derivative of a square where the loss has "
        "its ½ already, or the like.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "With SGD, none but a learning rate that seems twice as large. With Adagrad, RMSprop or "
        "Adam, which divide by the gradient's size, at most a penalty seems weaker.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Mazur, "A Step by Step Backpropagation Example" (2015): its ½ is there to cancel the 2.',
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The loss shown is the mean over the batch, the gradient that of the sum.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "With SGD, a learning rate that fits one batch size is too large for a larger one; "
        "training diverges when the batch grows. With Adagrad, RMSprop or Adam, which divide by "
        "the gradient's size, at most a penalty seems weaker.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Goyal et al., "Accurate, Large Minibatch SGD" (2017), section 3: which size the '
        "loss is divided by.",
    ),
    QT_TRANSLATE_NOOP("mistake", "the mean over a batch of at least two samples"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The gradient of the hidden layers' biases is never computed: it stays 0, and so "
        "the biases stay as they are.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The loss hardly shows it: weights make up for much of it. The hidden biases keep"
        " their start values.",
    ),
    QT_TRANSLATE_NOOP("mistake", "The second article's listing, as printed."),
    QT_TRANSLATE_NOOP("mistake", "a hidden layer with a bias that is trained"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The gradients are not set to zero between batches: each is added to all before.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "With SGD it starts well; then the steps grow, and the loss swings or diverges, as with "
        "a momentum of 1. Easy data such as XOR may be learned all the same; so may others with "
        "Adagrad, RMSprop or Adam, which hold the steps in bounds.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Karpathy, "most common neural net mistakes" (2018), third: no .zero_grad() '
        "before .backward().",
    ),
    QT_TRANSLATE_NOOP("mistake", "The penalty is λ/2·W², but its gradient is taken to be 2λW."),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Weights shrink more than the penalty asks for; the minimum that training finds "
        "is not that of the loss shown.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Stanford CS231n, "Neural Networks Part 2", regularization: why the ½ stands '
        "before the penalty.",
    ),
    QT_TRANSLATE_NOOP("mistake", "an L2 penalty"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Adam's averages are used as they are, without the correction for their start at 0.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The first updates are several times too large, since the average of the squares "
        "starts slower than that of the gradients.",
    ),
    QT_TRANSLATE_NOOP("mistake", 'Kingma & Ba, "Adam" (2015), section 6.4.'),
    QT_TRANSLATE_NOOP("mistake", "The gradient is right; what is done with it is wrong."),
    QT_TRANSLATE_NOOP("mistake", "the optimizer adam or adamw"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "ε is added to the average of the squares, inside the root, and not to the root.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Small gradients make much smaller steps than they should: √ε is far larger than "
        "ε, and training slows down near a minimum.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Zhang et al., "Dive into Deep Learning", RMSProp: √(s + ε), where PyTorch has √v'
        " + ε with the same ε.",
    ),
    QT_TRANSLATE_NOOP("mistake", "an optimizer with an ε above 0"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The outputs of the softmax are taken for logits by a loss that applies softmax.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The loss falls slowly and never below ln(1 + (k − 1)/e) for k classes, however "
        "right the outputs are.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Karpathy, "most common neural net mistakes" (2018), fourth: softmaxed outputs to'
        " a loss that expects raw logits.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The gradient is right for the loss that is computed; the loss is the wrong one.",
    ),
    QT_TRANSLATE_NOOP("mistake", "the loss cross_entropy"),
    QT_TRANSLATE_NOOP("mistake", "Dropout stays on when the network is evaluated."),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Predictions flicker; loss and accuracy of training and test set jump from "
        "evaluation to evaluation and are worse than they should be.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Karpathy, "most common neural net mistakes" (2018), second: train and eval mode '
        "not toggled.",
    ),
    QT_TRANSLATE_NOOP("mistake", "Training itself is right; only the evaluation is wrong."),
    QT_TRANSLATE_NOOP("mistake", "a layer with dropout"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "Once, the inputs of the training set were shuffled without their targets.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The training loss stays near that of guessing, or falls by learning by heart; on"
        " the test set the network knows nothing.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        'Zhang et al., "Understanding Deep Learning Requires Rethinking Generalization" '
        "(2017): random labels can be fitted, but nothing is learned.",
    ),
    QT_TRANSLATE_NOOP("mistake", "The gradient is right for the data given; the data are wrong."),
    QT_TRANSLATE_NOOP("mistake", "training samples with different targets"),
    QT_TRANSLATE_NOOP(
        "mistake",
        "The target stands among the inputs: it has replaced the last one.",
    ),
    QT_TRANSLATE_NOOP(
        "mistake",
        "With a single output, training and test loss soon vanish: too good to be true. With "
        "several, only the first target is given away, and the loss may show nothing.",
    ),
    QT_TRANSLATE_NOOP("mistake", 'Kaufman et al., "Leakage in Data Mining" (2012).'),
)
"""A copy of what `bpviz.core.mistakes.MISTAKES` says, where Qt's tools can see it."""


@dataclass(frozen=True)
class Part:
    """A heading and a text; `good` where it is about the check: whether that finds it."""

    heading: str
    text: str
    good: bool | None = None


def mistake_name(name: str) -> str:
    """What a mistake is called."""
    return choice_name("mistake", name)


def reason(name: str) -> str:
    """Why a mistake does not fit a network."""
    needs = translate("mistake", MISTAKES[name].needs)
    return translate("Mistakes", "It needs {what}.").format(what=needs)


def parts(name: str) -> tuple[Part, ...]:
    """All that is said about a mistake."""
    entry = MISTAKES[name]
    if entry.checkable:
        found = translate("Mistakes", "A gradient check finds it.")
        if entry.first_iteration:
            found = translate("Mistakes", "A gradient check finds it from iteration {n} on.")
            found = found.format(n=entry.first_iteration)
    else:
        found = translate("Mistakes", "A gradient check cannot find it. {why}")
        found = found.format(why=translate("mistake", entry.why_not))
    return (
        Part(translate("Mistakes", "What is wrong"), translate("mistake", entry.does)),
        Part(translate("Mistakes", "What one sees"), translate("mistake", entry.symptom)),
        Part(translate("Mistakes", "Ctrl+G"), found, entry.checkable),
        Part(translate("Mistakes", "Source"), translate("mistake", entry.source)),
    )
