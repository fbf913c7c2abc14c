"""Whatever is handed to the library, only the errors that it documents come back."""
