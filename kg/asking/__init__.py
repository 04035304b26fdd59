"""Questions: named queries, a plain question's way to one of them, words looked for in passages, answers in part and in formats."""
