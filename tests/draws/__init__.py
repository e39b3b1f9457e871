"""Tests of distributions and draws."""
