"""What judges exercises where their texts do not: a module for each lesson."""
