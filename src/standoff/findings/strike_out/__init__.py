"""Strike-outs: what a claim, a document or an assumption carries, and what is left without it."""
