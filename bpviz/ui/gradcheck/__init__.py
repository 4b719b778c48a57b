"""The gradient check on screen."""
