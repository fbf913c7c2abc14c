"""Faults that were reported of other libraries, each kind tried on this one."""

import numpy as np
import pytest

import dl101 as dl


def gradient(build, at, session):
    x = dl.placeholder(shape=np.shape(at))
    return session.run(dl.gradients(build(x), x)[0], {x: at})


class TestSubclassesOfNdarray:
    """`np.matrix` multiplies by ``*`` as matrices do; nodes go entry by entry all the same."""

    numbers = np.array([[1.0, 2.0], [3.0, 4.0]])

    @pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
    @pytest.mark.parametrize("kind", [np.matrix, np.ma.masked_array])
    @pytest.mark.parametrize(
        "build",
        [
            dl.square,
            lambda x: x * x,
            lambda x: dl.argmax(x, 1),
            lambda x: dl.reduce_sum(x, axis=0),
            lambda x: dl.nn.softmax_cross_entropy_with_logits(labels=np.eye(2), logits=x),
            lambda x: x[0],
        ],
    )
    def test_are_plain_numbers(self, kind, build, session):
        x = dl.placeholder()
        expected = session.run(build(x), {x: self.numbers})
        for result in (
            session.run(build(x), {x: kind(self.numbers)}),
            session.run(build(dl.constant(kind(self.numbers)))),
            session.run(build(dl.Variable(kind(self.numbers)))),
        ):
            assert type(result) is type(expected)
            np.testing.assert_array_equal(result, expected)


class TestNoIncomingGradient:
    """Where nothing arrives, nothing goes on, even where the local derivative is infinite."""

    def test_of_a_norm_at_its_tip(self, session):
        def norm(x):
            return dl.sqrt(dl.reduce_sum(dl.square(x)))

        assert gradient(lambda x: norm(x) ** 2, [0.0, 0.0], session).tolist() == [0, 0]
        assert gradient(lambda x: dl.exp(-(norm(x) ** 2)), [0.0, 0.0], session).tolist() == [0, 0]

    @pytest.mark.filterwarnings("ignore:Sqrt")
    def test_of_the_branch_that_was_not_taken(self, session):
        found = gradient(lambda x: dl.where(x > 0, dl.sqrt(x), 0.0), [-1.0, 0.0, 4.0], session)
        assert found.tolist() == [0, 0, 0.25]

    def test_of_masked_pairwise_distances(self, session):
        points = np.array([[0.0, 0.0], [3.0, 4.0]])

        def build(x):
            apart = dl.expand_dims(x, 0) - dl.expand_dims(x, 1)
            distances = dl.sqrt(dl.reduce_sum(dl.square(apart), axis=2))
            return dl.reduce_sum(distances * (1 - np.eye(2)))

        np.testing.assert_allclose(
            gradient(build, points, session), [[-1.2, -1.6], [1.2, 1.6]], rtol=1e-12
        )

    @pytest.mark.filterwarnings("ignore:Xdivy")
    def test_what_does_arrive_at_an_infinite_slope_goes_on(self, session):
        assert gradient(dl.sqrt, 0.0, session) == np.inf

    def test_its_own_gradient_is_right(self, session):
        x = dl.placeholder(shape=[3])
        (first,) = dl.gradients(dl.sqrt(x), x)
        assert dl.check_gradients(first, x, {x: [0.5, 1.0, 2.0]}, session)


class TestANodeOfUnknownShape:
    def test_answers_as_tensorflows(self):
        shape = dl.placeholder(dl.float32).get_shape()
        assert shape.ndims is None
        assert not shape.is_fully_defined()
        with pytest.raises(ValueError, match="needs a known number of axes"):
            shape.as_list()

    def test_can_be_told_its_shape(self, session):
        x = dl.placeholder(name="x")
        x.set_shape([None, 2])
        x.set_shape([3, None])
        assert x.get_shape().as_list() == [3, 2]
        with pytest.raises(ValueError, match=r"set_shape of 'x': the shapes \(3, 2\) and \(2,\)"):
            x.set_shape([2])
        with pytest.raises(ValueError, match=r"which has shape \(3, 2\)"):
            session.run(x, {x: np.ones((2, 2))})


