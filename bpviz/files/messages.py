"""What can go wrong with a file, as templates that the window can translate."""

CANNOT_READ = "cannot be read: {reason}"
CANNOT_WRITE = "cannot be written: {reason}"
IS_FOLDER = "is a folder, not a file"
TOO_BIG = "is larger than {limit} MB, too large for an experiment file"
NOT_TEXT = "is not UTF-8 text (byte {offset}); save it as UTF-8"
NOT_TOML = "is not valid TOML: {reason}"
TOO_DEEP = "is nested too deeply"
NO_FORMAT = "is missing; an experiment file begins with format = {known}"
BAD_FORMAT = "must be {known}, got {value}"
NEWER_FORMAT = "is {value}, made by a newer bpviz; this one reads format {known}"
NO_FILE = "there is no such file"
NO_FOLDER = "there is no such folder"
NO_PERMISSION = "cannot be written: no permission"
NO_EXPERIMENT = "is neither a lesson nor a file. Lessons: {known}"
NO_EXPERIMENT_GUESS = (
    'is neither a lesson nor a file; did you mean the lesson "{guess}"? Lessons: {known}'
)
NO_TITLE = 'must begin with a line "# Title"'

TEMPLATES: tuple[str, ...] = (
    CANNOT_READ,
    CANNOT_WRITE,
    IS_FOLDER,
    TOO_BIG,
    NOT_TEXT,
    NOT_TOML,
    TOO_DEEP,
    NO_FORMAT,
    BAD_FORMAT,
    NEWER_FORMAT,
    NO_FILE,
    NO_FOLDER,
    NO_PERMISSION,
    NO_EXPERIMENT,
    NO_EXPERIMENT_GUESS,
    NO_TITLE,
)
"""Every template that `bpviz.files` raises, so that a translation can be complete."""
