"""What stands on disk: records of every file of a run, one writer, one reader, digests, schemas."""
