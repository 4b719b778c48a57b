"""Painters: a picture from data, in logical pixels, on any QPainter."""
