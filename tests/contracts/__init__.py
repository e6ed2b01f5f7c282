"""Each port's promises, asked of the fake and of DynamoDB alike."""
