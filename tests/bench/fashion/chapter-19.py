"""Chapter 19's training with the book's own classes in NumPy: what dagrad's is timed beside.

usage: python3 chapter-19.py images labels nnfs|float64|float32 epochs

`images` and `labels` are raw bytes: 784 pixels and a label each, the 60,000 to train on first, class by class, then 10,000 to validate with.
The classes are those of "Neural Networks from Scratch in Python", chapters 18 to 22, with what a training calls of them. nnfs:
as the book runs them, after nnfs.init(): products in float64, everything else in float32. float64: without it, as NumPy's numbers are. float32:
all numbers in float32. Prints a line of JSON for each epoch, and one of the times in s.
"""

import json
import sys
import time

import numpy as np

images, labels, numbers, epochs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])

if numbers == "nnfs":
    real_dot, real_zeros, real_randn = np.dot, np.zeros, np.random.randn
    np.dot = lambda a, b: real_dot(a.astype("float64"), b.astype("float64")).astype("float32")
    np.zeros = lambda shape, dtype="float32": real_zeros(shape, dtype)
    np.random.randn = lambda *shape: real_randn(*shape).astype("float32")
    number = np.float32
else:
    number = np.dtype(numbers).type
np.random.seed(0)


class Layer_Input:
    def forward(self, inputs):
        self.output = inputs


class Layer_Dense:
    def __init__(self, n_inputs, n_neurons):
        self.weights = (0.01 * np.random.randn(n_inputs, n_neurons)).astype(number)
        self.biases = np.zeros((1, n_neurons), number)

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.dot(inputs, self.weights) + self.biases

    def backward(self, dvalues):
        self.dweights = np.dot(self.inputs.T, dvalues)
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        self.dinputs = np.dot(dvalues, self.weights.T)


class Activation_ReLU:
    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.maximum(0, inputs)

    def backward(self, dvalues):
        self.dinputs = dvalues.copy()
        self.dinputs[self.inputs <= 0] = 0


class Activation_Softmax:
    def forward(self, inputs):
        exp_values = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exp_values / np.sum(exp_values, axis=1, keepdims=True)

    def predictions(self, outputs):
        return np.argmax(outputs, axis=1)


class Loss_CategoricalCrossentropy:
    def new_pass(self):
        self.accumulated_sum = self.accumulated_count = 0

    def calculate(self, output, y):
        samples = len(output)
        y_pred_clipped = np.clip(output, 1e-7, 1 - 1e-7)
        sample_losses = -np.log(y_pred_clipped[range(samples), y])
        self.accumulated_sum += np.sum(sample_losses)
        self.accumulated_count += samples
        return np.mean(sample_losses)

    def calculate_accumulated(self):
        return self.accumulated_sum / self.accumulated_count


class Accuracy_Categorical:
    def new_pass(self):
        self.accumulated_sum = self.accumulated_count = 0

    def calculate(self, predictions, y):
        comparisons = predictions == y
        self.accumulated_sum += np.sum(comparisons)
        self.accumulated_count += len(comparisons)
        return np.mean(comparisons)

    def calculate_accumulated(self):
        return self.accumulated_sum / self.accumulated_count


class Activation_Softmax_Loss_CategoricalCrossentropy:
    def backward(self, dvalues, y):
        samples = len(dvalues)
        self.dinputs = dvalues.copy()
        self.dinputs[range(samples), y] -= 1
        self.dinputs = self.dinputs / number(samples)


