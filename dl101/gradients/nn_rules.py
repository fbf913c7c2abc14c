"""The gradient rules of activations and losses."""

from .. import nn
from ..nn.losses import SigmoidCrossEntropy, SoftmaxCrossEntropy, SparseSoftmaxCrossEntropy
from ..operations import cast, equal, exp, expand_dims, range, reduce_sum, shape, sigmoid, where
from .registry import RegisterGradient


@RegisterGradient(nn.relu)
def _relu(op, grad):
    return where(op > 0, grad, 0.0)


@RegisterGradient(nn.leaky_relu)
def _leaky_relu(op, grad):
    (x,) = op.inputs
    return where(x > 0, grad, op.alpha * grad)


@RegisterGradient(nn.elu)
def _elu(op, grad):
    (x,) = op.inputs
    return where(x < 0, grad * (op + 1), grad)


@RegisterGradient(nn.softplus)
def _softplus(op, grad):
    (x,) = op.inputs
    return grad * sigmoid(x)


@RegisterGradient(nn.softmax)
def _softmax(op, grad):
    return op * (grad - reduce_sum(grad * op, axis=op.axis, keepdims=True))


@RegisterGradient(nn.log_softmax)
def _log_softmax(op, grad):
    return grad - exp(op) * reduce_sum(grad, axis=op.axis, keepdims=True)


@RegisterGradient(SoftmaxCrossEntropy)
def _softmax_cross_entropy(op, grad):
    # The logits' share is that of both ways from them to the loss: softmax minus labels.
    labels, _, log_p = op.inputs
    grad = expand_dims(grad, -1)
    of_labels = -grad * log_p if op.gradient_of_labels else None
    return of_labels, grad * (exp(log_p) - labels), None


@RegisterGradient(SparseSoftmaxCrossEntropy)
def _sparse_softmax_cross_entropy(op, grad):
    labels, _, log_p = op.inputs
    right = equal(expand_dims(labels, -1), range(shape(log_p)[-1]))
    return None, expand_dims(grad, -1) * (exp(log_p) - cast(right, log_p.dtype)), None


@RegisterGradient(SigmoidCrossEntropy)
def _sigmoid_cross_entropy(op, grad):
    labels, logits = op.inputs
    return -grad * logits, grad * (sigmoid(logits) - labels)
