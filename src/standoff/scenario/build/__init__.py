"""From a checked tree to a `Scenario`: a file for each part of the language, named as its key."""
