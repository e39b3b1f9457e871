"""Two runs side by side: what their texts say otherwise, and what that did to the answers."""
