"""Which clause a question means: normalising, tokens, BM25, ranking, key sentences, silence.

This package sees plain values (ids, text, tokens), never a database row.
"""
