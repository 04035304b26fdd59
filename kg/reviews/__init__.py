"""What waits for a person's decision about names, and decisions made."""
