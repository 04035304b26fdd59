"""Training the model that proposes claims; nothing of this is imported at run time."""
