"""The drawings of the report as SVG: they know numbers and places, no section."""
