"""What the commands print and draw: text for people, JSON for scripts, progress, pictures."""
