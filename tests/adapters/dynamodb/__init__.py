"""What only DynamoDB can get wrong: keys, shapes, conditions, calls and trouble."""
