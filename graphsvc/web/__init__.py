"""The web: API and pages."""
