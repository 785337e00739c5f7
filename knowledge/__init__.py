"""What the policies say: files, documents, clauses, responsible units, validity, and their store.

This package imports neither `retrieval` nor `bot`; tokens reach it as plain values.
"""