class TestMessagesNameTheCause:
    @pytest.fixture
    def step(self):
        x = dl.placeholder(shape=[None, 2], name="x")
        loss = dl.reduce_mean(x @ dl.Variable([[1.0], [1.0]]))
        return x, dl.train.GradientDescentOptimizer(0.1).minimize(loss)

    @pytest.mark.filterwarnings("ignore:Mean")
    @pytest.mark.parametrize(
        ("data", "cause"),
        [
            (np.zeros((0, 2)), "The batch fed to 'x' is empty"),
            ([[np.nan, 1.0]], "The values fed to 'x' are not finite: look at the data"),
            ([[1e308, 1e308]], "Try a smaller learning rate"),
        ],
    )
    @pytest.mark.filterwarnings("ignore:MatMul")
    def test_of_a_loss_that_is_not_finite(self, data, cause, step, session):
        x, train = step
        with pytest.raises(ArithmeticError, match=f"this training step was not made.*{cause}"):
            session.run(train, {x: data})

    @pytest.mark.parametrize(
        ("call", "error", "cause"),
        [
            (lambda x, s: np.exp(x), TypeError, "np.exp computes at once, and 'x' has no value"),
            (lambda x, s: np.sum(x), TypeError, "'x' has no value before Session.run"),
            (lambda x, s: 1.0 in x, TypeError, "'x' has no entries yet"),
            (lambda x, s: s.run([None]), TypeError, "the result does not depend on that variable"),
            (lambda x, s: dl.square(None), TypeError, "does not depend on that variable"),
            (
                lambda x, s: s.run(dl.constant(2) ** -1),
                ValueError,
                "negative integer powers.*cast them to floats first",
            ),
            (
                lambda x, s: dl.check_gradients(dl.nn.dropout(x, rate=0.5), x, {x: [1.0]}, s),
                ValueError,
                "'RandomUniform' is drawn anew at each run",
            ),
            (
                lambda x, s: dl.train.AdamOptimizer().minimize(dl.reduce_sum(x)),
                ValueError,
                "the graph has no trainable Variable",
            ),
        ],
    )
    def test_of_other_mistakes(self, call, error, cause, session):
        with pytest.raises(error, match=cause):
            call(dl.placeholder(name="x"), session)


def test_a_certain_prediction_costs_nothing_and_not_minus_nothing(session):
    sure = [1000.0, 0.0]
    losses = [
        dl.nn.softmax_cross_entropy_with_logits(labels=[1.0, 0.0], logits=sure),
        dl.nn.sparse_softmax_cross_entropy_with_logits(labels=0, logits=sure),
        dl.nn.sigmoid_cross_entropy_with_logits(labels=1.0, logits=1000.0),
    ]
    for value in session.run(losses):
        assert value == 0
        assert not np.signbit(value)


def test_a_variable_is_not_fed_in_a_run_that_changes_it(session):
    w = dl.Variable(1.0, name="w")
    step = dl.train.GradientDescentOptimizer(0.1).minimize(dl.square(w))
    for change in (step, dl.assign_add(w, 10.0), w.initializer):
        for _ in range(2):  # before and after the variable's first use
            with pytest.raises(ValueError, match="Cannot feed Variable 'w' in a run that changes"):
                session.run(change, {w: 100.0})
            assert session.run(w) == 1
    assert session.run(w * 2, {w: 100.0}) == 200


def test_numpys_options_are_not_dropped(session):
    x = dl.constant([1.0, 2.0])
    with pytest.raises(TypeError, match=r"np\.add computes at once"):
        np.add(np.ones(2), x, out=np.zeros(2))


def test_a_vector_that_chooses_rows_gets_gradients_of_its_choices(session):
    x, y = dl.placeholder(shape=[1, 2]), dl.placeholder(shape=[3, 1])
    chosen = dl.where([True, False, True], x, y)
    feeds = {x: [[1.0, 2.0]], y: [[3.0], [4.0], [5.0]]}
    assert session.run(chosen, feeds).shape == (3, 2)
    assert dl.check_gradients(dl.sin(chosen), [x, y], feeds, session)


def test_a_loss_of_an_operation_that_returns_a_python_number(session):
    class half(dl.Operation):
        op_type = "Half"

        def __init__(self, x):
            super().__init__([x], x.dtype, ())

        def compute(self, x):
            return float(x) / 2

    dl.RegisterGradient(half)(lambda op, grad: grad / 2)
    w = dl.Variable(1.0)
    session.run(dl.train.GradientDescentOptimizer(1.0).minimize(half(w)))
    assert session.run(w) == 0.5
