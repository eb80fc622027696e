from fastai.learner import Learner
