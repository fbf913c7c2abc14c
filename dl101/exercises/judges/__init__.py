"""What judges answers where texts do not suffice: a module for each lesson, if it needs one.

`Check: judged` calls the function of the exercise's name in its lesson's module, with the exercise
and the answers. It accepts by returning (perhaps the values for what is said of a right answer), or
raises `Wrong("mistake", value=…)` with the name of a mistake, or of a remark, of the text, whose
message is then filled in with the values. Other functions here are imported by the texts.
"""
