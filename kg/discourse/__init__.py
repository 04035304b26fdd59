"""What a sentence inherits from the article around it: headings, topic, speaker, date, the names behind pronouns."""