class Optimizer_Adam:
    def __init__(self, learning_rate=0.001, decay=0.0, epsilon=1e-7, beta_1=0.9, beta_2=0.999):
        self.learning_rate = self.current_learning_rate = learning_rate
        self.decay, self.epsilon, self.beta_1, self.beta_2 = decay, epsilon, beta_1, beta_2
        self.iterations = 0

    def pre_update_params(self):
        self.current_learning_rate = self.learning_rate * (1.0 / (1.0 + self.decay * self.iterations))

    def update_params(self, layer):
        if not hasattr(layer, "weight_cache"):
            layer.weight_momentums, layer.weight_cache = np.zeros_like(layer.weights), np.zeros_like(layer.weights)
            layer.bias_momentums, layer.bias_cache = np.zeros_like(layer.biases), np.zeros_like(layer.biases)
        layer.weight_momentums = self.beta_1 * layer.weight_momentums + (1 - self.beta_1) * layer.dweights
        layer.bias_momentums = self.beta_1 * layer.bias_momentums + (1 - self.beta_1) * layer.dbiases
        weight_momentums_corrected = layer.weight_momentums / (1 - self.beta_1 ** (self.iterations + 1))
        bias_momentums_corrected = layer.bias_momentums / (1 - self.beta_1 ** (self.iterations + 1))
        layer.weight_cache = self.beta_2 * layer.weight_cache + (1 - self.beta_2) * layer.dweights**2
        layer.bias_cache = self.beta_2 * layer.bias_cache + (1 - self.beta_2) * layer.dbiases**2
        weight_cache_corrected = layer.weight_cache / (1 - self.beta_2 ** (self.iterations + 1))
        bias_cache_corrected = layer.bias_cache / (1 - self.beta_2 ** (self.iterations + 1))
        layer.weights += -self.current_learning_rate * weight_momentums_corrected / (np.sqrt(weight_cache_corrected) + self.epsilon)
        layer.biases += -self.current_learning_rate * bias_momentums_corrected / (np.sqrt(bias_cache_corrected) + self.epsilon)

    def post_update_params(self):
        self.iterations += 1


class Model:
    def __init__(self, inputs):
        self.layers = [Layer_Dense(inputs, 128), Activation_ReLU(), Layer_Dense(128, 128), Activation_ReLU(), Layer_Dense(128, 10)]
        self.softmax = Activation_Softmax()
        self.layers.append(self.softmax)
        self.loss, self.accuracy = Loss_CategoricalCrossentropy(), Accuracy_Categorical()
        self.softmax_loss = Activation_Softmax_Loss_CategoricalCrossentropy()
        self.optimizer = Optimizer_Adam(decay=1e-3)

    def forward(self, X):
        output = X
        for layer in self.layers:
            layer.forward(output)
            output = layer.output
        return output

    def backward(self, output, y):
        self.softmax_loss.backward(output, y)
        dinputs = self.softmax_loss.dinputs
        for layer in reversed(self.layers[:-1]):
            layer.backward(dinputs)
            dinputs = layer.dinputs

    def new_pass(self):
        self.loss.new_pass()
        self.accuracy.new_pass()

    def told(self):
        return float(self.loss.calculate_accumulated()), float(self.accuracy.calculate_accumulated())

    def batch(self, X, y):
        output = self.forward(X)
        self.loss.calculate(output, y)
        self.accuracy.calculate(self.softmax.predictions(output), y)
        return output

    def train(self, X, y, *, epochs, batch_size, validation_data):
        steps = -(-len(X) // batch_size)
        for epoch in range(1, epochs + 1):
            self.new_pass()
            for step in range(steps):
                batch_X = X[step * batch_size : (step + 1) * batch_size]
                batch_y = y[step * batch_size : (step + 1) * batch_size]
                output = self.batch(batch_X, batch_y)
                self.backward(output, batch_y)
                self.optimizer.pre_update_params()
                for layer in self.layers:
                    if hasattr(layer, "weights"):
                        self.optimizer.update_params(layer)
                self.optimizer.post_update_params()
            loss, accuracy = self.told()
            validation_loss, validation_accuracy = self.evaluate(*validation_data, batch_size=batch_size)
            say(epoch=epoch, loss=loss, accuracy=accuracy, validationLoss=validation_loss, validationAccuracy=validation_accuracy)

    def evaluate(self, X, y, *, batch_size):
        self.new_pass()
        for step in range(-(-len(X) // batch_size)):
            self.batch(X[step * batch_size : (step + 1) * batch_size], y[step * batch_size : (step + 1) * batch_size])
        return self.told()


def say(**what):
    print(json.dumps(what), flush=True)


X = np.fromfile(images, np.uint8).reshape(-1, 784)
y = np.fromfile(labels, np.uint8)
train = len(y) * 6 // 7
keys = np.array(range(train))
np.random.shuffle(keys)
X, y, X_test, y_test = X[:train][keys], y[:train][keys], X[train:], y[train:]
scaled = lambda X: (X.astype(number) - number(127.5)) / number(127.5)
X, X_test = scaled(X), scaled(X_test)
wall, processor = time.perf_counter(), time.process_time()
Model(784).train(X, y, epochs=epochs, batch_size=128, validation_data=(X_test, y_test))
say(wall=time.perf_counter() - wall, processor=time.process_time() - processor)
