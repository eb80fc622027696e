"""https://docs.pytorch.org/docs/stable/nn.html: what modules and containers execute."""

import headlint


class Module:
    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def _itself(self, *args, **kwargs):
        return self

    to = cuda = cpu = xpu = float = double = half = bfloat16 = type = to_empty = _itself
    requires_grad_ = share_memory = _itself

    def train(self, mode=True):
        headlint.set_everywhere(self, Module, "training", headlint.phase(mode))
        return self

    def eval(self):
        return self.train(False)

    def apply(self, fn):
        return self

    def add_module(self, name, module):
        setattr(self, name, module)

    register_module = add_module

    def register_buffer(self, name, tensor, persistent=True):
        setattr(self, name, tensor)

    register_parameter = register_buffer

    def children(self):
        return [child for child in self.__dict__.values() if isinstance(child, Module)]

    def named_children(self):
        return [(name, child) for name, child in self.__dict__.items() if isinstance(child, Module)]

    def compile(self, *args, **kwargs):
        return None


class Sequential(Module):
    def __init__(self, *modules):
        self._modules = {}
        if len(modules) == 1 and isinstance(modules[0], dict):
            for name, module in modules[0].items():
                self.add_module(name, module)
        else:
            for index, module in enumerate(modules):
                self.add_module(str(index), module)

    def add_module(self, name, module):
        self._modules[name] = module
        setattr(self, name, module)

    register_module = add_module

    def append(self, module):
        self.add_module(str(len(self._modules)), module)
        return self

    def extend(self, modules):
        for module in modules:
            self.append(module)
        return self

    def insert(self, index, module):
        members = list(self._modules.values())
        members.insert(index, module)
        self._modules = {}
        return self.extend(members)

    def pop(self, key):
        members = list(self._modules.values())
        taken = members.pop(key)
        self._modules = {}
        self.extend(members)
        return taken

    def forward(self, input):
        for module in self._modules.values():
            input = module(input)
        return input

    def children(self):
        return list(self._modules.values())

    def named_children(self):
        return list(self._modules.items())

    def __iter__(self):
        return list(self._modules.values())

    def __len__(self):
        return len(self._modules)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Sequential(dict(list(self._modules.items())[index]))
        if isinstance(index, str):
            return self._modules[index]
        return list(self._modules.values())[index]

    def __setitem__(self, index, module):
        name = list(self._modules.keys())[index]
        self._modules[name] = module
        setattr(self, name, module)

    def __delitem__(self, index):
        self.pop(index)

    def __add__(self, other):
        return Sequential(*self, *other)


class ModuleList(Module):
    def __init__(self, modules=None):
        self._members = list(modules) if modules is not None else []

    def append(self, module):
        self._members.append(module)
        return self

    def extend(self, modules):
        self._members.extend(modules)
        return self

    def insert(self, index, module):
        self._members.insert(index, module)

    def pop(self, key):
        return self._members.pop(key)

    def children(self):
        return self._members

    def __iter__(self):
        return self._members

    def __len__(self):
        return len(self._members)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return ModuleList(self._members[index])
        return self._members[index]

    def __setitem__(self, index, module):
        self._members[index] = module

    def __add__(self, other):
        return ModuleList(self._members + list(other))


class ModuleDict(Module):
    def __init__(self, modules=None):
        self._members = dict(modules) if modules is not None else {}

    def add_module(self, name, module):
        self._members[name] = module

    def update(self, modules):
        self._members.update(modules)

    def keys(self):
        return self._members.keys()

    def values(self):
        return self._members.values()

    def items(self):
        return self._members.items()

    def pop(self, key):
        return self._members.pop(key)

    def children(self):
        return self._members.values()

    def __iter__(self):
        return self._members.keys()

    def __len__(self):
        return len(self._members)

    def __contains__(self, key):
        return key in self._members

    def __getattr__(self, name):
        return self._members[name]

    def __getitem__(self, key):
        return self._members[key]

    def __setitem__(self, key, module):
        self._members[key] = module


class ParameterList(ModuleList):
    pass


class ParameterDict(ModuleDict):
    pass


class DataParallel(Module):
    def __init__(self, module, *args, **kwargs):
        self.module = module

    def forward(self, *inputs, **kwargs):
        return self.module(*inputs, **kwargs)
