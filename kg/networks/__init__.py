"""Things and the claims between them as a network: its neighbourhoods, its layout, the shortest chains."""
