package dev.waggle.proxy.training;

/** Something in the training run went another way than it should. */
final class TrainingFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    TrainingFailed(String message) {
        super(message);
    }
}
