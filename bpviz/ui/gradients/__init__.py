"""Plots of the gradient norms of all layers: of one step, and over the iterations."""
