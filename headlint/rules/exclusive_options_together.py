"""Rule: options in a config of which a framework takes one."""

from headlint.facts import Options
from headlint.findings import Related
from headlint.rule import Reports, Seen, rule


@rule(level="error")
def exclusive_options_together(options: Options) -> Reports:
    """Options in a config of which a framework takes one.

    Why:

    Which activation a loss applies, and how it reads its labels, is often chosen by flags, and some of them exclude
    each other. The framework says so when it builds the loss: after the data was prepared and the job was queued.

    Bad:

    ```yaml
    network_def:
      _target_: UNet
      spatial_dims: 3
      in_channels: 1
      out_channels: 3
      channels: [16, 32]
      strides: [2]
    loss:
      _target_: DiceLoss
      sigmoid: true
      softmax: true
    ```

    Good:

    ```yaml
    network_def:
      _target_: UNet
      spatial_dims: 3
      in_channels: 1
      out_channels: 3
      channels: [16, 32]
      strides: [2]
    loss:
      _target_: DiceLoss
      softmax: true
    ```

    When this is fine:

    An option that is switched off excludes nothing.

    ```yaml
    network_def:
      _target_: UNet
      spatial_dims: 3
      in_channels: 1
      out_channels: 3
      channels: [16, 32]
      strides: [2]
    loss:
      _target_: DiceLoss
      sigmoid: true
      softmax: false
    ```

    In Keras:

    Keras writes its JSON itself, from a model that was built: options that do not go together have raised their error
    before, or are not written.

    Fix safety:

    There is no fix: which of the options is meant, the config does not say.

    Known misses:

    `--probe` builds the loss of MONAI to see its error. OpenMMLab, PaddleClas and Ludwig are not among the frameworks
    that it runs: their findings stay open, and what happens is taken from their documentation and code.

    Only options that a dialect lists as excluding each other are known; a library that gets another such pair gets it
    silently.
    """
    if options.kind == "exclusive":
        related = tuple(Related(place, "the other one") for place in options.others)
        yield Seen(options.place, options.because, related)
