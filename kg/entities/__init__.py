"""An article's text to mentions of things: known names and versions, shapes, new names by their place and surroundings."""
