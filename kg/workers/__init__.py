"""Worker processes: forked from this one, kept in their place, and each of which may be ended."""
