"""A workspace brought up to date: articles gathered, read by several processes, added, removed and edited, whole or not at all."""
