package duel;

/** What a player chooses; each beats the one before it. */
enum Hand {
    ROCK,
    PAPER,
    SCISSORS;

    boolean beats(Hand other) {
        return ordinal() == (other.ordinal() + 1) % 3;
    }
}
