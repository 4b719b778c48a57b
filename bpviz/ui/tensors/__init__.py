"""Parts of the view of all arrays."""
