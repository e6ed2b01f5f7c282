"""What requests may cost, counted in calls to AWS and never in milliseconds."""
