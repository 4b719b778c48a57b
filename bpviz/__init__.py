"""bpviz shows, one step at a time, how backpropagation trains a neural network."""

import os

__version__ = "0.1.0"

# The matrices here are small: a second BLAS thread only waits for the first, and makes a busy
# machine up to six times slower. It is read when NumPy is first imported.
for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
