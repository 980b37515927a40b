"""Rules about the tree itself that no linter knows."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.shell.components.plotly_library import PART

ROOT = Path(__file__).parents[1]
FILES = sorted(path for folder in ("ltcore", "dashboard") for path in (ROOT / folder).rglob("*.py"))
LONGEST = 300
MOST_POSITIONAL = 4
"""Fields of a dataclass that may be given by their place."""
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "misc.py", "common.py"}
NUMPY_HALF = [
    "types",
    "registry",
    "config",
    "methods",
    "pretraining",
    "classwise",
    "data",
    "resampling",
    "posthoc",
    "published",
    "metrics",
    "theory",
    "runs",
    "analysis",
    "plots",
    "sweeps",
]


def is_there(package):
    return (ROOT / "ltcore" / package).is_dir() or (ROOT / "ltcore" / f"{package}.py").is_file()


def test_the_walk_finds_the_code():
    assert len(FILES) > 50


def test_no_file_is_longer_than_300_lines():
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {str(path): length for path, length in lengths.items() if length > LONGEST} == {}


def test_no_file_is_named_after_nothing():
    assert [str(path) for path in FILES if path.name in FORBIDDEN_NAMES] == []


def test_the_dashboard_never_lets_html_through():
    # Names of runs, classes and files come from people: one page that trusts them is one too many.
    sources = [
        path
        for path in (ROOT / "dashboard").rglob("*")
        if path.suffix in (".py", ".js", ".html") and path != PART.file  # published by plotly
    ]
    forbidden = ("unsafe_allow_html", "unsafe_allow_javascript", "innerHTML", "st.html(")
    found = [
        (str(path), word) for path in sources for word in forbidden if word in path.read_text()
    ]
    assert found == []


def test_only_the_command_line_knows_click():
    outside = [path for path in FILES if not path.is_relative_to(ROOT / "ltcore" / "cli")]
    assert [str(path) for path in outside if "import click" in path.read_text("utf-8")] == []


BINDER = ROOT / "ltcore" / "steps" / "bound_loss.py"
PARTS = ROOT / "ltcore" / "methods" / "parts"


def kinds_of_losses():
    from ltcore.methods.parts import Loss

    kinds, new = set(), [Loss]
    while new:
        below = new.pop().__subclasses__()
        kinds |= {kind.__name__ for kind in below}
        new += below
    return kinds


def questions(tree, kinds):
    """Yield the lines that ask which loss part something is: isinstance, case, or a table by class."""

    def named(node):
        return {getattr(each, "id", getattr(each, "attr", "")) for each in ast.walk(node)} & kinds

    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, asked]):
                found = named(asked)
            case ast.MatchClass(cls=asked):
                found = named(asked)
            case ast.Dict(keys=keys):
                found = {key.id for key in keys if isinstance(key, ast.Name)} & kinds
            case ast.Compare(left=ast.Call(func=ast.Name(id="type")), comparators=compared):
                found = set().union(*map(named, compared))
            case _:
                continue
        if found:
            yield f"line {node.lineno}" if hasattr(node, "lineno") else "a case"


def test_only_parts_and_their_binder_ask_which_loss_it_is():
    """A loss part answers for itself, so that a new one is known everywhere at once."""
    kinds = kinds_of_losses()
    asking = {
        str(path.relative_to(ROOT)): lines
        for path in FILES
        if path != BINDER and not path.is_relative_to(PARTS)
        if (lines := list(questions(ast.parse(path.read_text("utf-8")), kinds)))
    }
    assert asking == {}


@pytest.mark.parametrize(
    "code",
    [
        "isinstance(loss, LdamLoss)",
        "isinstance(loss, parts.SoftmaxLoss | parts.LdamLoss)",
        "match loss:\n    case LogitAdjustedLoss(tau): pass",
        "match loss:\n    case parts.PairwiseLoss(): pass",
        "FORMULAS = {SoftmaxLoss: softmax}",
        "type(loss) is VectorScalingLoss",
    ],
)
def test_a_question_which_loss_it_is_would_be_found(code):
    assert list(questions(ast.parse(code), kinds_of_losses()))


def dataclass_decorator(node):
    """The dataclass decorator of a class, None where it has none."""
    for decorator in node.decorator_list:
        name = decorator.func if isinstance(decorator, ast.Call) else decorator
        if ast.unparse(name) in ("dataclass", "dataclasses.dataclass"):
            return decorator
    return None


def is_keyword_only(decorator):
    named = decorator.keywords if isinstance(decorator, ast.Call) else []
    return any(each.arg == "kw_only" and ast.unparse(each.value) == "True" for each in named)


def n_fields(node):
    annotated = [part for part in node.body if isinstance(part, ast.AnnAssign)]
    return sum("ClassVar" not in ast.unparse(part.annotation) for part in annotated)


@pytest.mark.parametrize(
    ("source", "fields", "loose"),
    [
        ("@dataclass\nclass A:\n    a: int\n    b: ClassVar[int] = 0\n    c: int = 1", 2, True),
        ("@dataclass(frozen=True, kw_only=True)\nclass A:\n    a: int", 1, False),
        ("@dataclasses.dataclass(kw_only=False)\nclass A:\n    def f(self): ...", 0, True),
    ],
)
def test_a_dataclass_is_understood(source, fields, loose):
    (node,) = ast.parse(source).body
    assert n_fields(node) == fields
    assert is_keyword_only(dataclass_decorator(node)) != loose


def test_a_dataclass_with_more_than_four_fields_is_keyword_only():
    loose = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        and n_fields(node) > MOST_POSITIONAL
        and (decorator := dataclass_decorator(node)) is not None
        and not is_keyword_only(decorator)
    ]
    assert loose == []


def modules_of(package):
    folder = ROOT / "ltcore" / package
    if not folder.is_dir():
        return [f"ltcore.{package}"]
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(folder.rglob("*.py"))
    ]


def test_the_numpy_half_leaves_torch_alone():
    """Read package by package in one process: the first that brings torch along is named."""
    modules = {package: modules_of(package) for package in NUMPY_HALF if is_there(package)}
    code = (
        f"import importlib, sys\nfor package, names in {modules!r}.items():\n"
        "    for name in names: importlib.import_module(name)\n"
        "    heavy = {'torch', 'torchvision', 'lightning_fabric', 'streamlit'} & set(sys.modules)\n"
        "    if heavy: sys.exit(f'{package} imported: {sorted(heavy)}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["train", "--help"], ["methods", "--json"]])
def test_quick_commands_leave_torch_and_pandas_alone(arguments):
    code = (
        "import sys\nfrom ltcore.cli import main\n"
        f"main({arguments!r}, standalone_mode=False)\n"
        "heavy = {'torch', 'pandas', 'sklearn', 'streamlit'} & set(sys.modules)\n"
        "sys.exit(f'imported: {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
