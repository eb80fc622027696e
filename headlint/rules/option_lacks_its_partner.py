"""Rule: an option in a config that needs another one."""

from headlint.facts import Options
from headlint.findings import Related
from headlint.rule import Reports, Seen, rule


@rule(level="warning")
def option_lacks_its_partner(options: Options) -> Reports:
    """An option in a config that needs another one.

    Why:

    Some options only make sense together: labels that are unions of others need an order in which to draw them, a loss
    over a sample of the classes needs one sigmoid a class. Without its partner an option raises an error where the
    framework checks, and trains something else where it does not.

    Bad:

    ```yaml
    channel_names: {"0": T1}
    labels:
      background: 0
      whole: [1, 2]
      core: 2
    numTraining: 32
    file_ending: .nii.gz
    ```

    Good:

    ```yaml
    channel_names: {"0": T1}
    labels:
      background: 0
      whole: [1, 2]
      core: 2
    regions_class_order: [1, 2]
    numTraining: 32
    file_ending: .nii.gz
    ```

    When this is fine:

    Labels that exclude each other need no order.

    ```yaml
    channel_names: {"0": T1}
    labels:
      background: 0
      edema: 1
      core: 2
    numTraining: 32
    file_ending: .nii.gz
    ```

    In Keras:

    Keras writes its JSON itself, from a model that was built: options that do not go together have raised their error
    before, or are not written.

    Fix safety:

    There is no fix: the partner's value is for the author to choose.

    Known misses:

    The frameworks that need these options (nnU-Net, Detectron2, SpeechBrain) are none that the probe runs: `--probe`
    leaves such a finding open, and what happens is taken from their documentation and code.

    Only options that a dialect lists are known. A partner that is set on the command line or in code is not seen: where
    a project does so, ignore the rule there.
    """
    if options.kind == "incomplete":
        related = tuple(Related(place, "needed by this") for place in options.others)
        yield Seen(options.place, options.because, related)
