"""From a source tree to what is deployed: a template that passes its gates, a zip that answers."""
