import gc
import sys
import weakref

from nlp_suite.memory import give_back_memory


class Circle:
    def __init__(self):
        self.itself = self


def test_circles_are_freed_where_a_framework_makes_them(monkeypatch):
    circle = Circle()
    gone = weakref.ref(circle)
    del circle
    gc.disable()
    try:
        for name in ("keras", "torch"):
            monkeypatch.delitem(sys.modules, name, raising=False)
        give_back_memory()
        assert gone() is not None
        monkeypatch.setitem(sys.modules, "keras", object())
        give_back_memory()
        assert gone() is None
    finally:
        gc.enable()
