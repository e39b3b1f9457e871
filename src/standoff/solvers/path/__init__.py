"""The curve of logit answers of one draw, followed by arc length with dense algebra."""
