loss = np.mean(
    -np.sum(
        y * np.log(
            (
                exp1 := np.exp(
                    np.dot(
                        np.maximum(
                            0,
                            np.dot(np.maximum(0, np.dot(X, w1.T) + b1), w2.T) + b2
                        ),
                        w3.T
                    ) + b3
                )
            ) / np.sum(exp1, axis=1, keepdims=True)
        ),
        axis=1
    )
)
