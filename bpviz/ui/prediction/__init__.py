"""Pictures of what a network predicts, one for each kind of data."""
