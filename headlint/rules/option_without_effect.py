"""Rule: an option of a head or a loss that does nothing."""

from headlint.facts import Options
from headlint.findings import Related
from headlint.rule import Reports, Seen, rule


@rule(level="warning")
def option_without_effect(options: Options) -> Reports:
    """An option of a head or a loss that does nothing.

    Why:

    A config asks for another loss or another activation, and the framework goes on without it, because something else
    in the config rules it out. Nothing fails; what is trained is not what the config says.

    Bad:

    ```yaml
    model: resnet50
    num_classes: 10
    bce_loss: true
    smoothing: 0.0
    mixup: 0.0
    cutmix: 0.0
    ```

    Good:

    ```yaml
    model: resnet50
    num_classes: 10
    bce_loss: true
    smoothing: 0.1
    mixup: 0.0
    cutmix: 0.0
    ```

    When this is fine:

    An option may be written down to say that it is off.

    ```yaml
    model: resnet50
    num_classes: 10
    bce_loss: false
    smoothing: 0.0
    mixup: 0.0
    cutmix: 0.0
    ```

    In Keras:

    Keras writes its JSON itself, from a model that was built: options that do not go together have raised their error
    before, or are not written.

    Fix safety:

    There is no fix: to drop the option or to make it work are both possible.

    Known misses:

    Only options that a dialect lists are known. An option that code reads beside the framework may have an effect after
    all.
    """
    if options.kind == "idle":
        related = tuple(Related(place, "because of this") for place in options.others)
        yield Seen(options.place, options.because, related)
