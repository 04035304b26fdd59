"""kg: a knowledge graph of what articles claim about open and closed AI models.

An article flows through the house once, from left to right:

    read → language → mentions → claims → graph → store → query → view
"""

__version__ = "0.1.0"
