"""The sections of the report, a file each: what stands there, in words and numbers."""
