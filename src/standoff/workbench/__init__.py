"""The workbench: a session that keeps a scenario warm, and the server and page of `standoff open`."""
