"""What sources disagree on: the rules of it, whether two claims are at odds, and both sides with what stands behind them."""
