"""A real browser, Chromium without a window, spoken to over the DevTools protocol."""
