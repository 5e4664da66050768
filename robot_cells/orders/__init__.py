"""What is to be made: products, recipes, operations, work orders, jobs."""
