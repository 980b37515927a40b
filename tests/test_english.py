"""A word list for every text that a reader sees: phrases that sound translated, and what to write instead.

It reads the string constants of the program (titles, words, errors, help), the sentences under settings and
commands, which are help texts too, and the README. Comments and other docstrings are for readers of code.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHECKED = ("ltcore", "dashboard")
ADJECTIVES = "more|fewer|less|larger|smaller|rarer|better|worse|higher|lower|longer"
INSTEAD = {
    r"of now": "current",
    r"the \w+ now|numbers of today": "the current ...",
    r"taken for": "predicted as, mistaken for",
    r"takes? (?:it|each|them|one|\d+|\{\}(?: \w+)?) for": "predicts as, mistakes for",
    r"for what (?:it is|they are)": "recognised",
    r"there stands|stands (?:twice|under|beside|there|below|above)": "is, appears",
    r"whoever|whosoever": "anyone who",
    r"by heart": "memorised",
    r"dear(?:er|est|ly)?": "expensive, costly",
    r"for (?:it|they|there|we|he|she|nobody|nothing|dots|w\*) (?:is|are|has|have|was|were|do|does|can|may)": (
        "because ..."
    ),
    r"is (?:there )?no more": "no longer",
    r"legal (?:is|are)": "it must be ...",
    r"round (?:the|a|an|one|it|them|which|its|their|each|every)": "around, centred on",
    r"(?:turned|the other way) round": "reversed",
    r"learnt": "learned",
    r"(?:un|re)?labeled|labeling|behavior|centered|gray|catalog|neighbors?": "British spelling",
    r"(?-i:(?:normal|recogn|minim|maxim|real|initial|optim|general|memor)iz(?:e[srd]?|ing|ation))": "-ise",
    rf"the (?:{ADJECTIVES})(?: [^\s.,;:]+){{0,8}} the (?:{ADJECTIVES}) (?:it|they|\w+ (?:is|are)|the)|the (?:{ADJECTIVES}) the (?:{ADJECTIVES})": (
        "'the rarer it is, the more ...', or a plain sentence"
    ),
    r"in sum|together it is|(?-i:In all)": "in total",
    r"however (?:large|small|many|few|rare) \S+[,.;:]": "however large it is",
    r"whatever (?:beta|tau|gamma|τ|π|β|γ)": "for every ..., at any ...",
    r"without end|endless|for ever": "without limit, unlimited",
    r"with all the data": "with unlimited data",
    r"half way|half of the way": "halfway",
    r"(?<!there )is none": "is not ..., must be one of ...",
    r"(?<!there )is no (?:whole|legal|run|class|pair|base|address|feature|split|image|metric|setting|name)": "is not a ...",
    r"(?:is|are) told(?! apart)": "is reported; the message says",
    r"(?:is|are) said|what is said|as said": "write who says it",
    r"go(?:es|ing)? on with": "continue",
    r"(?:resume|queue|run|command|training) goes on": "continues",
    r"(?:examples?|images?|points?|idea|bytes|times) a (?:class|page|run|row|file|screen|turn|round)": "per ...",
    r"the own": "its own",
    r"seldom": "rarely",
    r"anew": "again",
    r"and (?:its|their) like|or the like": "and similar",
    r"asks? for the right|are asked of": "needs",
    r"sound (?:copy|line|file)": "intact, valid",
    r"files of people": "your files",
    r"with(?:out| no) a word": "without an error message",
    r"in peace": "unchanged",
    r"hardly (?:sees|surely)": "hardly notices; with little certainty",
    r"scatter(?:s|ed)? (?:far|around|so)": "vary",
    r"where (?:there is|it is|they are) (?:one|none|needed|network)": "if there is ...",
    r"unless told otherwise": "by default",
    r"laid on": "placed on",
    r"thereof|therein|hitherto|upon": "a plainer word",
    r"is (?:worked|being worked) on": "is still running",
    r"what (?:the )?\w+ do(?:es)? not share": "the differing settings",
    r"everybody who": "anyone who",
    r"drawn on the spot": "generated on demand",
}
PHRASES = [
    (re.compile(rf"(?<![\w-])(?:{bad})(?!\w)", re.IGNORECASE), good)
    for bad, good in INSTEAD.items()
]


def sentences(source):
    """Return (line, text) of each string that a reader may see; ``{}`` stands for a value put in."""
    tree = ast.parse(source)
    documentation, inner = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner |= {id(part) for part in ast.walk(node) if part is not node}
        documentation |= {id(text) for text in _documentation(node)}
    for node in ast.walk(tree):
        if id(node) in documentation | inner:
            continue
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, _joined(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def _documentation(node):
    """Return the docstrings in a module, class or function, but no help texts of settings and commands."""
    body = node.body if isinstance(getattr(node, "body", None), list) else []
    decorators = [ast.unparse(each) for each in getattr(node, "decorator_list", [])]
    is_command = any(".command(" in each or ".group(" in each for each in decorators)
    for before, line in zip([None, *body], body, strict=False):
        is_field = isinstance(node, ast.ClassDef) and isinstance(before, ast.AnnAssign)
        if isinstance(line, ast.Expr) and not is_field and not (is_command and before is None):
            yield line.value


def _joined(node):
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
    )


def faults(text):
    text = re.sub(r"\s+", " ", text)
    if " " not in text.strip():  # a key, a name or a path
        return []
    return [(found[0], good) for bad, good in PHRASES if (found := bad.search(text))]


def prose(markdown):
    """Return the README without code and addresses."""
    text = re.sub(r"^ {4,}.*$", "", markdown, flags=re.MULTILINE)
    text = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", " ", text, flags=re.DOTALL)
    return re.split(r"\n\s*\n|\n- |\n\| |\n\d\. ", text)


def test_texts_of_the_program_are_plain_english():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {bad!r}, better: {good} ({text[:60]!r})"
        for folder in CHECKED
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, text in sentences(path.read_text("utf-8"))
        for bad, good in faults(text)
    ]
    assert not found, "\n".join(found)


def test_the_readme_is_plain_english():
    paragraphs = prose((ROOT / "README.md").read_text("utf-8"))
    assert len(paragraphs) > 50
    found = [
        f"{bad!r}, better: {good} ({text[:60]!r})"
        for text in paragraphs
        for bad, good in faults(text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "With the numbers of now",
        "Each row is a class and what its examples are taken for",
        "whoever reads this",
        "it knows its copies by heart",
        "one dear mistake",
        "the prior is left out, for it is known",
        "two clouds round one point",
        "a threshold that is learnt",
        "labeled examples",
        "CReST keeps the more labels of a class the rarer it is",
        "the squared radius can, the better the more dimensions",
        "120 images a class",
        "is none of the runs",
        "the process died without a word",
        "legal are up to 40 characters",
    ],
)
def test_what_sounds_translated_is_found(text):
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "With the current numbers",
        "The rarer a class is, the larger the share that CReST keeps",
        "there is no class 0, and fewer than 4 images in all",
        "the margin for the rarest class has the largest value",
        "ask for at least 1 example",
        "rounded to three digits",
        "a round of the sampler, drawn around the centre",
        "learned features of labelled examples",
        "none of the classes",
    ],
)
def test_what_is_english_is_let_through(text):
    assert not faults(text)


def test_strings_are_told_from_documentation():
    source = (
        '"""Module."""\nclass A:\n    """Class."""\n    n: int = 1\n    """Help."""\n'
        'def f(x):\n    """Function."""\n    return f"{x:.2f} of {x}"\nTEXT = "Title"\n"""About it."""\n'
        '@group.command()\ndef g():\n    """List them."""\n'
    )
    found = [text for _, text in sentences(source)]
    assert sorted(found) == ["Help.", "List them.", "Title", "{} of {}"]
