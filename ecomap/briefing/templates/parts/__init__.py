"""Sections that several kinds of briefing share."""
