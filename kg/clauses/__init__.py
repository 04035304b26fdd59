"""What sentences claim: the pattern language of frames, who fills their roles, the engine; arguments beside it."""
