"""Mistakes on purpose: to be injected, explained and guessed."""
