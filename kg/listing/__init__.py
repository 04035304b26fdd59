"""What stands in the graph as plain rows and lists: found by name, kept ahead, cut by parameters, read in part."""
