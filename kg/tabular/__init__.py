"""What tables and lists claim: laid out, read by their headers and labels, a cell under a known header a claim."""
