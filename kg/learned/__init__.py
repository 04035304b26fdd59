"""What a trained model proposes: windows of an article → probabilities → candidates beside those of the frames.

The model reads masked text alone (a mention is its type, not its name), so it can know no vendor and no model by heart.
It is trained by the scripts of `training/`, which nothing here imports.
"""
