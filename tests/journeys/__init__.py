"""Whole journeys in process."""
