"""What is searched in: words as tokens, an article's passages, SQLite full text beside the graph."""
