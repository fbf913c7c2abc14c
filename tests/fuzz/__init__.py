"""Whatever is handed to the library, only the errors that it documents come back.

Arguments are drawn as Python expressions (`expressions`), so that a failing example reads as the
line of code that fails; `promises` says what is demanded of every call.
"""
