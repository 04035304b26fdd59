"""Claims as RDF: one named graph for each article, and the SKOS labels of things."""
