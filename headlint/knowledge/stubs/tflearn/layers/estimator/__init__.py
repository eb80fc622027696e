"""http://tflearn.org/layers/estimator/"""

import tflearn

regression = tflearn.regression
