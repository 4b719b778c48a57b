"""bpviz shows, one step at a time, how backpropagation trains a neural network."""

__version__ = "0.1.0"
