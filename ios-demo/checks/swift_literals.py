"""The string literals of Swift sources, and which of them are words that people read."""

import re

# Whichever begins first: a literal may hold what looks like a comment, and a comment quotes. In a
# literal, `\(…)` is code, with parentheses of its own two deep at most.
CODE = r"\\\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
TOKEN = re.compile(
    rf'(?P<long>"""[\s\S]*?""")|"(?P<short>(?:{CODE}|\\.|[^"\\\n])*)"|//[^\n]*|/\*[\s\S]*?\*/'
)
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# Two words beside each other, or one with a capital: names of symbols, keys and files have neither.
WORDS = re.compile(r"[^\W\d_]{2,}[,;:.!?]? [^\W\d_]|(?<![\w.-])[A-Z][a-z]+(?![\w.-])")
# What puts a literal on the screen or before a screen reader.
SHOWN = re.compile(
    r"\b(?:Text|Button|Label|Toggle|Picker|TextField|SecureField|ProgressView|Section|Menu|Link"
    r"|navigationTitle|accessibilityLabel|accessibilityHint|accessibilityValue|Announcement|alert)"
    r"\((?:verbatim: )?$"
)


def literals(source):
    """Each literal with the code before it, and those within its interpolations."""
    for found in TOKEN.finditer(source):
        text = found["long"] or found["short"]
        if text is None:
            continue
        yield source[max(0, found.start() - 60) : found.start()], text
        for code in re.findall(CODE, text):
            yield from literals(code)


def said(source):
    """The literals that people would read: in Chinese, in words, or a letter where a view shows it."""
    for before, text in literals(source):
        fixed = re.sub(CODE, "\0", text)
        shown = SHOWN.search(before) and re.search(r"[^\W\d_]", fixed)
        if shown or CHINESE.search(fixed) or WORDS.search(fixed):
            yield text
