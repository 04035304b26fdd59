"""One article in, its entities and claims out; what its claims are together, how sure each is and why, how good it all is."""
