a1 = np.maximum(0, np.dot(X, w1.T) + b1)
a2 = np.maximum(0, np.dot(a1, w2.T) + b2)
z = np.dot(a2, w3.T) + b3
exp1 = np.exp(z)
p = exp1 / np.sum(exp1, axis=1, keepdims=True)
loss = np.mean(-np.sum(y * np.log(p), axis=1))
