"""What the database holds of the policies: documents, their versions, the texts they are, drafts, vocabularies.

An edition is a text as it was split once, with its clauses and their tokens; it never changes but for its tokens.
A version is an edition published; publishing, rolling back and withdrawing only move small rows, so that they are
quick and whole however large a document is. A draft is what a load has made of its files and nobody has published
yet.
"""
