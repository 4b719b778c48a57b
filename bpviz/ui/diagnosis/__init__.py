"""Parts of the diagnosis: the verdicts in words, each layer in numbers, and their picture."""
