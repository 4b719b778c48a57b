"""Views: one widget per file, each a function of the step that it is shown."""
