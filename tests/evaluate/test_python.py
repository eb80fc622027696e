"""The evaluator follows values through Python: one idiom a test. ``lib`` and ``probe`` are outside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluate.story import seen

STORIES: dict[str, tuple[str, list[str]]] = {
    "an external call is recorded": ("import lib, probe\nprobe.see(lib.f(1, k=2))", ["f(1, k=2)"]),
    "a layer is constructed, then called": ("import lib, probe\nf = lib.F(3)\nprobe.see(f('x'))", ["F(3)('x')"]),
    "constants fold": ("import probe\nn = 2 * 3 + 1\nprobe.see(n, n > 5, 'a' + 'b', -n)", ["7, True, 'ab', -7"]),
    "arguments bind": (
        """
        import probe
        def f(a, b=2, *rest, c, d=4, **more):
            probe.see(a, b, rest, c, d, more)
        f(1, 5, 6, 7, c=3, e=9)
        """,
        ["1, 5, (6, 7), 3, 4, {'e': 9}"],
    ),
    "star arguments unfold": (
        """
        import probe
        def f(a, b, c):
            probe.see(a, b, c)
        f(*[1, 2], **{"c": 3})
        """,
        ["1, 2, 3"],
    ),
    "unknown elements in the middle of a call keep the last ones last": (
        "import lib, probe\nprobe.see(*lib.many(), 'last')",
        ["next(many()), 'last'"],
    ),
    "closures see the enclosing scope": (
        """
        import probe
        def outer(n):
            def inner(x):
                return x + n
            return inner
        probe.see(outer(3)(4))
        """,
        ["7"],
    ),
    "nonlocal and global write outwards": (
        """
        import probe
        total = 1
        def outer():
            global total
            n = 1
            def bump():
                nonlocal n
                n = n + 1
            bump()
            total = n
        outer()
        probe.see(total)
        """,
        ["2"],
    ),
    "partial keeps its arguments": (
        """
        import functools, lib, probe
        f = functools.partial(lib.f, 1, k=2)
        probe.see(f(3, k=4))
        """,
        ["f(1, 3, k=4)"],
    ),
    "classes: inheritance, super, class attributes, properties": (
        """
        import probe
        class A:
            scale = 2
            def __init__(self, n):
                self.n = n
            @property
            def double(self):
                return self.n * self.scale
            def name(self):
                return "A"
        class B(A):
            scale = 10
            def __init__(self):
                super().__init__(3)
            def name(self):
                return "B" + super().name()
        b = B()
        probe.see(b.double, b.name(), isinstance(b, A), A.scale)
        """,
        ["30, 'BA', True, 2"],
    ),
    "setters, setattr and getattr": (
        """
        import probe
        class A:
            @property
            def act(self):
                return self._act
            @act.setter
            def act(self, value):
                self._act = value
        a = A()
        a.act = 1
        setattr(a, "loss", 2)
        probe.see(a.act, a.loss, getattr(a, "lo" + "ss"), getattr(a, "none", 5))
        """,
        ["1, 2, 2, 5"],
    ),
    "static and class methods": (
        """
        import probe
        class A:
            n = 4
            @staticmethod
            def f(x):
                return x
            @classmethod
            def g(cls, x):
                return cls.n + x
        probe.see(A.f(1), A.g(1), A().f(2), A().g(2))
        """,
        ["1, 5, 2, 6"],
    ),
    "mixins resolve left to right": (
        """
        import probe
        class Base:
            def go(self): return ["base"]
        class M(Base):
            def go(self): return ["m"] + super().go()
        class N(Base):
            def go(self): return ["n"] + super().go()
        class C(M, N):
            pass
        probe.see(C().go())
        """,
        ["['m', 'n', 'base']"],
    ),
    "a function kept on an instance is not bound": (
        """
        import probe
        class A:
            def __init__(self, f):
                self.f = f
        probe.see(A(lambda x: x).f(1))
        """,
        ["1"],
    ),
    "dataclasses, defaults and factories": (
        """
        import probe
        from dataclasses import dataclass, field
        @dataclass
        class C:
            a: int
            b: int = 2
            c: list = field(default_factory=list)
            d: int = field(default=4)
        x = C(1, d=5)
        probe.see(x.a, x.b, x.c, x.d)
        """,
        ["1, 2, [], 5"],
    ),
    "lists: append, slices, unpacking, comprehensions": (
        """
        import probe
        xs = [1]
        xs.append(2)
        xs += [3, 4]
        a, *b, c = xs
        probe.see(xs[:-1], a, b, c, [x * 2 for x in xs if x > 2], len(xs))
        """,
        ["[1, 2, 3], 1, [2, 3], 4, [6, 8], 4"],
    ),
    "a list that grew in a branch goes on growing": (
        """
        import lib, probe
        xs = [1]
        if lib.flag():
            xs.append(2)
        xs.append(3)
        probe.see(xs, xs[-1])
        """,
        ["{[1, 2, 3] if flag() | [1, 3] if not flag()}, 3"],
    ),
    "dicts: update, get, items": (
        """
        import probe
        d = {"a": 1}
        d.update(b=2)
        d["c"] = 3
        probe.see(d["a"], d.get("z", 0), [k for k, v in d.items() if v > 1])
        """,
        ["1, 0, ['b', 'c']"],
    ),
    "an unknown key chooses any entry, each under its own condition": (
        """
        import lib, probe
        losses = {"ce": lib.CE(), "bce": lib.BCE()}
        probe.see(losses[lib.name()])
        """,
        ["{CE() if eq(name(), 'ce') | BCE() if eq(name(), 'bce')}"],
    ),
    "a decided branch is folded": (
        "import probe\nn = 1\nif n == 1:\n    x = 'one'\nelse:\n    x = 'many'\nprobe.see(x)",
        ["'one'"],
    ),
    "an undecided branch keeps both, each under its condition": (
        "import lib, probe\nif lib.flag():\n    x = 1\nelse:\n    x = 2\nprobe.see(x)",
        ["{1 if flag() | 2 if not flag()}"],
    ),
    "the same test later picks the same side": (
        """
        import lib, probe
        mode = lib.mode()
        if mode == "a":
            x, y = 1, 10
        else:
            x, y = 2, 20
        if mode == "a":
            probe.see(x, y)
        """,
        ["1, 10 when eq(mode(), 'a')"],
    ),
    "one constant rules out another": (
        """
        import lib, probe
        mode = lib.mode()
        if mode == "a":
            x = 1
        elif mode == "b":
            x = 2
        else:
            x = 3
        if mode == "b":
            probe.see(x)
        """,
        ["2 when eq(mode(), 'b')"],
    ),
    "an early return leaves the rest to the other side": (
        """
        import lib, probe
        def f(x):
            if lib.flag():
                return 1
            x = x + 1
            return x
        probe.see(f(1))
        """,
        ["{1 if flag() | 2 if not flag()}"],
    ),
    "a branch that raises is no alternative": (
        """
        import lib, probe
        def f(kind):
            if kind == "a":
                return 1
            raise ValueError(kind)
        probe.see(f(lib.kind()))
        """,
        ["{1 if eq(kind(), 'a')}"],
    ),
    "and, or, not and the conditional expression": (
        """
        import lib, probe
        flag = lib.flag()
        probe.see(1 if flag else 2, None or 3, 0 and 4, flag and 5)
        """,
        ["{1 if flag() | 2 if not flag()}, 3, 0, {flag() if not flag() | 5 if flag()}"],
    ),
    "is None is decided for objects": (
        """
        import lib, probe
        act = lib.Act()
        probe.see(act is None, act is not None, None is None, lib.f is None)
        """,
        ["False, True, True, False"],
    ),
    "match chooses by value": (
        """
        import probe
        def f(kind):
            match kind:
                case "a" | "b":
                    return 1
                case "c":
                    return 2
                case _:
                    return 3
        probe.see(f("b"), f("c"), f("d"))
        """,
        ["1, 2, 3"],
    ),
    "a loop over known elements is unrolled": (
        "import lib, probe\nx = 'x'\nfor f in [lib.a, lib.b]:\n    x = f(x)\nprobe.see(x)",
        ["b(a('x'))"],
    ),
    "a loop over an opaque iterable is run once": (
        "import lib, probe\nfor i, (a, b) in enumerate(lib.load()):\n    probe.see(i, a, b)",
        ["next(enumerate(load())), next(load())[0], next(load())[1]"],
    ),
    "a list filled in a loop of unknown length has no known length": (
        """
        import lib, probe
        xs, n = [], 0
        for x in lib.load():
            xs.append(x)
            n += 1
        probe.see(len(xs), n, xs[0], len([x for x in lib.load()]))
        """,
        [
            "len([next(load())]), add(count(0), 1), next(load()), "
            "len([next(load())])"
        ],
    ),
    "a flag set in a loop is not known behind it": (
        """
        import lib, probe
        found = False
        for x in lib.load():
            found = True
        probe.see(found)
        """,
        ["?it changes from turn to turn of a loop"],
    ),
    "zip pairs its parts": (
        "import lib, probe\nfor a, b in zip(lib.x(), lib.y()):\n    probe.see(a, b)",
        ["next(x()), next(y())"],
    ),
    "writing into an opaque value is remembered": (
        "import lib, probe\nx = lib.zeros()\nx[0] = lib.f()\nprobe.see(x)",
        ["setitem(zeros(), 0, f())"],
    ),
    "an attribute set on an opaque object is remembered": (
        "import lib, probe\nm = lib.resnet()\nm.fc = lib.Linear(2)\nprobe.see(m, m.fc)",
        ["setattr(resnet(), 'fc', Linear(2)), Linear(2)"],
    ),
    "an in-place method changes its receiver": (
        "import lib, probe\nx = lib.zeros()\nx.clamp_(0, 1)\nprobe.see(x)",
        ["zeros().clamp_(0, 1)"],
    ),
    "project decorators are executed": (
        """
        import probe
        REGISTRY = {}
        def register(name):
            def wrap(cls):
                REGISTRY[name] = cls
                return cls
            return wrap
        @register("net")
        class Net:
            n = 7
        probe.see(REGISTRY["net"].n, REGISTRY["net"]().n)
        """,
        ["7, 7"],
    ),
    "decorators from outside pass their function through": (
        "import lib, probe\n@lib.no_grad()\ndef f(x):\n    return x\nprobe.see(f(1))",
        ["1"],
    ),
    "functools.wraps keeps the wrapper": (
        """
        import functools, probe
        def logged(f):
            @functools.wraps(f)
            def wrapper(*args, **kwargs):
                return f(*args, **kwargs)
            return wrapper
        @logged
        def add(a, b=1):
            return a + b
        probe.see(add(1), add(1, b=5))
        """,
        ["2, 6"],
    ),
    "the main guard runs": ("import probe\nif __name__ == '__main__':\n    probe.see(1)", ["1"]),
    "an empty main guard": ("import probe\nif __name__ == '__main__':\n    pass\nprobe.see(1)", ["1"]),
    "uncalled functions run with opaque parameters and their defaults": (
        "import probe\ndef f(a, b=2):\n    probe.see(a, b)",
        ["$a, 2"],
    ),
    "uncalled methods run on the instances the project makes": (
        """
        import probe
        class A:
            def __init__(self, n=0):
                self.n = n
            def step(self):
                probe.see(self.n)
        a = A(5)
        """,
        ["5"],
    ),
    "uncalled methods without an instance get one with opaque arguments": (
        """
        import probe
        class A:
            def __init__(self, n, m=3):
                self.n, self.m = n, m
            def step(self):
                probe.see(self.n, self.m)
        """,
        ["$n, 3"],
    ),
    "a flag of a class that the project never builds may be set either way": (
        """
        import lib, probe
        class Loss:
            def __init__(self, from_logits=False, smooth=1.0):
                self.from_logits, self.smooth = from_logits, smooth
            def forward(self, x):
                if not self.from_logits:
                    x = lib.sigmoid(x)
                probe.see(x, self.smooth)
        """,
        ["{sigmoid($x) if not $from_logits | $x if $from_logits}, 1.0"],
    ),
    "two flags of such a class are not turned at once": (
        """
        import lib, probe
        class Loss:
            def __init__(self, sigmoid=False, softmax=False):
                self.sigmoid, self.softmax = sigmoid, softmax
            def forward(self, x):
                if self.sigmoid:
                    x = lib.sigmoid(x)
                if self.softmax:
                    x = lib.softmax(x)
                probe.see(x)
        """,
        [
            "{softmax($x) if $softmax & not $sigmoid | sigmoid($x) if $sigmoid & not $softmax | "
            "$x if not $sigmoid & not $softmax}"
        ],
    ),
    "a local function handed to a library is called by it": (
        """
        import lib, probe
        def train(x):
            def closure():
                probe.see(x)
            lib.optimizer.step(closure)
        train(1)
        """,
        ["1"],
    ),
    "generators yield lists": (
        "import probe\ndef f():\n    yield 1\n    yield 2\nprobe.see([x for x in f()])",
        ["[1, 2]"],
    ),
    "namedtuples unpack and have fields": (
        """
        import collections, probe
        Out = collections.namedtuple("Out", ["loss", "logits"])
        out = Out(1, logits=2)
        a, b = out
        probe.see(out.loss, out.logits, a, b)
        """,
        ["1, 2, 1, 2"],
    ),
    "enum members are their values": (
        """
        import enum, probe
        class Mode(enum.Enum):
            BINARY = "binary"
            MULTI = "multi"
        probe.see(Mode.BINARY == Mode.BINARY, Mode.BINARY == Mode.MULTI)
        """,
        ["True, False"],
    ),
    "a plain name is looked up by eval and globals": (
        "import probe\ndef net():\n    return 1\nprobe.see(eval('net')(), globals()['net']())",
        ["1, 1"],
    ),
    "eval reads an expression": (
        """
        import lib, probe
        def net(n):
            return lib.net(n)
        def build(kind, width):
            return eval(kind)(eval("width + 1"))
        probe.see(build("net", 4), eval("lib.layers.Dense(3)"), eval(" [1, 2][0] "))
        """,
        ["net(5), Dense(3), 1"],
    ),
    "eval of several statements, or of what is no Python, is not understood": (
        "import probe\nprobe.see(eval('a = 1'), eval('1 +'))",
        ["eval('a = 1'), eval('1 +')"],
    ),
    "an eval of itself ends": ("import probe\nx = 'eval(x)'\nprobe.see(1)\ny = eval(x)", ["1"]),
    "names of a function, of its module, and of a library, as dicts": (
        """
        import sys, lib, probe
        N = 1
        def f(m):
            probe.see(locals()["m"], vars()["m"], globals()["N"], sys.modules[__name__].N)
            probe.see(lib.nets.__dict__["small"](m), vars(lib.nets)["small"](m))
        f(2)
        """,
        ["2, 2, 1, 1", "small(2), small(2)"],
    ),
    "argparse: defaults, choices and flags": (
        """
        import argparse, probe
        p = argparse.ArgumentParser()
        p.add_argument("--n-classes", type=int, default=3)
        p.add_argument("--mode", choices=["a", "b"], default="a")
        p.add_argument("--fast", action="store_true")
        args = p.parse_args()
        probe.see(args.n_classes, args.mode, args.fast)
        """,
        [
            "3, {'a' if eq(opaque('mode'), 'a') | 'b' if eq(opaque('mode'), 'b')}, "
            "{True if eq(opaque('fast'), True) | False if not eq(opaque('fast'), True)}"
        ],
    ),
    "try: the body, or what its handler makes of it": (
        "import lib, probe\ntry:\n    x = lib.f()\nexcept ValueError:\n    x = None\nprobe.see(x)",
        ["{f() if not raises['main.py:2'] | None if raises['main.py:2']}"],
    ),
    "an import never fails here": (
        "import probe\ntry:\n    import lib\nexcept ImportError:\n    lib = None\nprobe.see(lib.f())",
        ["f()"],
    ),
    "recursion ends": ("import probe\ndef f(n):\n    return f(n)\nprobe.see(f(1))", ["?f calls itself"]),
    "a name that is not there is unknown": (
        "import probe\nprobe.see(nothing)",
        ["?the name nothing is not defined here"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_story(name: str, tmp_path: Path) -> None:
    story, expected = STORIES[name]
    assert seen(story, tmp_path) == expected


def test_imports_across_files(tmp_path: Path) -> None:
    """Packages, re-exports, relative imports, star imports, submodules, and a class that shadows its module."""
    files = {
        "main.py": """
            import probe
            import pkg.tools as tools
            from pkg import Net, constants
            from pkg.extra import *
            probe.see(Net(), constants.N, tools.f(1), EXTRA)
        """,
        "pkg/__init__.py": "from .Net import Net\n",
        "pkg/Net.py": "from . import constants\ndef Net():\n    return constants.N + 1\n",
        "pkg/constants.py": "N = 10\n",
        "pkg/tools.py": "from .Net import Net\ndef f(x):\n    return x + Net()\n",
        "pkg/extra.py": "EXTRA = 'extra'\n_hidden = 1\n",
    }
    assert seen(files, tmp_path) == ["11, 10, 12, 'extra'"]


def test_a_module_is_a_dict_of_its_names(tmp_path: Path) -> None:
    files = {
        "main.py": """
            import nets, probe
            probe.see(nets.__dict__["net"](1), vars(nets)["net"](2), nets.__dict__.get("net")(3), "net" in vars(nets))
            probe.see([f(4) for name, f in vars(nets).items() if name == "net"])
        """,
        "nets.py": "from made import net\n",
        "made.py": "def net(n):\n    return n\n",
    }
    assert seen(files, tmp_path) == ["1, 2, 3, True", "[4]"]


def test_scripts_import_their_siblings(tmp_path: Path) -> None:
    files = {"tools/main.py": "import probe\nfrom helper import N\nprobe.see(N)", "tools/helper.py": "N = 4"}
    from tests.evaluate.story import evaluated, render

    events = evaluated(files, tmp_path, "tools/main.py").events
    assert [render(event.value.args[0]) for event in events] == ["4"]


def test_src_layout(tmp_path: Path) -> None:
    files = {"main.py": "import probe\nfrom pkg.a import N\nprobe.see(N)", "src/pkg/a.py": "N = 4"}
    assert seen(files, tmp_path) == ["4"]


def test_circular_imports_end(tmp_path: Path) -> None:
    files = {
        "main.py": "import probe\nimport a\nprobe.see(a.f())",
        "a.py": "import b\ndef f():\n    return b.g()",
        "b.py": "import a\ndef g():\n    return 5",
    }
    assert seen(files, tmp_path) == ["5"]
