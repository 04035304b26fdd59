"""A language model as a second reader, optional: asked through one client, held against the article word for word.

offers     where models are asked (providers), what they cost (prices): data
prompts    claim kinds → prompt and answer schema
portions   an article → the parts that are sent, without what talks to a model
client     one question → one reply; the only place that opens a connection
answers    replies kept in a folder by content, prompt and model; a reply → what it proposes
quotes     the words of a quote → their place in the article
proposals  what was proposed → claims that stand, and refusals with their reasons
spending   tokens and money: before, and while it runs
asking     the parts that have no answer yet → answers, several at once, within a limit
reading    an article and its recorded answers → claims; no network, the same answers give the same claims
"""
