"""Several runs beside each other: which they are, and their plots."""
