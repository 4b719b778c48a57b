"""When a verdict is given: every limit of `bpviz.core.verdicts`, each with its reason.

Those for the norms of vanishing and exploding gradients stand in `bpviz.core.diagnosis`, the
definition of saturated and dead in `bpviz.core.saturation`.
"""

LEARNED = 0.5
"""A run has learned once the loss is below this share of its first one. What hinders learning
(saturation, steps too small) is no fault any more then: a solved XOR has saturated units."""

SOLVED = 1e-6
"""Below this share of the first loss, rises and falls are those of rounding."""

DIVERGING = 1.5
"""The loss diverges above this multiple of its first value: worse than not having trained."""

DIVERGING_RUN = 3
"""… in so many evaluations in a row, since a single leap may lead on to a fall
(the catapult of Lewkowycz et al. 2020)."""

VANISHING_RUN = 3
"""A gradient has vanished where it is too small in so many kept iterations in a row, or in all
since the start: one that changes its sign is small for a moment, which is no fault."""

DEAD_SHARE = 0.4
"""The share of a layer's units that must have died: CS231n reports as much as 40 % for a learning
rate that is too high. What the start values leave at zero does not count, unless it is the whole
layer: in a deep network it may be half of a narrow layer (Lu et al. 2019, "Dying ReLU and
initialization"), and as the layers before it change, such units come to life."""

SATURATED_SHARE = 0.5
"""The share of a layer's activations that must be saturated: the larger part of its slopes gone.
Glorot & Bengio (2010), figure 3, see whole layers saturate where training stalls."""

TWINS = 1e-9
"""Two units are identical where each weight differs by less than this share of itself: rounding
may part the last digits of units that always get the same gradient."""

RISE = 0.01
"""An update raises the loss where it adds more than this share to it, although gᵀΔ < 0."""

RISE_WINDOW = 8
"""Steps are too large where at least half of so many measured updates raise the loss: one in a
while is the "edge of stability" of healthy training (Cohen et al. 2021)."""

SMALL_RATIO = 1e-5
"""Steps are too small below this ‖ΔW‖/‖W‖ in every layer: a hundredth of CS231n's 1e-3 …"""

SMALL_PROMISE = 1e-5
"""… where a ratio of 1e-3 would promise to take more than this share off the loss. On a plateau it
would not: there the gradient is to blame, not the learning rate."""

SMALL_RUN = 5
"""… in so many measured updates in a row."""

OVERFITTING = 0.2
"""The generalization loss GL of Prechelt (1998), "Early stopping – but when?": how far the test
loss is above its minimum so far. He stops at 1 % to 5 % with large sets; small ones are noisier."""

OVERFITTING_FALL = 0.95
"""The training loss must have fallen below this share of what it was at that minimum."""

OVERFITTING_RUN = 5
"""… both in so many evaluations in a row."""
