"""Parts of the inspector: numbers, the arithmetic behind them, and paths to the loss."""
