"""Pictures that move: widgets for JupyterLab."""

from dl101.widgets.boundary import Boundary, SoftmaxBoundary
from dl101.widgets.descent import Descent
from dl101.widgets.digit_pad import DigitPad
from dl101.widgets.line_fit import LineFit
from dl101.widgets.loss_boundary import LossBoundary
from dl101.widgets.loss_surface import LossSurface
from dl101.widgets.network import Dense
from dl101.widgets.network_plane import NetworkPlane
from dl101.widgets.own_activation import OwnActivation
from dl101.widgets.plane import Plane
from dl101.widgets.predict import Predict
from dl101.widgets.stepper import Stepper
from dl101.widgets.training_ground import TrainingGround
from dl101.widgets.traits import InvalidValue
from dl101.widgets.two_lines import TwoLines

__all__ = [
    "Boundary",
    "Dense",
    "Descent",
    "DigitPad",
    "InvalidValue",
    "LineFit",
    "LossBoundary",
    "LossSurface",
    "NetworkPlane",
    "OwnActivation",
    "Plane",
    "Predict",
    "SoftmaxBoundary",
    "Stepper",
    "TrainingGround",
    "TwoLines",
]
