"""Passages that stand in several articles, reprinted or translated: which evidence is independent."""
